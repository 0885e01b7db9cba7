"""Pictures of the labs of fit: the running mean of an epoch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from playground.figures.log_axis import log_axis
from playground.figures.palette import HELD_OUT, TRAINING

__all__ = ["line_ends", "running_figure"]

# How the levels of an epoch are drawn: its batches, the training points after it, those held out.
_LEVELS = {"history": ("dot", TRAINING), "after": ("dashdot", "#b8860b"), "val": ("dash", HELD_OUT)}
_MARGIN = {"l": 8, "r": 8, "t": 26, "b": 8}


def line_ends(
    boundary: tuple[float, ...], x_range: tuple[float, float], y_range: tuple[float, float]
) -> list[tuple[float, float]]:
    """Where w1·x1 + w2·x2 + b = threshold enters and leaves a box; a vertical line as well as any other."""
    w1, w2, b, threshold = boundary
    found = []
    if w2:
        found += [(x, (threshold - b - w1 * x) / w2) for x in x_range]
    if w1:
        found += [((threshold - b - w2 * y) / w1, y) for y in y_range]
    room_x, room_y = (1e-9 * (1 + abs(ends[0]) + abs(ends[1])) for ends in (x_range, y_range))
    within = [
        (x, y)
        for x, y in found
        if x_range[0] - room_x <= x <= x_range[1] + room_x and y_range[0] - room_y <= y <= y_range[1] + room_y
    ]
    return sorted(set(within))


def running_figure(
    running: Sequence[float], levels: Mapping[str, float], words: Mapping[str, str]
) -> go.Figure:
    """The running mean after each batch, and levels as horizontal lines from the end of the epoch.

    `words`: running, batch, loss, and a name for each level.
    """
    figure = go.Figure()
    batches: NDArray[np.int64] = np.arange(1, len(running) + 1)
    line = {"width": 2.5, "color": TRAINING}
    figure.add_scatter(x=batches, y=list(running), name=words["running"], mode="lines", line=line)
    for name, value in levels.items():
        dash, colour = _LEVELS[name]
        figure.add_scatter(
            x=[1, len(running)],
            y=[value, value],
            name=f"{words[name]} {value:.4g}",
            mode="lines",
            line={"dash": dash, "width": 2, "color": colour},
        )
    figure.update_xaxes(title=words["batch"])
    figure.update_yaxes(title=words["loss"], **log_axis([*running, *levels.values()]))
    figure.update_layout(
        height=340, margin={**_MARGIN, "t": 8}, legend={"orientation": "h", "y": -0.22, "yanchor": "top"}
    )
    return figure
