"""What the trainer traces before anybody asks: the first use of an operation costs TensorFlow most.

Which pairs of optimiser and loss these are is decided by `in_chapter` in playground/core/optimizers.py and
playground/core/losses.py, and listed as TRACED_AT_START by the engine of each model.
"""

from __future__ import annotations

import gc
from functools import partial

from playground.engine.linear import rows as linear
from playground.engine.network import rows as network

__all__ = ["warm", "warm_next"]


def warm() -> None:
    """Trace what the default experiment needs, and take the imports out of the collector's sight."""
    linear.prepare(*linear.TRACED_AT_START[0])
    gc.collect()
    gc.freeze()


def warm_next() -> int:
    """Trace the next of TRACED_AT_START, the linear classifier's first; how many are left after it."""
    missing = [
        partial(linear.prepare, *kind) for kind in linear.TRACED_AT_START if not linear.is_prepared(*kind)
    ]
    missing += [
        partial(network.prepare, name) for name in network.TRACED_AT_START if not network.is_prepared(name)
    ]
    if missing:
        missing[0]()
    if len(missing) <= 1:
        gc.collect()
        gc.freeze()
    return max(len(missing) - 1, 0)
