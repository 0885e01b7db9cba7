"""Number fields of the lesson pages: numbers as people type them, and nothing guessed."""

from __future__ import annotations

import ast
from html import unescape
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import playground
from playground.core.errors import PlaygroundError
from playground.lessons.fit.view.metrics import read_list
from playground.lessons.layers.shapes import read_widths
from playground.lessons.shared.shapes import read_shape
from playground.lessons.shared.validation import LessonError
from playground.lessons.shared.values import read_values
from playground.lessons.tensors.view.state import read_index
from playground.locale import languages, say
from tests.pages.conftest import Open, link_of, widget

LOCALES = {"en": "en-US", "ko": "ko-KR"}
TRAINING = {"samples": "40", "epochs": "2"}
# Page, words of its link, key of a field, its word in the link, a number in bounds.
REALS = [
    ("tape", {}, "tape_builder_x", "x"),
    ("tape", {"view": "graph"}, "tape_graph_x", "x"),
    ("tape", {"view": "fall"}, "fall_height", "height"),
    ("tape", {"view": "inputs"}, "tape_inputs_w1", "w1"),
    ("fit", TRAINING, "fit_lr", "lr"),
    ("tensors", {"make": "constant"}, "tensors_value", "value"),
]
WHOLES = [
    ("fit", TRAINING, "fit_seed", "seed"),
    ("predict", TRAINING, "predict_seed", "seed"),
    ("tensors", {}, "tensors_seed", "seed"),
    ("layers", {"view": "layer"}, "layer_units", "units"),
]


def notices(app: AppTest) -> list[str]:
    return [
        unescape(part.proto.body)
        for part in app.get("html")
        if 'class="gp-words is-notice"' in part.proto.body
    ]


def type_into(app: AppTest, key: str, text: str) -> str:
    """Type a text and leave the field; what it shows then."""
    widget(app, "text_input", key).set_value(text).run()
    assert not app.exception
    return str(widget(app, "text_input", key).value)


def test_no_page_draws_a_number_input() -> None:
    """The browser's own field makes 5 of 0,5, and 1.52 of 1.5,2."""
    root = Path(playground.__file__).parent
    drawn = {
        node.attr
        for path in [*root.rglob("*.py"), *(root.parent / "pages").glob("*.py")]
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute)
    }
    assert "text_input" in drawn
    assert "number_input" not in drawn


@pytest.mark.sampled(2)
@pytest.mark.parametrize(("page", "words", "key", "word"), REALS)
def test_a_real_number_is_read_as_it_is_typed(
    open_page: Open, page: str, words: dict[str, str], key: str, word: str
) -> None:
    app = open_page(page, **words)
    for text, number in (("0,5", "0.5"), ("１．５", "1.5"), ("25%", "0.25"), ("2", "2"), ("0.50", "0.5")):
        assert type_into(app, key, text) == number
        assert link_of(app).get(word, number) == number
        assert notices(app) == []


@pytest.mark.sampled(2)
@pytest.mark.parametrize(("page", "words", "key", "word"), WHOLES)
def test_a_whole_number_is_read_as_it_is_typed(
    open_page: Open, page: str, words: dict[str, str], key: str, word: str
) -> None:
    app = open_page(page, **words)
    for text in ("３", "3.0", "+3"):
        assert type_into(app, key, "4") == "4"
        assert type_into(app, key, text) == "3"
        assert link_of(app)[word] == "3"
        assert notices(app) == []
    for text in ("2.5", "2,5"):
        assert type_into(app, key, text) == "3"
        assert "2.5" in notices(app)[0]


