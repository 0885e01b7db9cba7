"""A network's update in slow motion: forward by layer, loss, the gradient on its way back, the update."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import streamlit as st

from playground.core.layer_report import LayerReport, NetworkReport
from playground.core.optimizers import OPTIMIZERS
from playground.core.step_report import StepTooFar
from playground.shell.language import Say
from playground.shell.tables import Meter, number, table
from playground.shell.trainer_status import ask_trainer
from playground.stage.session import Slot

__all__ = ["layer_by_layer", "way_back"]

INSPECT: Final = "inspect_network"
TASK: Final = "playground.engine.network.backward:inspect_network"
_ALIKE: Final = 30.0  # times: below, the layers get gradients of one order
_DIGITS: Final = 4


def way_back(report: NetworkReport) -> tuple[str, dict[str, str]]:
    """Which sentence fits the gradients of the first and the last layer with weights, and its numbers."""
    with_weights = [layer for layer in report.layers if layer.gradient is not None]
    first, last = with_weights[0], with_weights[-1]
    at_first, at_last = first.gradient or 0.0, last.gradient or 0.0
    values = {"first": first.name, "last": last.name}
    values |= {"at_first": number(at_first, _DIGITS), "at_last": number(at_last, _DIGITS)}
    if len(with_weights) == 1:
        return "one", values
    if at_first == 0.0:
        return ("nothing" if at_last else "still"), values
    ratio = at_last / at_first
    times = max(ratio, 1 / ratio) if ratio else math.inf
    values["times"] = f"{float(f'{times:.2g}'):,.0f}"  # an order of magnitude: more digits say nothing
    return "vanishes" if ratio > _ALIKE else "grows" if ratio < 1 / _ALIKE else "alike", values


def layer_by_layer(place: Slot, say: Say) -> None:
    """The cards of the update at the step where the learner paused."""
    report = _report(place, say)
    if report is None:
        return
    e = place.experiment
    size = "full" if e.is_full_batch else "one" if report.batch_size == 1 else "batch"
    at = [say("linear.slow.at", step=report.step, epoch=report.epoch)]
    at.append(say(f"linear.slow.at_{size}", count=report.batch_size))
    if report.end is not None:
        at.append(say(f"linear.slow.ended_{report.end.reason}"))
    st.markdown(f"**{at[0]}** {' '.join(at[1:])}")
    st.caption(say("linear.slow.hint"))
    cards = st.grid(2, gap="medium", min_column_width=380, key="gp_slow")
    with cards.container(border=True, height="stretch"):
        _forward(report, say)
    with cards.container(border=True, height="stretch"):
        _loss(report, say)
    with cards.container(border=True, height="stretch"):
        _backward(report, say)
    with cards.container(border=True, height="stretch"):
        _update(report, e.optimizer, say)


def _report(place: Slot, say: Say) -> NetworkReport | None:
    try:
        report: NetworkReport | None = ask_trainer(
            INSPECT, TASK, place.experiment, place.checkpoint, place.step
        )
    except StepTooFar:
        st.text(say("linear.slow.far"))
        return None
    return report


def _title(place: int, name: str, say: Say) -> None:
    st.subheader(f"{place} · {say(f'layers_stage.backward.{name}')}")
    st.markdown(say(f"layers_stage.backward.{name}_text"))


def _forward(report: NetworkReport, say: Say) -> None:
    _title(1, "forward", say)
    header = [say(f"layers_stage.backward.{name}") for name in ("layer", "shape", "activation", "output")]
    rows = [
        [layer.name, f"{layer.fan_in} → {layer.units}", layer.activation, number(layer.output, _DIGITS)]
        for layer in report.layers
    ]
    table(say("layers_stage.backward.forward_table"), header, rows)


def _loss(report: NetworkReport, say: Say) -> None:
    _title(2, "loss", say)
    rows = [
        [say("linear.slow.loss_batch"), number(report.loss)],
        [say("linear.slow.loss_after"), number(report.loss_after)],
    ]
    table(say("linear.slow.loss_table"), ["", say("linear.slow.value")], rows)


def _backward(report: NetworkReport, say: Say) -> None:
    _title(3, "backward", say)
    key, values = way_back(report)
    st.markdown(say(f"layers_stage.backward.back_{key}", **values))
    layers = list(reversed(report.layers))
    norms = [norm for layer in layers for norm in (layer.gradient,) if norm]
    low, high = (math.log10(end(norms)) if norms else 0.0 for end in (min, max))
    header = [say(f"layers_stage.backward.{name}") for name in ("layer", "slope", "gradient")]
    _with_bars(say("layers_stage.backward.backward_table"), header, layers, (low - 1.0, max(high, low + 1.0)))


def _with_bars(
    caption: str, header: Sequence[str], layers: Sequence[LayerReport], ends: tuple[float, float]
) -> None:
    """A table whose last number is a bar, too: its length is the number's order of magnitude."""
    low, high = ends

    def bar(norm: float | None) -> Meter | str:
        return "" if norm is None else Meter(math.log10(norm) if norm else low, low, high)

    rows = [
        [layer.name, number(layer.slope, _DIGITS), number(layer.gradient, _DIGITS), bar(layer.gradient)]
        for layer in layers
    ]
    table(caption, [*header, ""], rows)


def _update(report: NetworkReport, optimizer: str, say: Say) -> None:
    own = OPTIMIZERS[optimizer]
    _title(4, "update", say)
    st.latex(own.formula)
    names = [say(f"linear.slot.{entry.name}") for entry in own.slots]
    header = [say(f"layers_stage.backward.{name}") for name in ("layer", "weights")]
    header += [*names, say("layers_stage.backward.change"), say("layers_stage.backward.share")]
    rows = [
        [
            layer.name,
            number(layer.weights, _DIGITS),
            *(number(norm, _DIGITS) for norm in layer.slots),
            number(layer.change, _DIGITS),
            f"{100 * (layer.change or 0.0) / layer.weights:.2g} %" if layer.weights else "–",
        ]
        for layer in report.layers
        if layer.weights is not None
    ]
    table(say("layers_stage.backward.update_table"), header, rows)
