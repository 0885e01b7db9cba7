"""Commands of the command line that need more than a few lines, and files that they read."""
