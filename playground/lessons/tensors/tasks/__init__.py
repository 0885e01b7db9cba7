"""What the page of tensors asks of TensorFlow. Runs in the trainer."""
