"""Two inputs of one tape: the gradient for W and b, and what each sample gives to it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from html import escape
from typing import Final

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from playground.lessons.shared.view import component
from playground.lessons.shared.view.lab_layout import Regions, asked, code_that_ran
from playground.lessons.shared.view.number_field import number_field
from playground.lessons.shared.view.page_state import PageState
from playground.lessons.shared.view.trainer_reports import refusal
from playground.lessons.tape.two_inputs import SAMPLES, TwoInputsReport, TwoInputsRequest
from playground.lessons.tape.view.state import STATE, TapeState
from playground.shell.language import Say, speaker
from playground.shell.tables import number
from playground.shell.versioned_widgets import heard

__all__ = ["bars_html", "regions"]

ENTRY: Final = "tape/gradient_shares.js"
TASK: Final = "playground.lessons.tape.tasks.tape:two_inputs"
PART: Final = "inputs"
MOST_ROWS: Final = 8  # more would not fit beside their bars
_COLUMNS: Final = ("x₁", "x₂", "target")
_GRADIENT: Final = (
    r"\nabla L = \frac{1}{n}\sum_{i=1}^{n} 2\left(\hat{y}_i - y_i\right)\,(x_{i1},\; x_{i2},\; 1)"
)


def regions(page: PageState[TapeState]) -> Regions:
    """Samples and weights; shares and their sum; the code that ran."""
    request = page.now().inputs
    report = asked("tape_inputs", TASK, request)
    return Regions(
        knobs=partial(_knobs, request),
        picture=partial(_picture, request, report),
        rail=partial(code_that_ran, report),
    )


def _knobs(request: TwoInputsRequest) -> None:
    say = speaker()
    _samples(request, say)
    _weights(request, say)
    for problem in STATE.problems_of(PART):
        refusal(problem)


def _picture(request: TwoInputsRequest, report: Callable[[], TwoInputsReport | None]) -> None:
    """Points with the arrows of their shares; below them the same as numbers."""
    found, say = report(), speaker()
    if found is None:
        return
    shares = found.contributions[:, :2]
    data = {
        "strings": component.words("tape_page", "shares"),
        "samples": [
            {"inputs": [x1, x2], "target": target, "share": _finite(share)}
            for (x1, x2, target), share in zip(request.samples, shares, strict=True)
        ],
        "gradient": _finite(found.gradient[:2]),
        "description": say("tape_page.shares.name", count=len(request.samples)),
    }
    component.show(ENTRY, "tape_inputs_view", data)
    st.html(bars_html(found, say))
    st.latex(_GRADIENT)


def _finite(values: NDArray[np.float32]) -> list[float]:
    return [float(value) if np.isfinite(value) else 0.0 for value in values]


def _samples(request: TwoInputsRequest, say: Say) -> None:
    st.html(f'<div class="gp-label">{escape(say("tape_page.inputs.samples"))}</div>')
    names = [say("tape_page.inputs.target") if name == "target" else name for name in _COLUMNS]
    with st.container(key="gp_samples"):
        head = "".join(f"<span>{escape(name)}</span>" for name in names)
        st.html(f'<div class="gp-sample-head" aria-hidden="true">{head}</div>')
        for row, sample in enumerate(request.samples):
            _sample(row, sample, names, say)
    with st.container(horizontal=True, gap="xsmall", key="gp_sample_buttons"):
        count = len(request.samples)
        buttons = (
            ("add", ":material/add:", _add, count >= MOST_ROWS),
            ("remove", ":material/remove:", _remove, count <= 1),
            ("reset", ":material/restart_alt:", _reset, request == TwoInputsRequest()),
        )
        for name, icon, action, disabled in buttons:
            st.button(
                say(f"tape_page.inputs.{name}"),
                key=f"tape_inputs_{name}",
                icon=icon,
                type="tertiary",
                on_click=heard(action),
                disabled=disabled,
            )


def _sample(row: int, sample: tuple[float, float, float], names: list[str], say: Say) -> None:
    with st.container(horizontal=True, gap="small", wrap=False, key=f"gp_sample_{row}"):
        for place, (name, value) in enumerate(zip(names, sample, strict=True)):
            number_field(
                say("tape_page.inputs.cell", sample=row + 1, name=name),
                f"tape_sample_{row}_{place}",
                value,
                partial(_cell, row, place),
                partial(STATE.refuse, PART),
                label_visibility="collapsed",
            )


def _weights(request: TwoInputsRequest, say: Say) -> None:
    st.html(f'<div class="gp-label">{escape(say("tape_page.inputs.weights"))}</div>')
    with st.container(horizontal=True, gap="small", wrap=False, key="gp_weights_row"):
        for name, label in (("w1", "w₁"), ("w2", "w₂"), ("b", "b")):
            value = getattr(request, name)
            number_field(
                label, f"tape_inputs_{name}", value, partial(_weight, name), partial(STATE.refuse, PART)
            )


def bars_html(report: TwoInputsReport, say: Say) -> str:
    """A row a sample: prediction, loss, and its share of the gradient as signed bars; the sum below."""
    names = ("sample", "prediction", "loss", "w1", "w2", "b")
    head = "".join(f'<th scope="col">{escape(say(f"tape_page.inputs.column_{name}"))}</th>' for name in names)
    shares = report.contributions
    largest = float(max(np.abs(shares).max(), np.abs(report.gradient).max())) or 1.0
    rows = "".join(
        f'<tr><th scope="row">{place + 1}</th><td>{number(float(report.predictions[place]), 4)}</td>'
        f"<td>{number(float(report.sample_losses[place]), 4)}</td>{_shares(shares[place], largest)}</tr>"
        for place in range(len(shares))
    )
    total = (
        f'<tr><th scope="row">{escape(say("tape_page.inputs.sum"))}</th><td></td>'
        f"<td>{number(report.loss, 4)}</td>{_shares(report.gradient, largest)}</tr>"
    )
    caption = escape(say("tape_page.inputs.caption"))
    return (
        f'<div class="gp-scroll" tabindex="0"><table class="gp-bars" data-testid="shares">'
        f'<caption class="gp-visually-hidden">{caption}</caption><thead><tr>{head}</tr></thead>'
        f"<tbody>{rows}</tbody><tfoot>{total}</tfoot></table></div>"
    )


def _shares(values: NDArray[np.float32], largest: float) -> str:
    return "".join(f"<td>{number(float(value), 4)}{_bar(float(value), largest)}</td>" for value in values)


def _bar(value: float, largest: float) -> str:
    width = 50 * min(abs(value) / largest, 1.0) if np.isfinite(value) else 0.0
    left = 50 - width if value < 0 else 50
    kind = ' class="is-below"' if value < 0 else ""
    return f'<span class="gp-bar"><i{kind} style="left:{left:.1f}%;width:{width:.1f}%"></i></span>'


def _cell(row: int, place: int, value: float) -> None:
    samples = [list(sample) for sample in STATE.now().inputs.samples]
    samples[row][place] = value
    STATE.take(PART, samples=tuple(map(tuple, samples)))


def _weight(name: str, value: float) -> None:
    STATE.take(PART, **{name: value})


def _add() -> None:
    samples = STATE.now().inputs.samples
    STATE.settle(PART, samples=(*samples, SAMPLES[len(samples) % len(SAMPLES)]))


def _remove() -> None:
    STATE.settle(PART, samples=STATE.now().inputs.samples[:-1])


def _reset() -> None:
    plain = TwoInputsRequest()
    STATE.settle(PART, samples=plain.samples, w1=plain.w1, w2=plain.w2, b=plain.b)
