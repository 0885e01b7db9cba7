"""Pictures of the labs of fit: the running mean of an epoch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from playground.figures.log_axis import log_axis
from playground.figures.palette import HELD_OUT, TRAINING

__all__ = ["running_figure"]

# How the levels of an epoch are drawn: its batches, the training points after it, those held out.
_LEVELS = {"history": ("dot", TRAINING), "after": ("dashdot", "#b8860b"), "val": ("dash", HELD_OUT)}
_MARGIN = {"l": 8, "r": 8, "t": 26, "b": 8}


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
