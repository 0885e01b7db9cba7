"""Compiled Keras models that are kept: tracing one takes half a second, and its memory never quite returns.

A model's source is run again for every request, which is quick. What is kept is a twin of the same structure
whose steps are traced; it takes over the weights and the optimiser's variables, the learning rate among them.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.lessons.fit.fit import FitState

__all__ = ["MOST_TWINS", "lock", "put", "taken", "twin"]

MOST_TWINS = 16
# The local trainer has one thread; a worker of a cluster may have several.
lock = threading.RLock()
_twins: OrderedDict[Hashable, Any] = OrderedDict()


def twin(structure: Hashable, make: Callable[[], Any]) -> Any:
    """The kept model of this structure; what `make` gives becomes it if there is none."""
    if structure in _twins:
        _twins.move_to_end(structure)
    else:
        _twins[structure] = make()
        while len(_twins) > MOST_TWINS:
            _twins.popitem(last=False)
    return _twins[structure]


def taken(model: Any, epoch: int = 0) -> FitState:
    """What a model and its optimiser hold now, as arrays."""
    return FitState(
        epoch,
        tuple(np.array(weights) for weights in model.get_weights()),
        tuple(np.array(variable.numpy()) for variable in model.optimizer.variables),
    )


def put(model: Any, state: FitState) -> None:
    """Make the model and its optimiser hold a state."""
    model.set_weights(list(state.weights))
    _assign(model.optimizer.variables, state.optimizer)


def _assign(variables: Sequence[Any], values: Sequence[NDArray[np.generic]]) -> None:
    for variable, value in zip(variables, values, strict=True):
        variable.assign(value)