@pytest.mark.sampled(5)
@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize(("page", "words", "key", "word"), REALS + WHOLES)
def test_what_is_no_number_is_refused_and_the_number_holds(
    open_page: Open, language: str, page: str, words: dict[str, str], key: str, word: str
) -> None:
    app = open_page(page, LOCALES[language], **words)
    before = str(widget(app, "text_input", key).value)
    link = link_of(app)
    for text in ("abc", "1.5,2", "1 2", "inf", "9" * 200):
        assert type_into(app, key, text) == before
        (told,) = notices(app)
        assert text[:20] in told
        assert say("lesson_cards.holds", language, value=before) in told
        assert link_of(app) == link
    assert type_into(app, key, "") == before
    assert link_of(app) == link


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("chosen", [0, 1])
def test_a_text_with_two_readings_is_asked(open_page: Open, language: str, chosen: int) -> None:
    app = open_page("fit", LOCALES[language], **TRAINING)
    before, seed = link_of(app), str(widget(app, "text_input", "fit_seed").value)
    assert type_into(app, "fit_seed", "1,000") == seed
    (told,) = notices(app)
    for part in ("1,000", "1000", "1"):
        assert part in told
    assert link_of(app) == before
    buttons = [app.button(key=f"fit_seed_reading_{index}") for index in (0, 1)]
    assert [button.label for button in buttons] == ["1000", "1"]
    buttons[chosen].click().run()
    assert widget(app, "text_input", "fit_seed").value == ["1000", "1"][chosen]
    assert notices(app) == []


def test_a_text_of_which_no_reading_is_within_bounds_is_refused(open_page: Open) -> None:
    app = open_page("tensors")
    assert type_into(app, "tensors_axis_0", "900,000") == "3"
    assert "tensors_axis_0_reading_0" not in [button.key for button in app.button]
    assert "900,000" in notices(app)[0]


def test_an_integer_is_not_rounded(open_page: Open) -> None:
    app = open_page("tape", kind="integer_constant")
    assert type_into(app, "tape_builder_x", "2.7") == "3"
    assert "2.7" in notices(app)[0]
    assert type_into(app, "tape_builder_x", "4") == "4"


def test_a_refused_axis_is_told(open_page: Open) -> None:
    app = open_page("tensors", view="operate", op="concat", a="[[1]]", b="[[2]]")
    assert type_into(app, "tensors_concat_axis", "99") == "0"
    assert "99" in notices(app)[0]
    assert type_into(app, "tensors_concat_axis", "1") == "1"
    assert notices(app) == []


def test_a_point_is_added_only_when_both_numbers_are_clear(open_page: Open) -> None:
    app = open_page("predict", view="points", **TRAINING)
    while any(kept.status == "running" for kept in app.session_state["fit_trainings"].values()):
        app.run()
    assert type_into(app, "predict_type_x", "0,5") == "0.5"
    assert type_into(app, "predict_type_y", "1,000") == "1,000"
    assert len(notices(app)) == 1
    app.button(key="predict_type_add").click().run()
    assert "points" not in link_of(app)
    app.button(key="predict_type_y_reading_1").click().run()
    assert widget(app, "text_input", "predict_type_y").value == "1"
    app.button(key="predict_type_add").click().run()
    assert link_of(app)["points"] == "0.5,1"
    assert notices(app) == []


def test_a_link_with_two_readings_is_told_without_buttons(open_page: Open) -> None:
    app = open_page("tape", x="1,000")
    assert "1,000" in " ".join(notices(app))
    type_into(app, "tape_builder_x", "1,000")
    assert app.button(key="tape_builder_x_reading_0").label == "1000"


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (read_shape, "2,016"),
        (read_widths, "1,004"),
        (read_values, "[1,000]"),
        (read_index, "1,000"),
        (lambda text: read_list("scores", text), "1,000"),
        (lambda text: read_list("targets", text), "1,000"),
        (lambda text: read_list("scores", text), "0,05"),
    ],
)
def test_a_list_does_not_cut_a_number(read: object, text: str) -> None:
    with pytest.raises(PlaygroundError):
        read(text)  # type: ignore[operator]


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("0,5", (0.5,), (0, 5)),
        ("０，５", (0.5,), (0, 5)),
        ("0,5, 0,7", (0.5, 0.7), (0, 5, 0, 7)),
    ],
)
def test_scores_with_decimal_commas_are_asked(
    text: str, first: tuple[float, ...], second: tuple[float, ...]
) -> None:
    with pytest.raises(LessonError) as refused:
        read_list("scores", text)
    assert refused.value.reason == "lesson.ambiguous"
    assert read_list("scores", refused.value.values["first"]) == first
    assert read_list("scores", refused.value.values["second"]) == second
