"""What the page of predictions asks of TensorFlow. Runs in the trainer."""
