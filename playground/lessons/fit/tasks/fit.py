"""Train by `model.fit`, a few epochs a task: the trainer is everybody's, and a training may be long."""

from __future__ import annotations

import io
import time
from collections import OrderedDict
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np

from playground.core.points import Points
from playground.lessons.fit.fit import POINTS_FILE, EpochLog, FitPiece, FitPoints, FitRequest, FitState
from playground.lessons.fit.tasks import keras_models
from playground.lessons.shared.tasks.sandbox import Namespace
from playground.lessons.shared.values import Failure
from playground.points_reader.writer import write_points

__all__ = ["begin", "fit_epochs", "fit_points", "loss_of"]

_CACHED = 16


def fit_points(request: FitRequest) -> FitPoints:
    """The points of the program, and which of them it holds out."""
    names = arrays(request)
    held = np.zeros(len(names["inputs"]), dtype=np.bool_)
    held[names["indices_permutation"][: names["num_validation_samples"]]] = True
    return FitPoints(
        names["inputs"], names["targets"][:, 0], held, f"{request.data_source}\n\n{request.split_source}"
    )


def fit_epochs(request: FitRequest, state: FitState | None, seconds: float) -> FitPiece:
    """Go on from a state (None: from the start) for as many epochs as fit into `seconds`, at least one.

    The same numbers whatever the pieces: each epoch's order has a generator of its own.
    """
    with keras_models.lock:
        names, failure = begin(request)
        model = names["model"]
        first_loss = _first_loss(request, names)
        if state is not None:
            keras_models.put(model, state)
        else:
            state = keras_models.taken(model)
        logs: list[EpochLog] = []
        began = time.monotonic()
        while failure is None and state.epoch + len(logs) < request.epochs:
            failure = _epoch(request, names, state.epoch + len(logs), logs)
            taken = keras_models.taken(model, state.epoch + len(logs))
            piece = FitPiece(taken, tuple(logs), failure, first_loss)
            spent = time.monotonic() - began
            if failure is not None or piece.diverged or spent + spent / len(logs) > seconds:
                return piece
        return FitPiece(keras_models.taken(model, state.epoch + len(logs)), tuple(logs), failure, first_loss)


def begin(request: FitRequest) -> tuple[dict[str, Any], Failure | None]:
    """The names of the program before its first epoch: arrays, and the model at its start, compiled."""
    namespace = Namespace()
    failure = namespace.execute(request.model_source)
    names = namespace.names
    made = names["model"]
    made.build((None, 2))
    made.optimizer.build(made.trainable_variables)
    start = keras_models.taken(made)
    names["model"] = keras_models.twin((request.optimizer, request.loss, request.metric), lambda: made)
    keras_models.put(names["model"], start)
    names.update(arrays(request))
    return names, failure


_first_losses: OrderedDict[FitRequest, float] = OrderedDict()


def _first_loss(request: FitRequest, names: Mapping[str, Any]) -> float:
    """The loss of the training points at the start, which the model holds now; each piece asks for it."""
    if request not in _first_losses:
        _first_losses[request] = loss_of(names, "training_inputs", "training_targets")
        while len(_first_losses) > 8 * _CACHED:
            _first_losses.popitem(last=False)
    return _first_losses[request]


def loss_of(names: Mapping[str, Any], inputs: str, targets: str) -> float:
    """The loss of the model as it is, on two arrays of the program."""
    model = names["model"]
    return float(model.loss(names[targets], model(names[inputs], training=False)))


def arrays(request: FitRequest) -> dict[str, Any]:
    """The arrays of the program by their names."""
    return _arrays(request.executed_source, request.split_source, request.points)


@lru_cache(maxsize=_CACHED)
def _arrays(data_source: str, split_source: str, points: Points | None) -> dict[str, Any]:
    namespace = Namespace()
    if points is not None:
        namespace.names[POINTS_FILE] = io.StringIO(write_points(points, numbered=True))
    for source in (data_source, split_source):
        failure = namespace.execute(source)
        if failure is not None:
            raise RuntimeError(failure.message)
    return {name: value for name, value in namespace.names.items() if not name.startswith("__")}


def _epoch(request: FitRequest, names: dict[str, Any], epoch: int, logs: list[EpochLog]) -> Failure | None:
    namespace = Namespace()
    namespace.names.update(names, epoch=epoch)
    failure = namespace.execute(request.epoch_source)
    if failure is None:
        history = namespace.names["part"].history
        values = tuple((name, float(numbers[0])) for name, numbers in history.items())
        kernel, bias = names["model"].get_weights()
        weights = (float(kernel[0, 0]), float(kernel[1, 0]), float(bias[0]))
        logs.append(EpochLog(epoch, values, weights))
    return failure
