"""What the page of compile and fit asks of TensorFlow. Runs in the trainer."""
