"""Words of a link that say what is shown: lessons, hidden parts, the stage alone, a step."""

from __future__ import annotations

import re

import pytest

from playground.core.experiment import IGNORED_QUERY
from playground.core.knobs import KNOBS
from playground.core.lesson import MOST_PARTS, lesson_of
from playground.core.scenes import SCENES, home_of, scenes_of
from playground.locale import languages
from playground.stage.draft import settle
from playground.stage.first_view import page_with_stage
from playground.stage.panels import VIEWS
from playground.stage.view_words import PARTS, VIEW_WORDS, shown_tabs, view_problems
from tools.drive.server import ROOT


def test_a_lesson_opens_the_scene_of_its_part() -> None:
    words = {"lesson": "edge, nowhere,far,circle"}
    assert settle("linear", words, None).experiment == SCENES["edge"]
    assert settle("linear", {**words, "part": "2"}, None).experiment == SCENES["far"]
    assert settle("layers", {**words, "part": "3"}, None).experiment == scenes_of("layers")["circle"]
    # A part of another page, and a lesson without a scene: what the page opens with.
    assert settle("layers", words, None).experiment == home_of("layers")
    assert settle("layers", {"lesson": "nowhere"}, None).experiment == home_of("layers")
    # What was set since then counts.
    assert settle("linear", {**words, "lr": "0.3"}, None).experiment == home_of("linear").replace(lr=0.3)


@pytest.mark.parametrize(("part", "read"), [("1", 1), ("2", 2), ("3", 2), ("0", 1), ("-1", 1), ("x", 1)])
def test_the_part_is_one_of_the_lesson(part: str, read: int) -> None:
    lesson = lesson_of({"lesson": "edge,far", "part": part})
    assert lesson is not None
    assert lesson.part == read
    assert bool(view_problems("linear", {"lesson": "edge,far", "part": part})) == (part not in "12")


def test_a_lesson_is_bounded() -> None:
    lesson = lesson_of({"lesson": "edge," * 5000})
    assert lesson is not None
    assert len(lesson.names) == MOST_PARTS
    assert lesson_of({"lr": "0.1"}) is None


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ({"lesson": "edge,broadcst"}, "'broadcst', which does not exist here. Did you mean broadcast?"),
        ({"lesson": "edge,zzzzzz"}, "'zzzzzz', which does not exist here. Names that do: chapter,"),
        ({"hide": "lr,bach"}, "'bach', which does not exist here. Did you mean batch?"),
        ({"hide": "hidden"}, "'hidden', which does not exist here"),
        ({"hide": "teory"}, "Did you mean theory?"),
        ({"only": "plot"}, "'plot', which does not exist here. Names that do: stage."),
        ({"step": "-1"}, "whole number from 0"),
        ({"part": "2"}, "whole number from 1 to 1"),
    ],
)
def test_what_is_not_there_is_told_and_the_page_opens(words: dict[str, str], told: str) -> None:
    (problem,) = view_problems("linear", words)
    assert told in problem.told("en")
    for language in languages():
        assert "{" not in problem.told(language) + problem.message(language)
    query = "&".join(f"{name}={text}" for name, text in words.items())
    assert page_with_stage("/linear", query) is None, "a page with a notice begins without a cover"
    assert not settle("linear", words, None).refused


def test_known_words_are_not_told() -> None:
    words = {"lesson": "edge,circle", "part": "2", "hide": "lr,question,tabs", "only": "stage", "step": "40"}
    assert view_problems("linear", words) == ()
    query = "&".join(f"{name}={text}" for name, text in words.items())
    assert page_with_stage("/linear", query) == "linear"
    assert view_problems("layers", {"hide": "hidden,diagram"}) == ()


def test_tabs_can_be_left_out() -> None:
    assert shown_tabs(VIEWS, {}) == VIEWS
    assert shown_tabs(VIEWS, {"hide": "theory,lr,step"}) == ("code", "history", "take")
    assert shown_tabs(VIEWS, {"hide": "tabs"}) == shown_tabs(VIEWS, {"only": "stage"}) == ()


def test_every_part_is_known_to_the_browser_or_is_a_tab() -> None:
    assert not set(PARTS) & set(KNOBS)
    assert VIEW_WORDS <= IGNORED_QUERY
    source = (ROOT / "assets/stage/left_out.js").read_text(encoding="utf-8")
    table = re.search(r"export const PARTS = \{(.*?)\n\};", source, re.DOTALL)
    assert table
    browser = set(re.findall(r"^  (\w+):", table[1], re.MULTILINE))
    assert browser | {"tabs", *VIEWS} == set(PARTS)
