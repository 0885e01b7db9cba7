"""Ask a trained model: the weights come with the request, so nothing needs to be kept."""

from __future__ import annotations

import time
from functools import lru_cache
from typing import Any, Final

import numpy as np

from playground.engine.runtime import tf
from playground.lessons.fit.fit import FitRequest
from playground.lessons.fit.tasks import keras_models
from playground.lessons.fit.tasks.compiling import done
from playground.lessons.fit.tasks.fit import arrays
from playground.lessons.predict.inference import (
    COST_SIZES,
    Confusion,
    CostReport,
    Point,
    PointsReport,
    Roc,
    ScoresReport,
    Weights,
    batch_sizes,
    confusion_source,
    cost_program,
    cost_source,
    points_source,
    roc_source,
    scores_source,
    shown_inputs,
    shown_targets,
)
from playground.lessons.shared.tasks.sandbox import Namespace

__all__ = ["confusion", "cost", "points", "roc", "scores"]

_BATCH: Final = 128
_CACHED: Final = 64


@lru_cache(maxsize=_CACHED)
def scores(request: FitRequest, weights: Weights, batch: int) -> ScoresReport:
    """The scores of the points held out."""
    source = scores_source(request, batch)
    namespace = Namespace()
    names = arrays(request)
    with keras_models.lock:
        namespace.names.update(names, model=_trained(weights))
        failure = namespace.execute(source)
    if failure is not None:
        raise RuntimeError(failure.message)
    count = len(names[shown_inputs(request)])
    return ScoresReport(
        source,
        namespace.names["predictions"],
        names[shown_targets(request)],
        namespace.printed(),
        batch_sizes(count, batch),
    )


def confusion(request: FitRequest, weights: Weights, threshold: float) -> Confusion:
    """What the threshold gets right and wrong of the points held out."""
    report, source = scores(request, weights, _BATCH), confusion_source(threshold)
    names = done(source, {"predictions": report.predictions, "targets": report.targets})
    return Confusion(source, names["matrix"].numpy())


def roc(request: FitRequest, weights: Weights) -> Roc | None:
    """All thresholds at once; None where one class is missing."""
    report, source = scores(request, weights, _BATCH), roc_source()
    if report.targets.min() == report.targets.max():
        return None
    names = done(source, {"predictions": report.predictions, "targets": report.targets})
    return Roc(source, names["false_rates"].numpy(), names["true_rates"].numpy(), float(names["area"]))


def points(weights: Weights, given: tuple[Point, ...]) -> PointsReport:
    """The scores of new points."""
    source = points_source(given)
    with keras_models.lock:
        names = done(source, {"model": _trained(weights)})
    return PointsReport(source, names["scores"][:, 0])


def cost(request: FitRequest, weights: Weights) -> CostReport:
    """predict and call, timed on this machine now."""
    rows = []
    with keras_models.lock:
        for size in COST_SIZES:
            given = {
                "model": _trained(weights),
                "clock": time.perf_counter,
                "inputs": arrays(request)["inputs"],
            }
            names = done(cost_source(size), given)
            rows.append(
                (
                    size,
                    min(names["predict_seconds"]),
                    min(names["call_seconds"]),
                    float(names["difference"]),
                )
            )
    return CostReport(cost_program(COST_SIZES[-1]), tuple(rows))


def _trained(weights: Weights) -> Any:
    """The model with the weights that a training found."""
    model = keras_models.twin("predict", _made)
    w1, w2, b = weights
    model.set_weights([np.array([[w1], [w2]], np.float32), np.array([b], np.float32)])
    return model


def _made() -> Any:
    model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
    model.build((None, 2))
    return model
