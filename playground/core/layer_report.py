"""The record of one update of a network in slow motion, layer by layer, as plain data."""

from __future__ import annotations

from dataclasses import dataclass

from playground.core.wire_format import End

__all__ = ["LayerReport", "NetworkReport"]


@dataclass(frozen=True, slots=True)
class LayerReport:
    """One layer in the update of a batch. Norms are Euclidean, over all numbers of their kind.

    `output` is the mean size of what the layer says, `slope` the norm of the loss's gradient by it. A layer
    without weights has None in the place of all that belongs to weights. `slots` are the norms of the
    optimiser's running sums after the update.
    """

    name: str
    units: int
    fan_in: int
    activation: str
    output: float
    slope: float
    gradient: float | None = None
    weights: float | None = None
    change: float | None = None
    slots: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class NetworkReport:
    """Update `step` of a network; its layers from the input to the output.

    `loss` and `gradient` are the row's own; `loss_after` is the loss of the same batch after the update.
    `end` tells that the run ends here: then the stage does not make this update.
    """

    step: int
    epoch: int
    batch_size: int
    loss: float
    loss_after: float
    gradient: float
    learning_rate: float
    layers: tuple[LayerReport, ...]
    end: End | None = None
