"""Every control of a lesson page and of the page of sweeps is in its link, which a new session opens."""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from playground.core.parsing import as_real, number_text
from playground.lessons.fit.view import state as fit
from playground.lessons.layers.view import state as layers
from playground.lessons.predict.view import state as predict
from playground.lessons.tape.view import state as tape
from playground.lessons.tensors.view import state as tensors
from playground.sweep_page import state as sweep
from playground.trainer.trainer import Trainer
from tests.pages.conftest import Open, link_of, widget

# The page of sweeps has no labs, and stands here by itself.
LABS: list[tuple[ModuleType, str]] = [
    (module, lab.name) for module in (tensors, tape, fit, predict, layers) for lab in module.STATE.labs
] + [(sweep, "")]
CHOICES = ("button_group", "radio", "selectbox")
TOGGLES = ("checkbox", "toggle")
# What is typed in place of what stands there, where another number means nothing.
OTHER_TEXTS = {
    "tensors_a": "[[1], [2], [4]]",
    "tensors_b": "[10, 20, 30, 50]",
    "tensors_start": "[[4], [5], [6]]",
    "fit_metric_scores": "-0.2, 0.3, 0.5, 0.5, 0.7, 1.5",
    "fit_metric_targets": "0, 0, 0, 1, 1, 0",
    "layer_inputs": "[[1, 2, -2], [0.5, -2, 3]]",
    "shapes_widths": "5,4",
    "shapes_first": "(4, 3)",
    "shapes_second": "(2, 3)",
    "gallery_hidden": "5,4",
    "sweep_x_values": "2,4",
    "sweep_y_values": "3,5",
    "sweep_experiment": "neg_n=30 pos_n=40 loss=bce",
}
# The language and the lab itself are not what is set on a lab; nor are answers, questions, and drafts of what
# is not added yet. What sets several other controls at once is in the link by those.
APART = re.compile(
    r"answer_.*|tape_sketch_which|language_switch|.*_view|.*_(recipe|call|example)"
    r"|predict_type_.|predict_pasted|tensors_action(_value)?"
)


def controls(app: AppTest) -> Iterator[tuple[str, str]]:
    """Kind and key, without session and version, of what can be set on a lab."""
    for kind in (*CHOICES, *TOGGLES, "slider", "text_input"):
        for part in app.get(kind):
            key = re.sub(r"-[0-9a-f]{6}-\d+$", "", str(part.key))
            if not APART.fullmatch(key) and not part.disabled:
                yield kind, key


def other_number(number: float) -> str:
    """A number that is allowed wherever this one is: shares stay shares, and counts grow no larger."""
    return number_text(number / 2 if 0 < number < 1 else number - 1 if number >= 10 else number + 1)


def change(part: Any, kind: str, key: str) -> None:
    """Another value than the one that stands there."""
    if kind in TOGGLES:
        part.set_value(not part.value)
    elif kind in CHOICES:
        at = part.indices[0] if kind == "button_group" else part.index
        part.set_value(part.options[((at or 0) + 1) % len(part.options)])
    elif kind == "slider":
        part.set_value(part.max if part.value != part.max else part.min)
    else:
        part.input(OTHER_TEXTS.get(key) or other_number(as_real(str(part.value)) or 0.0))


@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    ("module", "lab"), LABS, ids=[f"{module.PAGE}-{lab}".rstrip("-") for module, lab in LABS]
)
def test_every_control_of_a_lab_is_in_its_link(
    open_page: Open, trainer: Trainer, module: ModuleType, lab: str
) -> None:
    app = open_page(module.PAGE, **({"view": lab} if lab else {}))
    state, silent = f"{module.PAGE}_state", []
    for kind, key in list(controls(app)):
        if (kind, key) not in set(controls(app)):
            continue  # another control took it away
        before = app.session_state[state]
        change(widget(app, kind, key), kind, key)
        app.run()
        assert not app.exception, key
        if app.session_state[state] == before:
            silent.append(key)
    assert silent == []
    fresh = open_page(module.PAGE, **link_of(app))
    assert fresh.session_state[state] == app.session_state[state]
    assert link_of(fresh) == link_of(app)
    assert [(kind, key, widget(fresh, kind, key).value) for kind, key in controls(fresh)] == [
        (kind, key, widget(app, kind, key).value) for kind, key in controls(app)
    ]
