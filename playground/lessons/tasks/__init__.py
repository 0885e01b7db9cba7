"""Tasks that concern all lesson pages. Run in the trainer, with TensorFlow."""
