"""The step in slow motion: forward, loss, gradient, update, with formula, line of code and numbers."""

from __future__ import annotations

from typing import Final

import streamlit as st

from playground.core.experiment import Experiment
from playground.core.losses import LOSSES, Formulas
from playground.core.optimizers import OPTIMIZERS
from playground.core.step_report import StepReport, StepTooFar, Weights
from playground.export.script import update_lines
from playground.shell.language import Say, speaker
from playground.shell.tables import code_line, number, table
from playground.shell.trainer_status import ask_trainer
from playground.stage.layers_panel import layer_by_layer
from playground.stage.session import Slot, slot

__all__ = ["slow_motion"]

INSPECT: Final = "inspect"
TASK: Final = "playground.engine.inspect:inspect_step"
_WEIGHTS: Final = ("w₁", "w₂", "b")


@st.fragment
def slow_motion(page: str, is_open: bool) -> None:
    """The update at the step where the learner paused; step 0 before that. Runs again at each pause."""
    if not is_open:
        return
    say, place = speaker(), slot(page)
    if not place.has_rested:
        # A quarter of what a first visit's browser has to draw, and none of it is needed to begin.
        st.caption(say("linear.slow.soon"))
        return
    if not place.experiment.is_linear:
        layer_by_layer(place, say)
        return
    report = _report(place, say)
    if report is None:
        return
    _where(place.experiment, report, say)
    lines = update_lines(place.experiment)
    cards = st.grid(2, gap="medium", min_column_width=380, key="gp_slow")
    with cards.container(border=True, height="stretch"):
        _forward(place.experiment, report, lines.forward, say)
    with cards.container(border=True, height="stretch"):
        _loss(place.experiment, report, lines.loss, say)
    with cards.container(border=True, height="stretch"):
        _gradient(place.experiment, report, lines.gradient, say)
    with cards.container(border=True, height="stretch"):
        _update(report, lines.update, say)


def _report(place: Slot, say: Say) -> StepReport | None:
    """The report from the trainer, or a word about why there is none."""
    try:
        report: StepReport | None = ask_trainer(INSPECT, TASK, place.experiment, place.checkpoint, place.step)
    except StepTooFar:
        st.text(say("linear.slow.far"))
        return None
    return report


def _where(experiment: Experiment, report: StepReport, say: Say) -> None:
    words = [say("linear.slow.at", step=report.step, epoch=report.epoch)]
    size = "full" if experiment.is_full_batch else "one" if report.batch_size == 1 else "batch"
    words.append(say(f"linear.slow.at_{size}", count=report.batch_size))
    if report.end is not None:
        words.append(say(f"linear.slow.ended_{report.end.reason}"))
    st.markdown(f"**{words[0]}** {' '.join(words[1:])}")
    st.caption(say("linear.slow.hint"))


def _card(place: int, name: str, text: str, formula: str, line: str, say: Say) -> None:
    st.subheader(f"{place} · {say(f'linear.slow.{name}')}")
    st.markdown(text)
    st.latex(formula)
    code_line(line)


def _formulas(experiment: Experiment) -> Formulas:
    """Of the experiment's loss, with targets as they are."""
    linear = LOSSES[experiment.loss].in_linear_program
    formulas = {"column": linear.formulas, "flat": linear.flat}[experiment.targets]
    assert formulas is not None
    return formulas


def _forward(experiment: Experiment, report: StepReport, line: str, say: Say) -> None:
    linear = LOSSES[experiment.loss].in_linear_program
    output, formula = linear.output, rf"{linear.symbol} = w_1 x_1 + w_2 x_2 + b"
    _card(1, "forward", say(f"linear.slow.forward_{output}_text"), formula, line, say)
    header = ["point", "x1", "x2", "target", output, "loss_of_point"]
    names = [{"x1": "x₁", "x2": "x₂"}.get(name) or say(f"linear.slow.{name}") for name in header]
    rows = [
        [
            str(s.index),
            *(number(v, 4) for v in (s.x1, s.x2)),
            number(s.target, 1),
            number(s.prediction, 4),
            number(s.loss, 4),
        ]
        for s in report.samples
    ]
    table(say("linear.slow.forward_table"), names, rows)
    first = report.samples[0]
    _, w2, b = (_signed(value) for value in report.weights_before)
    st.latex(
        rf"{_plain(report.weights_before[0])} \cdot {_factor(first.x1)} {w2} \cdot {_factor(first.x2)} {b}"
        rf" = {_plain(first.prediction)}"
    )


def _loss(experiment: Experiment, report: StepReport, line: str, say: Say) -> None:
    averaged = "pairs" if experiment.targets == "flat" else "points"
    _card(2, "loss", say(f"linear.slow.loss_of_{averaged}"), _formulas(experiment).loss, line, say)
    rows = [
        [say("linear.slow.loss_batch"), number(report.loss)],
        [say("linear.slow.loss_full"), number(report.full_loss)],
        [say("linear.slow.loss_after"), number(report.loss_after)],
    ]
    table(say("linear.slow.loss_table"), ["", say("linear.slow.value")], rows)


def _gradient(experiment: Experiment, report: StepReport, line: str, say: Say) -> None:
    _card(3, "gradient", say("linear.slow.gradient_text"), _formulas(experiment).gradient, line, say)
    columns: list[tuple[str, Weights]] = [
        (say("linear.slow.by_tape"), report.gradient),
        (say("linear.slow.by_formula"), report.formula_gradient),
    ]
    if not experiment.is_full_batch:
        columns.append((say("linear.slow.of_all"), report.full_gradient))
    _by_weight(say("linear.slow.gradient_table"), columns)


def _update(report: StepReport, line: str, say: Say) -> None:
    optimizer = OPTIMIZERS[report.optimizer]
    kind = "update_own_text" if optimizer.slots else "update_text"
    text = say(f"linear.slow.{kind}", rate=f"{report.learning_rate:.6g}")
    _card(4, "update", text, optimizer.formula, line, say)
    columns: list[tuple[str, Weights]] = [
        (say("linear.slow.before"), report.weights_before),
        *((say(f"linear.slot.{entry.name}"), entry.after) for entry in report.slots),
        (say("linear.slow.change"), report.increment),
        (say("linear.slow.after"), report.weights_after),
    ]
    _by_weight(say("linear.slow.update_table"), columns)


def _by_weight(caption: str, columns: list[tuple[str, Weights]]) -> None:
    rows = [
        [name, *(number(weights[place]) for _, weights in columns)] for place, name in enumerate(_WEIGHTS)
    ]
    table(caption, ["", *(name for name, _ in columns)], rows)


def _plain(value: float) -> str:
    return number(value, 4).replace("−", "-")


def _factor(value: float) -> str:
    return rf"({_plain(value)})" if value < 0 else _plain(value)


def _signed(value: float) -> str:
    return f"+ {_plain(value)}" if value >= 0 else f"- {_plain(-value)}"
