"""The rules of questions that are answered on a picture: a curve, a boundary, a rate."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np

from playground.core.data import covariance
from playground.core.experiment import Experiment
from playground.core.outcome import EXPLODED
from playground.stage.answer_kinds import KNOTS, Truth, angle_between, line_through
from playground.stage.question_rules import NEAR, TURNED, Finding, Rule, Run, share, text, turning
from playground.theory.summary import summary

__all__ = ["boundary", "critical_rate", "curve_of", "middle_line", "only_falls"]

_ALIKE: Final = 15.0  # degrees within which a drawn line is taken for another one


def curve_of(column: str, on_growth: str = "why") -> Rule:
    """The first loss of a column, and those at the knots of a sketch; `on_growth` is the reason of a rise."""

    def rule(e: Experiment, run: Run | None) -> Finding | None:
        if run is None:
            return None
        at = e.last_step * np.arange(KNOTS + 1) / KNOTS
        losses = run.values[column]
        truth = tuple(float(value) for value in np.interp(at, run.steps, losses))
        first, last = run.first(column), run.last(column)
        half = np.flatnonzero(losses <= (first + last) / 2) if last < first else np.array([], dtype=int)
        values = {"first": text(first), "last": text(last), "lowest": text(float(losses.min()))}
        values |= {"updates": str(e.last_step), "half": str(int(run.steps[half[0]])) if len(half) else "–"}
        if column == "val_loss":
            values |= turning(run)
        return Finding(truth, values, on_growth if run.has_diverged or last > NEAR * first else "why")

    return rule


def only_falls(value: Truth, truth: Truth, _e: Experiment) -> str:
    """Name it "falls": a sketch that never rises where the real curve does."""
    own, real = np.array(value, dtype=float), np.array(truth, dtype=float)
    never_rises = bool((own <= TURNED * np.minimum.accumulate(own)).all())
    return "falls" if never_rises and real[-1] > TURNED * real.min() else ""


def _middle(e: Experiment) -> tuple[float, float, float]:
    """The line half-way between the two means, at right angles to the way from one to the other."""
    x, y = (e.neg_x + e.pos_x) / 2, (e.neg_y + e.pos_y) / 2
    dx, dy = e.pos_x - e.neg_x, e.pos_y - e.neg_y
    return line_through((x, y, x - dy, y + dx)) or (1.0, 0.0, -x)


def middle_line(value: Truth, truth: Truth, e: Experiment) -> str:
    """Name it "middle": a line like that half-way between the means, where the boundary is another one."""
    assert isinstance(value, Sequence)
    assert isinstance(truth, Sequence)
    middle = _middle(e)
    is_middle = angle_between(value, middle) < min(_ALIKE, angle_between(value, truth))  # type: ignore[arg-type]
    return "middle" if is_middle else ""


def boundary(e: Experiment, run: Run | None) -> Finding | None:
    """Where the model's output is at its threshold after the last update."""
    if run is None:
        return None
    w1, w2, b = (run.last(name) for name in ("w1", "w2", "b"))
    if not all(map(math.isfinite, (w1, w2, b))) or math.hypot(w1, w2) == 0.0:
        return None
    truth = (w1, w2, b - e.decision_threshold)
    spread = covariance(e.neg_sx, e.neg_sy, e.neg_rho) + covariance(e.pos_sx, e.pos_sy, e.pos_rho)
    across, along = np.sqrt(np.linalg.eigvalsh(spread / 2))
    values = {"turn": f"{angle_between(truth, _middle(e)):.0f}°", "times": text(float(along / across), 2)}
    values |= {
        "accuracy": share(run.last("accuracy")),
        "along": text(float(along)),
        "across": text(float(across)),
    }
    return Finding(truth, values)


def critical_rate(e: Experiment, run: Run | None) -> Finding | None:
    """The rate above which gradient descent grows in the steepest direction of the loss."""
    theory = summary(e)
    if run is None or theory.eigenvalues is None or theory.critical_lr is None:
        return None
    steepest = theory.eigenvalues[-1]
    values = {
        "critical": text(theory.critical_lr),
        "steepest": text(steepest),
        "rate": text(e.lr),
        "factor": text(abs(1.0 - e.lr * steepest)),
        "step": str(int(run.steps[-1])),
        "loss": text(run.last("full_loss")),
        "times": f"{EXPLODED:,.0f}",
    }
    return Finding(theory.critical_lr, values)
