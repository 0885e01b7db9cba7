"""Answers of lesson questions over a reload: the browser keeps them, and tells a new session what it has.

What a browser tells is untrusted: each answer is read as one that is given, and what is none is left out.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final

import streamlit as st

from playground.core.errors import PlaygroundError
from playground.lessons.questions import QUESTIONS, Answer, read_answer
from playground.lessons.shared.view import component, kept_marks

__all__ = [
    "answers",
    "first_answers",
    "forget_all",
    "keep",
    "read_first",
    "read_kept",
    "restore",
    "take_back",
]

_ENTRY: Final = "lessons/kept_answers.js"
_KEY: Final = "lesson_kept_answers"
_ANSWERS: Final = "lesson_answers"
_FIRST: Final = "lesson_first_answers"
_STATE: Final = "lesson_answers_kept"  # what of the exchange this session has seen
_LONGEST: Final = 20_000
_FORGOTTEN: Final = "forgotten "


def answers() -> dict[str, Answer]:
    """The answers of this session, by their questions."""
    found: dict[str, Answer] = st.session_state.setdefault(_ANSWERS, {})
    return found


def first_answers() -> dict[str, Answer]:
    """The first answers of this session, which were wrong and got a hint, where a second one was given."""
    found: dict[str, Answer] = st.session_state.setdefault(_FIRST, {})
    return found


def take_back(key: str) -> None:
    """An answer is given anew: the browser forgets the former one."""
    answers().pop(key, None)
    first_answers().pop(key, None)
    _seen()["removed"].add(key)


def forget_all() -> None:
    """Every answer goes, here and in the browser, those of the stages included; so does what was trained."""
    _seen()["removed"].update(QUESTIONS)
    _seen()["wiped"] += 1
    _clear()
    kept_marks.forget()


def restore() -> None:
    """Take what the browser has told; before anything is drawn that counts or shows answers."""
    told, seen = component.told(_KEY, "kept"), _seen()
    if not isinstance(told, str) or told == seen["told"]:
        return
    seen["told"] = told
    if told.startswith(_FORGOTTEN):
        seen["removed"].update(QUESTIONS)
        _clear()
    elif not seen["heard"]:
        kept = read_first(told)
        st.session_state[_FIRST] = {key: kept[key] for key in kept if key not in answers()} | first_answers()
        st.session_state[_ANSWERS] = read_kept(told) | answers()
    seen["heard"] = True


def keep() -> None:
    """The component that tells the browser of the answers, and hears what it kept; it takes no room."""
    seen = _seen()
    data = {
        "answers": _written() if seen["heard"] else None,
        "removed": sorted(seen["removed"] - set(answers())),
        "forgotten": seen["told"] or "",
        "wiped": seen["wiped"],
    }
    with st.container(key="gp_kept_answers"):
        component.show(_ENTRY, _KEY, data, {"kept": restore})


def _written() -> dict[str, Any]:
    """An answer as it is; a second one with the first."""
    first = first_answers()
    return {
        key: {"first": first[key], "answer": answer} if key in first else answer
        for key, answer in answers().items()
    }


def _clear() -> None:
    answers().clear()
    first_answers().clear()


def read_kept(text: str) -> dict[str, Answer]:
    """The answers in what a browser kept, as far as they are sound."""
    return _read(text, lambda value: value.get("answer") if isinstance(value, dict) else value)


def read_first(text: str) -> dict[str, Answer]:
    """The first answers beside those of `read_kept` that are second ones."""
    first = _read(text, lambda value: value.get("first") if isinstance(value, dict) else None)
    return {key: first[key] for key in first.keys() & read_kept(text).keys()}


def _read(text: str, part: Callable[[Any], object]) -> dict[str, Answer]:
    if len(text) > _LONGEST:
        return {}
    try:
        told: Any = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return {}
    found = {}
    for key in QUESTIONS.keys() & told.keys() if isinstance(told, dict) else ():
        try:
            found[key] = read_answer(key, part(told[key]))
        except PlaygroundError:
            continue
    return found


def _seen() -> dict[str, Any]:
    blank: dict[str, Any] = {"heard": False, "told": None, "removed": set(), "wiped": 0}
    seen: dict[str, Any] = st.session_state.setdefault(_STATE, blank)
    return seen
