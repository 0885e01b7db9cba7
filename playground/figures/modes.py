"""How the loss of gradient descent falls mode by mode, by the closed form and as TensorFlow measured it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from playground.theory.linear_model import hessian

__all__ = ["mode_losses", "modes_figure"]

Array = NDArray[np.float64]

# Seen on light and dark; blue and orange are the classes'.
_MODES = (
    {"dash": "dot", "width": 1.5, "color": "#8a63c9"},
    {"dash": "dash", "width": 1.5, "color": "#b8860b"},
    {"dash": "dashdot", "width": 1.5, "color": "#8c8a94"},
)


def mode_losses(
    inputs: NDArray[np.floating],
    start: NDArray[np.floating],
    optimum: NDArray[np.floating],
    lr: float,
    steps: NDArray[np.integer],
) -> Array:
    """The loss above its floor that each mode still holds before update k, shape (3, len(steps)).

    ½·λ·c²·(1 - lr·λ)^(2k), where c is the start error's part along the mode's eigenvector, for the mean
    squared error of inputs (n, 2) under plain gradient descent with all points; λ ascending. Their sum
    is the loss minus the floor.
    """
    eigenvalues, eigenvectors = np.linalg.eigh(hessian(inputs))
    parts = eigenvectors.T @ (np.asarray(start, np.float64) - np.asarray(optimum, np.float64))
    factors = 1.0 - lr * eigenvalues
    shares: Array = (
        0.5 * (eigenvalues * parts**2)[:, None] * factors[:, None] ** (2 * np.asarray(steps)[None, :])
    )
    return shares


def modes_figure(
    steps: NDArray[np.integer],
    shares: Array,
    eigenvalues: Sequence[float],
    measured: NDArray[np.floating],
    words: Mapping[str, str],
) -> go.Figure:
    """Each mode's share as a line, their sum as a thick one, TensorFlow's loss minus the floor as marks.

    `measured` has a value a step; what is not above zero (rounding at the floor) has no place on the
    logarithmic axis and is left out. `words`: mode (with {value}), sum, measured, step, excess.
    """
    figure = go.Figure()
    for value, share, line in zip(eigenvalues[::-1], shares[::-1], _MODES, strict=True):
        name = words["mode"].format(value=f"{value:.3g}")
        figure.add_scatter(x=steps, y=_above_zero(share), name=name, mode="lines", line=line)
    total = _above_zero(shares.sum(axis=0))
    figure.add_scatter(
        x=steps, y=total, name=words["sum"], mode="lines", line={"width": 3, "color": "#0b8f88"}
    )
    marks = {"symbol": "circle-open", "size": 9, "color": "#c04080", "line": {"width": 1.5}}
    figure.add_scatter(x=steps, y=_above_zero(measured), name=words["measured"], mode="markers", marker=marks)
    lowest = max(float(np.nanmin(total)) / 10, 1e-12) if np.isfinite(total).any() else 1e-12
    highest = float(np.nanmax(total)) * 3 if np.isfinite(total).any() else 1.0
    figure.update_xaxes(title=words["step"])
    figure.update_yaxes(
        title=words["excess"],
        type="log",
        dtick=1,
        exponentformat="power",
        range=[np.log10(lowest), np.log10(highest)],
    )
    figure.update_layout(
        height=360,
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        legend={"orientation": "h", "y": -0.25},
        hovermode="x unified",
    )
    return figure


def _above_zero(values: NDArray[np.floating]) -> Array:
    return np.where(np.asarray(values, np.float64) > 1e-12, values, np.nan)
