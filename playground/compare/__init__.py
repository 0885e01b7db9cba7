"""The page that holds runs beside each other. The browser keeps them; this room says what it may show."""
