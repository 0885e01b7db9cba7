"""The link shown large: what a browser tells of it is checked, and its links open what they say."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest

from playground.core.knobs import KNOBS
from playground.core.lesson import PAGES, pages_of_scenes
from playground.core.presets import PRESETS
from playground.locale import languages, say
from playground.stage.draft import settle
from playground.stage.knob_panel import knob_names
from playground.stage.qr_code import MOST_CODED, qr_code
from playground.stage.share_panel import asked_of, lesson_link, with_words
from playground.stage.view_words import PARTS, TABS

LINK = "https://school.example/ml/linear?lr=0.12&lang=ko"


def test_the_link_of_a_lesson_opens_its_first_scene_on_its_own_page() -> None:
    link = lesson_link(LINK, ["circle", "edge"], hide="lr,batch")
    assert link == "https://school.example/ml/layers?lesson=circle,edge&hide=lr,batch&lang=ko"
    words = dict(parse_qsl(urlsplit(link).query))
    words.pop("lang")
    assert settle("layers", words, None).experiment == PRESETS["circle"]
    assert lesson_link("http://localhost:8501/linear", ["edge"]) == "http://localhost:8501/linear?lesson=edge"


def test_words_are_added_to_any_link() -> None:
    assert with_words(LINK, step="7", only="stage") == f"{LINK}&step=7&only=stage"
    assert with_words("http://a/linear", step="7", only="stage") == "http://a/linear?step=7&only=stage"
    assert with_words("http://a/linear") == "http://a/linear"


def test_a_code_is_a_picture_in_the_page_and_has_bounds() -> None:
    short, long = qr_code("http://a/linear"), qr_code("http://a/linear?points=" + "x" * (MOST_CODED - 23))
    assert short is not None
    assert long is not None
    for drawing in (short, long):
        assert drawing.startswith("data:image/svg+xml")
        assert "<script" not in unquote(drawing)
    assert len(long) > len(short)
    assert qr_code("x" * (MOST_CODED + 1)) is None


@pytest.mark.parametrize(
    "told",
    [
        None,
        "http://a/linear",
        {},
        {"link": 3, "step": 0},
        {"link": "javascript:alert(1)", "step": 0},
        {"link": "http://a/linear\n", "step": 0},
        {"link": "http://[a/linear", "step": 0},
        {"link": "http://a/" + "x" * 20_000, "step": 0},
    ],
)
def test_what_is_no_link_is_not_shown(told: Any) -> None:
    assert asked_of(told) is None


@pytest.mark.parametrize(("step", "read"), [(7, 7), (-1, 0), (10**12, 0), (True, 0), ("7", 0), (2.5, 0)])
def test_a_step_that_is_none_is_left_out(step: Any, read: int) -> None:
    assert asked_of({"link": LINK, "step": step, "lesson": 1}) == (LINK, read, False)


def test_every_part_that_can_be_hidden_has_a_name_in_every_language() -> None:
    for language in languages():
        for part in PARTS:
            key = f"linear.tab.{part}" if part in TABS else f"share.part.{part}"
            assert say(key, language) not in ("", part)
    assert all(KNOBS[name].label_key for page in PAGES for name in knob_names(page))
    assert set(pages_of_scenes().values()) == set(PAGES)
