"""What the trainer traces before anybody asks: the first use of an operation costs TensorFlow most."""

from __future__ import annotations

import gc
from functools import partial

from playground.engine.linear import rows as linear
from playground.engine.network import rows as network

__all__ = ["warm", "warm_next"]


def warm() -> None:
    """Trace what the default experiment needs, and take the imports out of the collector's sight."""
    linear.prepare(*linear.USUAL[0])
    gc.collect()
    gc.freeze()


def warm_next() -> int:
    """Trace the next of what is usual, the linear classifier's first; how many are left after it."""
    missing = [partial(linear.prepare, *kind) for kind in linear.USUAL if not linear.is_prepared(*kind)]
    missing += [partial(network.prepare, name) for name in network.USUAL if not network.is_prepared(name)]
    if missing:
        missing[0]()
    if len(missing) <= 1:
        gc.collect()
        gc.freeze()
    return max(len(missing) - 1, 0)
