"""The one reader of points: bytes or text, what was understood of them, and the points."""
