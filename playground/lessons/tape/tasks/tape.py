"""The learner's tape and its gradients; curves with their slopes; two inputs of one tape."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.engine.runtime import tf
from playground.lessons.shared.tasks.sandbox import Ran, describe, run
from playground.lessons.shared.values import Failure, Value
from playground.lessons.tape.discontinuities import jumps, slope_jumps
from playground.lessons.tape.numeric_derivative import differences
from playground.lessons.tape.tape import Curve, CurveRequest, TapeReport, TapeRequest
from playground.lessons.tape.two_inputs import TwoInputsReport, TwoInputsRequest

__all__ = ["curve", "gradient", "two_inputs"]


def gradient(request: TapeRequest) -> TapeReport:
    """The gradient as the tape gives it, or None with the reasons, beside the numeric derivative."""
    source = request.source
    ran = run(source)
    has_gradient = "gradient" in ran.names
    return TapeReport(
        source=source,
        value=describe(ran.names["y"]) if "y" in ran.names else None,
        gradient=describe(ran.names["gradient"]) if has_gradient else None,
        watched=_is_watched(ran, request),
        reasons=_reasons(ran, request) if has_gradient and ran.names["gradient"] is None else (),
        failure=None if has_gradient else ran.failure,
        second=_second(ran) if has_gradient and request.calls > 1 else None,
        differences=differences(request.tree, request.input),
        repaired=request.repaired,
    )


def _is_watched(ran: Ran, request: TapeRequest) -> bool | None:
    """Whether the Variable x is among those that the tape says it watched."""
    if not request.is_variable or "tape" not in ran.names:
        return None
    return any(variable is ran.names["x"] for variable in ran.names["tape"].watched_variables())


def _reasons(ran: Ran, request: TapeRequest) -> tuple[str, ...]:
    """Of the reasons that the request's record allows, those that this very run bears out."""
    x = ran.names["x"]
    watched = _is_watched(ran, request) if request.is_variable else request.watch
    borne_out = {
        "integer": not x.dtype.is_floating,
        "not_watched": not watched,
        "not_trainable": not watched and not getattr(x, "trainable", True),
    }
    # The rest is a broken path: the same function of a watched float must give None too.
    return tuple(reason for reason in request.reasons if borne_out.get(reason, _path_is_broken(request)))


def _path_is_broken(request: TapeRequest) -> bool:
    probe = TapeRequest("variable", function=request.function, expression=request.expression)
    return run(probe.source).names.get("gradient") is None


def _second(ran: Ran) -> Value | Failure:
    return ran.failure or describe(ran.names["second_gradient"])


def curve(request: CurveRequest) -> Curve:
    """The function and its derivative at evenly spaced x, in one tape."""
    source = request.source
    names = run(source).names
    x = _array(names["x"])
    y = np.broadcast_to(_array(names["y"]), x.shape)
    slope = None if names["slope"] is None else _array(names["slope"])
    has_value = np.isfinite(y)
    finite = has_value if slope is None else has_value & np.isfinite(slope)
    connected = has_value & np.roll(has_value, 1) & ~jumps(request.tree, x)
    connected[0] = False
    return Curve(
        source,
        x,
        y,
        slope,
        finite,
        connected,
        connected & finite & np.roll(finite, 1) & ~slope_jumps(request.tree, x),
        _view(y[has_value]),
    )


def _view(y: NDArray[np.float32]) -> tuple[float, float]:
    """The range of y, without the far ends where they are much longer than its middle (a pole)."""
    if y.size == 0:
        return (-1.0, 1.0)
    low, high = float(y.min()), float(y.max())
    first, last = (float(value) for value in np.percentile(y, (5, 95)))
    reach = 2.0 * max(last - first, 1e-6)
    low, high = max(low, first - reach), min(high, last + reach)
    margin = 0.05 * (high - low) or 1.0
    return (low - margin, high + margin)


def two_inputs(request: TwoInputsRequest) -> TwoInputsReport:
    """The gradient of the mean loss with respect to W and b, and each sample's share of it."""
    source = request.source
    names = run(source).names
    samples = np.stack([_joined(*pair) for pair in names["per_sample_gradients"]])
    return TwoInputsReport(
        source=source,
        predictions=_array(names["predictions"]).ravel(),
        sample_losses=_array(names["per_sample_losses"]).ravel(),
        loss=float(names["loss"]),
        gradient=_joined(names["grad_loss_wrt_W"], names["grad_loss_wrt_b"]),
        sample_gradients=samples,
        contributions=samples / np.float32(len(samples)),
    )


def _joined(weights: Any, bias: Any) -> NDArray[np.float32]:
    return np.concatenate([_array(weights).ravel(), _array(bias).ravel()])


def _array(value: Any) -> NDArray[np.float32]:
    return np.array(tf.convert_to_tensor(value).numpy(), dtype=np.float32)
