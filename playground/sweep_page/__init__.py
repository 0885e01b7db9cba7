"""The page of sweeps: two knobs, the runs as they come, and their heat map."""
