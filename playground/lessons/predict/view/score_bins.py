"""The scores of the points predicted on, and how often each occurs."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from playground.lessons.fit.fit import FitRequest
from playground.lessons.predict.inference import ScoresReport, Weights
from playground.lessons.shared.view.trainer_reports import ask

__all__ = ["BINS", "binned", "scores_of"]

BINS: Final = 40
_SCORES: Final = "playground.lessons.predict.tasks.inference:scores"


def scores_of(request: FitRequest, weights: Weights, batch: int) -> ScoresReport | None:
    """The scores, asked of TensorFlow."""
    report: ScoresReport | None = ask("predict_scores", _SCORES, request, weights, batch)
    return report


def binned(report: ScoresReport) -> dict[str, Any]:
    """How often each score occurs, by class."""
    scores, targets = report.predictions[:, 0], report.targets[:, 0]
    edges = np.histogram_bin_edges(scores, bins=BINS)
    counts = (np.histogram(scores[targets == label], bins=edges)[0].tolist() for label in (0, 1))
    return {"edges": edges.tolist(), **dict(zip(("negative", "positive"), counts, strict=True))}
