"""What a learner trained, over a reload: the browser keeps a mark of it, and a new session trains it again.

A mark is a digest of a name and a request; it says that a button was pressed, and holds no number of a run.
What a browser tells is untrusted: the worst that it can do is to press that button.
"""

from __future__ import annotations

import json
import re
from collections.abc import Hashable
from hashlib import sha256
from typing import Any, Final

import streamlit as st

from playground.lessons.shared.view import component

__all__ = ["forget", "is_marked", "keep", "mark", "read_marks"]

_ENTRY: Final = "lessons/kept_marks.js"
_KEY: Final = "lesson_kept_marks"
_STATE: Final = "lesson_marks"
MOST_KEPT: Final = 32
_LONGEST: Final = 2_000
_MARK: Final = re.compile(r"[0-9a-f]{16}")


def mark(name: str, request: Hashable) -> None:
    """Keep that this was trained."""
    _take([_digest(name, request)])


def is_marked(name: str, request: Hashable) -> bool:
    """Whether this was trained in this browser, and lately."""
    found = _seen()
    found["used"] = True
    return _digest(name, request) in found["marks"]


def forget() -> None:
    """All marks go, here and in the browser."""
    found = _seen()
    found["marks"].clear()
    found["wiped"] += 1


def keep() -> None:
    """The component that exchanges marks with the browser, where a page asks for any; it takes no room."""
    found = _seen()
    if not found["used"]:
        return
    with st.container(key="gp_kept_marks"):
        component.show(_ENTRY, _KEY, {"marks": found["marks"], "wiped": found["wiped"]}, {"kept": _restore})


def read_marks(text: object) -> list[str]:
    """The marks in what a browser kept, as far as they are any."""
    if not isinstance(text, str) or len(text) > _LONGEST:
        return []
    try:
        told: Any = json.loads(text)
    except (ValueError, RecursionError):
        return []
    found = told if isinstance(told, list) else []
    return [one for one in found if isinstance(one, str) and _MARK.fullmatch(one)][-MOST_KEPT:]


def _restore() -> None:
    _take(read_marks(component.told(_KEY, "kept")))


def _take(marks: list[str]) -> None:
    """Add marks, the latest last; the oldest go."""
    kept = _seen()["marks"]
    kept[:] = [*(one for one in kept if one not in marks), *marks][-MOST_KEPT:]


def _digest(name: str, request: Hashable) -> str:
    return sha256(f"{name} {request!r}".encode()).hexdigest()[:16]


def _seen() -> dict[str, Any]:
    found: dict[str, Any] = st.session_state.setdefault(_STATE, {"marks": [], "wiped": 0, "used": False})
    return found
