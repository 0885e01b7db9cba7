"""What the page of layers and models asks of TensorFlow. Runs in the trainer."""
