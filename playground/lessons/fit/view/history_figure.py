"""A History as curves: the loss above, the metric below, training and validation, one value an epoch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from playground.figures.palette import series

__all__ = ["VALIDATION", "history_figure"]

VALIDATION = "val_"  # before the name of what is measured on the held-out points


def history_figure(
    history: Mapping[str, Sequence[float]], epochs: int, words: Mapping[str, str], height: int = 380
) -> go.Figure:
    """Each key of `history.history` as a line over epochs 1 … ; the axis has room for all `epochs`.

    Training is a solid line with filled marks, validation a dashed one with open marks. `words`: epoch.
    """
    metrics = [name for name in history if name != "loss" and not name.startswith(VALIDATION)]
    panels = ["loss", *metrics]
    figure = make_subplots(rows=len(panels), cols=1, shared_xaxes=True, vertical_spacing=0.09)
    for row, panel in enumerate(panels, start=1):
        for name, held in ((panel, False), (f"{VALIDATION}{panel}", True)):
            if name in history:
                values = list(history[name])
                figure.add_scatter(
                    x=list(range(1, len(values) + 1)),
                    y=values,
                    name=name,
                    mode="lines+markers",
                    row=row,
                    col=1,
                    **series(held),
                )
        figure.update_yaxes(title=panel, row=row, col=1)
    room = 0.5 + 0.02 * epochs
    figure.update_xaxes(range=[1 - room, epochs + room], dtick=1 if epochs <= 12 else None)
    figure.update_xaxes(title=words["epoch"], row=len(panels), col=1)
    figure.update_layout(
        height=height,
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        legend={"orientation": "h", "y": -0.16, "yanchor": "top"},
        hovermode="x unified",
    )
    return figure
