"""Look into an epoch, split sorted data, count by metrics, and train one thing three ways."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from playground.lessons.fit.fit import FitRequest
from playground.lessons.fit.metric_scores import MetricReport, MetricRequest
from playground.lessons.fit.tasks import keras_models
from playground.lessons.fit.tasks.compiling import done
from playground.lessons.fit.tasks.fit import arrays, begin, loss_of
from playground.lessons.fit.three_ways import WAYS, WayReport, WaysReport, WaysRequest
from playground.lessons.fit.validation import (
    RunningReport,
    SplitReport,
    SplitRun,
    running_source,
    split_source,
)

__all__ = ["count", "running_mean", "split", "train_ways"]


def running_mean(request: FitRequest) -> RunningReport:
    """The first epoch of a training, batch by batch."""
    source = running_source(request)
    with keras_models.lock:
        names, _ = begin(request)
        names = done(source, names)
        history = names["part"].history
        after = names["after_training"]
    held_out = history.get("val_loss")
    return RunningReport(
        source,
        tuple(map(float, names["running"])),
        float(history["loss"][0]),
        float(after[0]),
        None if held_out is None else float(held_out[0]),
    )


@lru_cache(maxsize=64)
def split(request: FitRequest) -> SplitReport:
    """validation_split on the data as made, and on permuted data."""
    return SplitReport(_split(request, is_sorted=True), _split(request, is_sorted=False))


def _split(request: FitRequest, is_sorted: bool) -> SplitRun:
    source = split_source(request, is_sorted)
    with keras_models.lock:
        names, _ = begin(request)
        first_loss = loss_of(names, "inputs", "targets")
        names = done(source, names)
    history = names["history"].history
    metric = next(name for name in history if name != "loss" and not name.startswith("val_"))
    loss_on_all, metric_on_all = names["on_all_points"]
    negatives, positives = int(names["negatives_held_out"]), int(names["positives_held_out"])
    all_positives = int(names["targets"].sum())
    return SplitRun(
        source,
        negatives,
        positives,
        len(names["targets"]) - all_positives - negatives,
        all_positives - positives,
        metric,
        float(history[f"val_{metric}"][-1]),
        float(history["val_loss"][-1]),
        float(loss_on_all),
        float(metric_on_all),
        first_loss,
    )


def count(request: MetricRequest) -> MetricReport:
    """Every metric over all samples and for each of them."""
    names = done(request.source)
    alone = {name: tuple(values) for name, values in names["alone"].items()}
    return MetricReport(request.source, dict(names["results"]), alone)


@lru_cache(maxsize=32)  # there are fewer requests
def train_ways(request: WaysRequest) -> WaysReport:
    """Each way from the same start over the same batches."""
    ways = {way: _way(request, way) for way in WAYS}
    found = list(ways.values())
    return WaysReport(
        ways,
        max(_distance(one.weights, other.weights) for one in found for other in found),
        max(_distance(one.losses, other.losses) for one in found for other in found),
    )


def _way(request: WaysRequest, way: str) -> WayReport:
    source = request.source(way)
    names: dict[str, Any] = done(source, arrays(request.training))
    weights = np.concatenate([weights.ravel() for weights in names["model"].get_weights()])
    return WayReport(source, weights, np.array(names["losses"]))


def _distance(one: Any, other: Any) -> float:
    return float(np.abs(one - other).max())
