"""Compile by strings and by objects, run the example of a loss, move one sample's score."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from playground.lessons.fit.compiling import CompileReport, CompileRequest, CompileSide
from playground.lessons.fit.loss_choice import ChoiceReport, ChoiceRequest
from playground.lessons.fit.loss_point import (
    LARGEST_SCORE,
    LOSSES,
    POINTS,
    LossCurve,
    LossPointReport,
    LossPointRequest,
)
from playground.lessons.shared.tasks.sandbox import Namespace, describe, run
from playground.lessons.shared.values import Failure

__all__ = ["compare", "done", "loss_example", "loss_point"]


def done(source: str, names: dict[str, Any] | None = None) -> dict[str, Any]:
    """The names that a program leaves; RuntimeError if one that should work does not."""
    namespace = Namespace()
    namespace.names.update(names or {})
    failure: Failure | None = namespace.execute(source)
    if failure is not None:
        raise RuntimeError(failure.message)
    return namespace.names


@lru_cache(maxsize=64)  # there are fewer requests; each traces two models
def compare(request: CompileRequest) -> CompileReport:
    """Train both, and compare what comes out."""
    strings, objects = _side(request.strings), _side(request.objects)
    difference = float(np.abs(strings.weights - objects.weights).max())
    return CompileReport(strings, objects, difference)


def _side(source: str) -> CompileSide:
    names = done(source)
    model, history = names["model"], names["history"].history
    (metric,) = (metric for metric in model._compile_metrics.metrics)
    return CompileSide(
        source,
        type(model.optimizer).__name__,
        float(model.optimizer.learning_rate),
        type(metric).__name__,
        {name: tuple(map(float, values)) for name, values in history.items()},
        np.concatenate([weights.ravel() for weights in model.get_weights()]),
    )


@lru_cache(maxsize=16)
def loss_example(request: ChoiceRequest) -> ChoiceReport:
    """Labels, predictions and loss of the example."""
    names = done(request.source)
    labels, predictions, value = (describe(names[name]) for name in ("labels", "predictions", "value"))
    return ChoiceReport(request.source, labels, predictions, value)


def loss_point(request: LossPointRequest) -> LossPointReport:
    """Each loss over the range of scores, and at the learner's."""
    grid = f"np.linspace({-LARGEST_SCORE}, {LARGEST_SCORE}, {POINTS}, dtype=np.float32)"
    curves = {}
    for key in LOSSES:
        source = request.source(key)
        line, point = run(request.source(key, grid)).names, run(source).names
        curves[key] = LossCurve(
            source,
            line["loss"].numpy(),
            line["gradient"].numpy(),
            float(point["loss"]),
            float(point["gradient"]),
        )
    return LossPointReport(np.linspace(-LARGEST_SCORE, LARGEST_SCORE, POINTS, dtype=np.float32), curves)
