"""The labs of the lesson pages: one file an idea, and the pieces that the pages share."""
