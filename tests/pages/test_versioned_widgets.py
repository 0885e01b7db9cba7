"""Versioned widgets in small apps of their own: the record and the widget agree, whoever changes which."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime.scriptrunner_utils.script_run_context import ThreadState
from streamlit.testing.v1 import AppTest

from playground.shell.versioned_widgets import MOST_VERSIONS, VERSIONS
from tests.pages.conftest import widget

# Kind of widget, the record's first value, another one, and a third.
KINDS = {
    "number_input": (1.0, 2.0, 3.0),
    "slider": (1.0, 2.0, 3.0),
    "text_input": ("a", "b", "c"),
    "text_area": ("a", "b", "c"),
    "checkbox": (False, True, False),
    "selectbox": ("a", "b", "c"),
    "radio": ("a", "b", "c"),
    "pills": ("a", "b", "c"),
    "segmented_control": ("a", "b", "c"),
}


def app_of_all(kind: str, first: object) -> None:
    """One widget that shows `record`; `told` lists what a learner set, `hidden` leaves the widget out."""
    import streamlit as st

    from playground.core.errors import PlaygroundError
    from playground.shell.versioned_widgets import end_run, held, held_choice, held_index, problem_at

    state = st.session_state
    state.setdefault("record", first)
    state.setdefault("told", [])
    state.setdefault("language", "en")

    def change(value: object) -> None:
        state["told"].append(value)
        if value in ("bad", 99.0):
            raise PlaygroundError("unknown", name=str(value), known="")
        state["record"] = value

    options, names = ("a", "b", "c"), {"en": "letter {}", "ko": "글자 {}"}
    if not state.get("hidden"):
        match kind:
            case "selectbox" | "radio":
                arguments = held_index("key", state["record"], options, change)
                arguments["format_func"] = names[state["language"]].format
            case "pills" | "segmented_control":
                arguments = held_choice("key", state["record"], options, change)
                arguments["format_func"] = names[state["language"]].format
            case "slider":
                arguments = {"min_value": 0.0, "max_value": 100.0, **held("key", state["record"], change)}
            case _:
                arguments = held("key", state["record"], change)
        getattr(st, kind)("Label", **arguments)
        problem = problem_at("key")
        if problem is not None:
            st.text("refused")
    if not state.get("cut"):
        end_run()


def started(kind: str) -> AppTest:
    app = AppTest.from_function(app_of_all, args=(kind, KINDS[kind][0]))
    app.run()
    assert not app.exception
    return app


def the(app: AppTest, kind: str) -> Any:
    return widget(app, kind, "key")


@pytest.mark.parametrize("kind", KINDS)
def test_a_learners_value_reaches_the_record_in_the_same_widget(kind: str) -> None:
    app = started(kind)
    before = the(app, kind)
    before.set_value(KINDS[kind][1]).run()
    assert app.session_state["record"] == KINDS[kind][1] == the(app, kind).value
    assert the(app, kind).key == before.key  # what is typed in it, and the focus, stay


@pytest.mark.parametrize("kind", KINDS)
def test_a_change_of_the_record_shows_in_a_new_widget(kind: str) -> None:
    app = started(kind)
    before = the(app, kind).key
    app.session_state["record"] = KINDS[kind][1]
    app.run()
    assert the(app, kind).value == KINDS[kind][1]
    assert the(app, kind).key != before
    assert app.session_state["told"] == []


@pytest.mark.parametrize("kind", KINDS)
def test_an_echo_changes_nothing(kind: str) -> None:
    """Streamlit has forgotten the value, and takes what the browser still says for a change."""
    app = started(kind)
    shown = the(app, kind).set_value(KINDS[kind][1])
    states = WidgetStates(widgets=[shown._widget_state])
    app._run(states)
    app.session_state["hidden"] = True
    app.run()
    app.session_state["hidden"], app.session_state["record"] = False, KINDS[kind][2]
    app._run(states)
    assert app.session_state["told"] == [KINDS[kind][1]]
    assert the(app, kind).value == KINDS[kind][2]


@pytest.mark.parametrize("kind", KINDS)
def test_the_last_input_into_a_replaced_widget_is_taken(kind: str) -> None:
    """The browser sent it before it had drawn the new one."""
    app = started(kind)
    old = the(app, kind)
    app.session_state["record"] = KINDS[kind][1]
    app.run()
    old.set_value(KINDS[kind][2] if kind != "checkbox" else True)
    app._run(WidgetStates(widgets=[old._widget_state]))
    expected = KINDS[kind][2] if kind != "checkbox" else True
    assert app.session_state["record"] == expected == the(app, kind).value


@pytest.mark.parametrize("kind", KINDS)
def test_a_widget_that_comes_back_shows_the_record(kind: str) -> None:
    app = started(kind)
    the(app, kind).set_value(KINDS[kind][1]).run()
    app.session_state["hidden"] = True
    app.run()
    app.session_state["hidden"] = False
    app.run()
    assert the(app, kind).value == KINDS[kind][1] == app.session_state["record"]


@pytest.mark.parametrize("kind", ["selectbox", "radio", "pills", "segmented_control"])
def test_another_language_keeps_the_choice_and_changes_its_words(kind: str) -> None:
    app = started(kind)
    the(app, kind).set_value("b").run()
    for language, label in (("ko", "글자 b"), ("en", "letter b")):
        app.session_state["language"] = app.session_state["language_chosen"] = language
        app.run()
        assert the(app, kind).value == "b" == app.session_state["record"]
        assert label in the(app, kind).options
    assert app.session_state["told"] == ["b"]


@pytest.mark.parametrize(
    ("kind", "bad"), [("text_input", "bad"), ("text_area", "bad"), ("number_input", 99.0)]
)
def test_what_is_refused_stays_to_be_corrected_until_the_record_changes(kind: str, bad: Any) -> None:
    app = started(kind)
    key = the(app, kind).key
    the(app, kind).set_value(bad).run()
    app.run()
    assert (the(app, kind).value, the(app, kind).key) == (bad, key)
    assert [text.value for text in app.text] == ["refused"]
    app.session_state["record"] = KINDS[kind][1]
    app.run()
    assert the(app, kind).value == KINDS[kind][1]
    assert not app.text


def test_a_deselected_choice_is_shown_again() -> None:
    app = started("pills")
    the(app, "pills").set_value(None).run()
    assert (the(app, "pills").value, app.session_state["told"]) == ("a", [])


def test_300_changes_use_few_keys() -> None:
    """Streamlit never forgets the metadata of a key."""
    app = started("number_input")
    keys = set()
    for number in range(300):
        app.session_state["record"] = float(number + 2)
        app.run()
        keys.add(the(app, "number_input").key)
        assert the(app, "number_input").value == float(number + 2)
    assert len(keys) == VERSIONS


def test_a_version_has_no_second_turn_while_the_browser_may_know_it() -> None:
    """A browser forgets a version at the end of a whole run without it, and not when a run is cut off."""
    app = started("number_input")
    app.session_state["cut"] = True
    keys = []
    for number in range(MOST_VERSIONS + 10):
        app.session_state["record"] = float(number + 2)
        app.run()
        keys.append(the(app, "number_input").key)
        assert the(app, "number_input").value == float(number + 2)
    assert len(set(keys)) == MOST_VERSIONS
    assert all(keys[number] not in keys[max(0, number - 60) : number] for number in range(len(keys)))


def test_streamlit_still_has_the_private_names() -> None:
    """`versioned_widgets` asks which fragment a callback belongs to, and whether a run draws it."""
    from streamlit.runtime.fragment import MemoryFragmentStorage
    from streamlit.runtime.scriptrunner_utils.script_run_context import ScriptRunContext

    assert callable(ThreadState.get)
    assert callable(MemoryFragmentStorage.has_ancestor_in)
    assert "fragment_ids_this_run" in ScriptRunContext.__dataclass_fields__


def test_messages_are_sent_whole() -> None:
    """A reference to a message that the browser has dropped ends the page."""
    from streamlit import config

    assert config.get_option("global.minCachedMessageSize") >= 10**9
