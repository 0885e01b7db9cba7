"""A link to a trap or to a question opens it, alike on all lesson pages."""

from __future__ import annotations

from html import escape

import pytest

from playground.lessons.fit.view import state as fit
from playground.lessons.layers.view import state as layers
from playground.lessons.predict.view import state as predict
from playground.lessons.questions import QUESTIONS, questions_of
from playground.lessons.shared.view.page_state import CLINIC
from playground.lessons.shared.view.trap import plain
from playground.lessons.tape.view import state as tape
from playground.lessons.tensors.view import state as tensors
from playground.lessons.traps import TRAPS
from playground.locale import say
from playground.stage.knob_panel import VIEWS_WITHOUT_STAGE
from tests.pages.conftest import Open, link_of, texts_of, widget

STATES = {module.PAGE: module for module in (tensors, tape, fit, predict, layers)}
SWITCHES = {page: f"{page}_view" for page in STATES} | {"layers": "layers_page_view"}


def test_every_page_with_traps_or_questions_is_tried() -> None:
    assert {entry.page for entry in (*TRAPS.values(), *QUESTIONS.values())} == set(STATES)


@pytest.mark.parametrize("page", STATES)
def test_every_lab_opens_and_every_question_has_its_place(open_page: Open, page: str) -> None:
    labs = STATES[page].STATE.labs
    assert sorted(key for lab in labs for key in lab.questions) == sorted(questions_of(page))
    for lab in labs:
        app = open_page(page, view=lab.name)
        assert not app.exception
        assert say(f"{page}_page.title") in [title.value for title in app.title]
        assert widget(app, "segmented_control", SWITCHES[page]).value == lab.name


def test_the_stage_knows_the_views_that_share_its_address() -> None:
    assert VIEWS_WITHOUT_STAGE["layers"] == layers.VIEWS


@pytest.mark.sampled(8)
@pytest.mark.parametrize("key", TRAPS)
def test_a_link_to_a_trap_opens_it(open_page: Open, key: str) -> None:
    page = TRAPS[key].page
    app = open_page(page, trap=key)
    assert app.session_state[f"{page}_state"].view == CLINIC
    titles = [title.value for title in app.header]
    assert plain(say(f"traps.{key}.title")) in titles
    others = {plain(say(f"traps.{other}.title")) for other, trap in TRAPS.items() if trap.page == page}
    assert len(others.intersection(titles)) == 1
    assert link_of(app)["view"] == CLINIC
    again = open_page(page, **link_of(app))
    assert [title.value for title in again.header] == titles


@pytest.mark.sampled(8)
@pytest.mark.parametrize("key", QUESTIONS)
def test_a_link_to_a_question_opens_it_and_the_address_lets_it_go(open_page: Open, key: str) -> None:
    page = QUESTIONS[key].page
    (view,) = (lab.name for lab in STATES[page].STATE.labs if key in lab.questions)
    app = open_page(page, question=key)
    assert app.session_state[f"{page}_state"].view == view
    # Prompts are shared by some questions; what takes the answer is a question's own.
    inputs = {part.key for kind in ("button", "bidi_component") for part in app.get(kind)}
    shown = {other for other in QUESTIONS if {f"answer_{other}_commit", f"tape_sketch_{other}"} & inputs}
    assert shown == {key}
    assert escape(say(f"{page}.question.{key}.prompt")) in "\n".join(texts_of(app))
    assert "question" not in link_of(app)
    app.run()
    assert "question" not in link_of(app)


@pytest.mark.parametrize("page", STATES)
def test_a_change_ends_the_question_of_a_link(open_page: Open, page: str) -> None:
    key = next(lab.questions[-1] for lab in STATES[page].STATE.labs if lab.questions)
    app = open_page(page, question=key)
    assert app.session_state[f"{page}_state"].question == key
    widget(app, "segmented_control", SWITCHES[page]).set_value(CLINIC).run()
    assert (app.session_state[f"{page}_state"].view, app.session_state[f"{page}_state"].question) == (
        CLINIC,
        "",
    )
    assert link_of(app) == {"view": CLINIC}
