"""Training networks with TensorFlow."""
