"""A sweep: one experiment trained for every pair of values of two knobs, and for some seeds."""
