"""What the lesson pages share: values, questions, traps, and their views."""
