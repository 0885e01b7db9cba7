"""Words of a link that say what of a stage page is shown: a lesson, hidden parts, the stage alone, a step.

The browser reads and keeps them (assets/stage/draft/view_words.js). Here they are checked, and what no part
of the page is called is told with the name that was likely meant.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from typing import Final

from playground.core.errors import ExperimentError
from playground.core.lesson import LESSON, PAGES, PART, lesson_of, pages_of_scenes
from playground.core.parsing import as_whole, quote
from playground.core.rate_changes import HARD_LIMIT
from playground.stage.knob_panel import knob_names

__all__ = [
    "HIDE",
    "ONLY",
    "PARTS",
    "STAGE",
    "STEP",
    "TABS",
    "VIEW_WORDS",
    "hidden_parts",
    "shown_tabs",
    "view_problems",
]

HIDE, ONLY, STEP = "hide", "only", "step"
STAGE: Final = "stage"
# Words that set no knob and that a page without them opens alike.
VIEW_WORDS: Final = frozenset({LESSON, PART, HIDE, ONLY, STEP})
TABS: Final = ("step", "code", "theory", "history", "take")
# What `hide=` takes beside the names of knobs: parts of the stage, tools of the sidebar, tabs below.
PARTS: Final = (
    *("question", "curve", "numbers", "gauge", "diagram"),
    *("undo", "new", "pin", "link", "scenes", "points", "knobs"),
    *("tabs", *TABS),
)
_MOST_NAMES: Final = 100
_NEAR: Final = 0.5
_SHOWN: Final = 8  # names of many that a message gives as examples


def hidden_parts(text: str) -> frozenset[str]:
    """The names that a `hide=` holds, unknown ones among them."""
    return frozenset(name for part in text.split(",")[:_MOST_NAMES] if (name := part.strip()))


def shown_tabs(tabs: Iterable[str], words: Mapping[str, str]) -> tuple[str, ...]:
    """The tabs below a stage that a link's words leave."""
    left_out = hidden_parts(words.get(HIDE, ""))
    if "tabs" in left_out or words.get(ONLY) == STAGE:
        return ()
    return tuple(tab for tab in tabs if tab not in left_out)


def view_problems(page: str, words: Mapping[str, str]) -> tuple[ExperimentError, ...]:
    """What of these words names nothing there is."""
    problems: list[ExperimentError] = []
    lesson = lesson_of(words)
    if lesson is not None:
        problems += [_unknown(LESSON, name, pages_of_scenes()) for name in lesson.unknown]
    if PART in words and (lesson is None or as_whole(words[PART]) != lesson.part):
        count = str(len(lesson.names) if lesson and lesson.names else 1)
        problems.append(_no_number(PART, words[PART], "1", count))
    if page in PAGES:
        names = [*PARTS, *knob_names(page)]
        problems += [
            _unknown(HIDE, name, names)
            for name in sorted(hidden_parts(words.get(HIDE, "")))
            if name not in names
        ]
    if words.get(ONLY, STAGE) != STAGE:
        problems.append(_unknown(ONLY, words[ONLY], [STAGE]))
    step = as_whole(words.get(STEP, "0"))
    if step is None or not 0 <= step <= HARD_LIMIT:
        problems.append(_no_number(STEP, words[STEP], "0", str(HARD_LIMIT)))
    return tuple(problems)


def _unknown(word: str, name: str, known: Iterable[str]) -> ExperimentError:
    names = list(known)
    near = difflib.get_close_matches(name.casefold()[:40], names, n=1, cutoff=_NEAR)
    if near:
        return ExperimentError("view_near", name=word, value=quote(name), near=near[0])
    return ExperimentError("view_unknown", name=word, value=quote(name), choices=", ".join(names[:_SHOWN]))


def _no_number(word: str, text: str, low: str, high: str) -> ExperimentError:
    return ExperimentError(
        "knob", name=word, value=quote(text), expected_key="whole", low=low, high=high, example=low
    )
