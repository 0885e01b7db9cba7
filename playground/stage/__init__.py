"""The web side of the stage: its replies, its requests, its route, and the panels below it."""
