"""The real app in a real browser, for tests and measurements."""
