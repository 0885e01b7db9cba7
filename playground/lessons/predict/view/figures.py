"""Pictures of predictions: scores by class, the ROC curve, and what call and predict cost."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import plotly.graph_objects as go

from playground.figures.log_axis import log_axis
from playground.figures.palette import NEGATIVE, POSITIVE, TRAINING
from playground.lessons.predict.inference import Confusion, CostReport, Roc, ScoresReport

__all__ = ["cost_figure", "roc_figure", "scores_figure"]

_MARGIN = {"l": 8, "r": 8, "t": 26, "b": 8}
_LEGEND = {"orientation": "h", "y": -0.2, "yanchor": "top"}


def scores_figure(
    report: ScoresReport, words: Mapping[str, str], threshold: float | None = None
) -> go.Figure:
    """How often each score occurs, by class; the range 0 to 1 as a band, the threshold as a line.

    `words`: negative, positive, score, count, band, threshold.
    """
    figure = go.Figure()
    scores, targets = report.predictions[:, 0], report.targets[:, 0]
    edges = np.histogram_bin_edges(scores, bins=40)
    width = float(edges[1] - edges[0])
    for label, (name, colour) in enumerate((("negative", NEGATIVE), ("positive", POSITIVE))):
        counts, _ = np.histogram(scores[targets == label], bins=edges)
        figure.add_bar(
            x=(edges[:-1] + edges[1:]) / 2,
            y=counts,
            width=width,
            name=words[name],
            marker={"color": colour, "pattern": {"shape": "" if label else "/"}},
            opacity=0.75,
        )
    figure.add_vrect(x0=0, x1=1, line_width=0, fillcolor=TRAINING, opacity=0.1, annotation_text=words["band"])
    if threshold is not None:
        figure.add_vline(x=threshold, line_width=3, annotation_text=words["threshold"])
        figure.update_shapes(selector={"type": "line"}, line_color="#b8860b")
    figure.update_xaxes(title=words["score"])
    figure.update_yaxes(title=words["count"])
    figure.update_layout(height=320, barmode="overlay", margin=_MARGIN, legend=_LEGEND)
    return figure


def roc_figure(roc: Roc, now: Confusion, words: Mapping[str, str]) -> go.Figure:
    """The curve, the diagonal of guessing, and a mark at the threshold. `words`: false_rate, true_rate,
    curve, guessing, here.
    """
    figure = go.Figure()
    figure.add_scatter(
        x=roc.false_rates,
        y=roc.true_rates,
        name=words["curve"],
        mode="lines",
        line={"width": 3, "shape": "linear"},
    )
    figure.add_scatter(
        x=[0, 1], y=[0, 1], name=words["guessing"], mode="lines", line={"dash": "dot", "width": 1.5}
    )
    figure.add_scatter(
        x=[now.false_rate],
        y=[now.true_rate],
        name=words["here"],
        mode="markers",
        marker={"size": 14, "color": "#b8860b", "symbol": "diamond"},
    )
    figure.update_xaxes(title=words["false_rate"], range=[-0.03, 1.03])
    figure.update_yaxes(title=words["true_rate"], range=[-0.03, 1.05])
    figure.update_layout(height=360, margin={**_MARGIN, "t": 8}, legend=_LEGEND)
    return figure


def cost_figure(report: CostReport, words: Mapping[str, str]) -> go.Figure:
    """Milliseconds of predict and of a call for each number of points, on a logarithmic axis.

    `words`: predict, call, points, milliseconds.
    """
    figure = go.Figure()
    sizes = [str(size) for size, *_ in report.rows]
    every: list[float] = []
    for place, name in enumerate(("predict", "call"), start=1):
        values = [1000 * float(row[place]) for row in report.rows]
        every += values
        figure.add_bar(
            x=sizes,
            y=values,
            name=words[name],
            text=[f"{value:#.3g}".rstrip(".") + " ms" for value in values],
        )
    figure.update_xaxes(title=words["points"], type="category")
    # A bar has no length of its own on this axis: it begins a little below the smallest.
    figure.update_yaxes(title=words["milliseconds"], **log_axis([min(every) / 2, *every]))
    figure.update_layout(height=340, barmode="group", margin=_MARGIN, legend=_LEGEND)
    return figure
