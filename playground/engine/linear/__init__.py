"""Training the linear classifier with TensorFlow."""
