"""Random actions on every page, in a real browser: what a learner set must stand, whatever happens in between.

`make soak` runs several pages side by side under several conditions; `tests/browser/test_random_actions.py`
runs a minute of fixed seeds. Every sequence is determined by its seed, so a wrong one can be run again:
`python -m tools.soak --seed 12 --condition delay50`.
"""
