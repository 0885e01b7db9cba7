"""What can be taken away from an experiment: programs and files."""
