"""What the lesson pages show alike: the frame of a lab, questions, traps, code, tensors."""
