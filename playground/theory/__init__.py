"""Closed forms: what is known of the linear classifier before it is trained."""
