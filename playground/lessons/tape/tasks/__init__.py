"""What the page of GradientTape asks of TensorFlow. Runs in the trainer."""
