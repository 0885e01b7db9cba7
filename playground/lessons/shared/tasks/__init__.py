"""What the tasks of all lesson pages share. Runs in the trainer, with TensorFlow."""
