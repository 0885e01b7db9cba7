"""Training with TensorFlow: the only room that imports it; runs in the trainer process."""
