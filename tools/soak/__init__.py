"""Random actions on the stage pages, in a real browser: what a learner set must stand, whatever comes after.

`make soak` runs several pages side by side under several conditions; `tests/browser/test_random_actions.py`
runs fixed seeds for a moment. A seed determines a learner's actions, so a wrong sequence can be run again:
`python -m tools.soak --seed 12 --condition delay50`.
"""
