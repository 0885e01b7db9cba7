"""Every promised figure measured on the real app: `python -m bench`, or `python -m bench frames load`."""
