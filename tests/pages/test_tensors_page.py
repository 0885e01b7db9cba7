"""The tensors page on the real trainer: labs, predictions, traps, and links of every kind."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from playground.lessons.questions import QUESTIONS, Verdict
from playground.lessons.shared.view.question import JUDGE
from playground.lessons.shared.view.tensor_grid import cell_text
from playground.lessons.tensors.assignment import SEQUENCES
from playground.lessons.tensors.operations import OPERATIONS
from playground.lessons.tensors.tensors import TensorRequest
from playground.lessons.tensors.view.calculator import EXAMPLES
from playground.lessons.tensors.view.state import QUESTIONS as PLACES
from playground.lessons.tensors.view.state import VIEWS, TensorsState
from playground.lessons.traps import TRAPS, traps_of
from playground.locale import areas, languages, say
from playground.trainer.trainer import Trainer
from tests.pages.conftest import Open, link_of, texts_of, widget

RAW_KEY = re.compile(rf"\b({'|'.join(areas())})\.[a-z_]+[a-z_.0-9]*\b")
FIGURE = re.compile(
    r'<figure class="gp-tensor"[^>]*><figcaption>(?:<b>([^<]*)</b>)?(.*?)</figure>', re.DOTALL
)
CELL = re.compile(r"<td[^>]*>([^<]+)</td>")


def page_of(open_page: Open, **words: str) -> AppTest:
    return open_page("tensors", **words)


def state_of(app: AppTest) -> TensorsState:
    state: TensorsState = app.session_state["tensors_state"]
    return state


def shown(app: AppTest) -> str:
    return "\n".join(texts_of(app))


def grids(app: AppTest) -> list[tuple[str, list[str]]]:
    """Every tensor on the page: its name (empty: none points at it) and the numbers in its cells."""
    return [(name, CELL.findall(body)) for name, body in FIGURE.findall(shown(app))]


def numbers(values: Any) -> list[str]:
    return [cell_text(value) for value in np.asarray(values).ravel()]


def press(app: AppTest, key: str) -> AppTest:
    app.button(key=key).click().run()
    assert not app.exception
    return app


def escaped(text: str) -> str:
    from html import escape

    return escape(text)


# ---- the page as a whole


@pytest.mark.sampled(4)
@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("view", VIEWS)
def test_every_lab_speaks_its_language(open_page: Open, view: str, language: str) -> None:
    app = page_of(open_page, view=view, lang=language)
    texts = texts_of(app)
    assert say("tensors_page.title", language) in texts
    assert not [text for text in texts if RAW_KEY.search(text) and "tf." not in text and "v." not in text]


def test_the_switch_opens_a_lab_and_the_link_says_so(open_page: Open) -> None:
    app = page_of(open_page)
    assert link_of(app) == {}
    widget(app, "segmented_control", "tensors_view").set_value("assign").run()
    assert link_of(app) == {"view": "assign"}
    assert not app.exception


@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    "words",
    [
        {"make": "<img src=x>", "shape": "9,9,9,9", "seed": "-1"},
        {"view": "nowhere", "<b>": "1"},
        {"view": "operate", "op": "tf.io", "a": "__import__('os')", "axis": "99"},
        {"view": "operate", "a": "[" * 3000},
        {"view": "assign", "steps": "assign;slice_assign@x=1", "step": "77"},
        {"view": "assign", "start": "[[1],[2,3]]"},
        {"view": "run", "script": "../x", "line": "-3", "function": "?", "call": "1e9"},
        {"view": "traps", "trap": "None", "question": "sine_slope"},
    ],
)
def test_nonsense_in_the_link_is_told_and_the_default_stands(open_page: Open, words: dict[str, str]) -> None:
    app = page_of(open_page, **words)
    assert say("common.link_problem") in texts_of(app)
    assert not [part for part in (*app.get("html"), *app.markdown) if "<img" in part.proto.body]
    plain = TensorsState(view=state_of(app).view)
    assert state_of(app) == plain


def test_a_page_whose_trainer_is_starting_says_so(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    from playground.shell import trainer_status

    class Starting:
        failure = ""

        def state(self) -> str:
            return "warming"

        def warm(self) -> None: ...

    monkeypatch.setattr(trainer_status, "get_trainer", Starting)
    app = page_of(open_page)
    assert say("common.warming") in texts_of(app)


# ---- builder


def test_the_builder_shows_what_tensorflow_made(open_page: Open, trainer: Trainer) -> None:
    request = TensorRequest("uniform", (2, 2, 3), low=-5.0, high=9.0, seed=3)
    app = page_of(open_page, make="uniform", shape="2,2,3", low="-5", high="9", seed="3")
    assert state_of(app).tensor == request
    report = trainer.call("playground.lessons.tensors.tasks.tensors:build", request, time_limit=30)
    assert escaped(report.source) in shown(app)
    assert grids(app) == [("t", numbers(report.value.values))]
    assert "t[0]" in shown(app)
    assert "t[1]" in shown(app)


def test_the_builder_follows_its_controls(open_page: Open) -> None:
    app = page_of(open_page)
    first = grids(app)
    press(app, "tensors_next_seed")
    assert link_of(app) == {"seed": "1"}
    assert grids(app) != first
    widget(app, "button_group", "tensors_make").set_value("constant").run()
    widget(app, "text_input", "tensors_value").set_value("2.5").run()
    widget(app, "button_group", "tensors_rank").set_value(1).run()
    widget(app, "text_input", "tensors_axis_0").set_value("3").run()
    assert grids(app) == [("t", ["2.5", "2.5", "2.5"])]
    widget(app, "button_group", "tensors_rank").set_value(0).run()
    assert grids(app) == [("t", ["2.5"])]
    assert not app.exception


def test_bounds_that_cross_are_refused_and_the_tensor_stays(open_page: Open) -> None:
    app = page_of(open_page, make="uniform")
    before = grids(app)
    widget(app, "text_input", "tensors_low").set_value("3").run()
    assert "The lower bound 3 is not below the upper bound 1." in shown(app)
    assert grids(app) == before
    assert widget(app, "text_input", "tensors_low").value == "0"


# ---- calculator


def test_broadcasting_is_drawn(open_page: Open) -> None:
    app = page_of(open_page, view="operate")
    text = shown(app)
    assert text.count("1 → 4") == 1
    assert text.count("1 → 3") == 1
    by_name = dict(grids(app))
    assert by_name["a"] == numbers([[1.0] * 4, [2.0] * 4, [3.0] * 4])
    total = np.array([[1.0], [2.0], [3.0]]) + np.array([10.0, 20.0, 30.0, 40.0])
    assert by_name["c"] == numbers(total)
    assert text.count("gp-copy") == 9 + 8
    for (row, column), number in np.ndenumerate(total):  # what the cell under the pointer says
        made = f"a[{row}, 0] + b[{column}] = {row + 1}.0 + {10 * column + 10}.0"
        assert f'aria-label="c[{row}, {column}] = {made} = {number}"' in text
    assert 'aria-label="a copy of a[2, 0] = 3.0" data-at="a:2,3"' in text


@pytest.mark.sampled(3)
@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_runs_and_is_in_the_link(open_page: Open, name: str) -> None:
    app = page_of(open_page, view="operate")
    widget(app, "button_group", "tensors_example").set_value(name).run()
    assert not app.exception
    assert state_of(app).operation == EXAMPLES[name]
    again = page_of(open_page, **link_of(app))
    assert state_of(again).operation == EXAMPLES[name]
    assert grids(again) == grids(app)


@pytest.mark.sampled(3)
@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_operation_can_be_chosen(open_page: Open, operation: str) -> None:
    app = page_of(open_page, view="operate", a="[[1,2],[3,4]]", b="[[1,0],[0,1]]")
    widget(app, "selectbox", "tensors_operation").set_value(operation).run()
    assert not app.exception
    assert "c" in dict(grids(app))


def test_shapes_that_clash_get_the_real_message_and_its_reason(open_page: Open) -> None:
    app = page_of(open_page, view="operate", a="[[1,2,3],[4,5,6]]", b="[10,20]")
    text = shown(app)
    assert "InvalidArgumentError: " in text
    assert "Incompatible shapes: [2,3] vs. [2]" in text
    assert say("lessons.reason.broadcast") in text
    assert "is-clash" in text
    assert "c" not in dict(grids(app))


def test_dtypes_that_do_not_mix_are_explained(open_page: Open) -> None:
    app = page_of(open_page, view="operate")
    widget(app, "segmented_control", "tensors_a_dtype").set_value("int32").run()
    assert say("lessons.reason.dtype_mix") in shown(app)


def test_what_is_no_tensor_is_told_beside_its_field(open_page: Open) -> None:
    app = page_of(open_page, view="operate")
    before = state_of(app).operation
    widget(app, "text_input", "tensors_a").set_value("[[1, 2], <b>x</b>").run()
    assert "Write numbers in square brackets" in shown(app)
    assert state_of(app).operation == before
    assert widget(app, "text_input", "tensors_a").value == "[[1, 2], <b>x</b>"
    widget(app, "text_input", "tensors_a").set_value("5").run()
    assert "Write numbers in square brackets" not in shown(app)
    assert state_of(app).operation.a.values == 5.0


# ---- assignment lab


def test_the_sequence_of_the_notes_step_by_step_and_back(open_page: Open) -> None:
    app = page_of(open_page, view="assign")
    zeros = ["0.0"] * 3
    expected = [
        (zeros, zeros),
        (zeros, ["1.0"] * 3),
        (zeros, ["3.0", "1.0", "1.0"]),
        (zeros, ["4.0", "2.0", "2.0"]),
        (zeros, ["3.5", "1.5", "1.5"]),
    ]
    assert "does not support item assignment" not in shown(app)  # nothing is told before its step
    states = []
    for step in range(1, 6):
        press(app, "tensors_step_next")
        assert link_of(app) == {"view": "assign", "step": str(step)}
        states.append(grids(app))
        after = dict(grids(app))  # of each name the last is what it holds now
        assert (after["t"], after["v"]) == expected[step - 1]
        assert all(name in ("t", "v") for name, _ in states[-1])  # both names keep their objects
        if step == 1:
            assert "TypeError" in shown(app)
            assert say("tensors_page.assign.refused") in shown(app)
    assert app.button(key="tensors_step_next").disabled
    for step in range(4, 0, -1):
        press(app, "tensors_step_back")
        assert grids(app) == states[step - 1]
    press(app, "tensors_step_first")
    assert app.button(key="tensors_step_back").disabled


def test_what_a_line_will_do_is_said_before_it_runs(open_page: Open) -> None:
    app = page_of(open_page, view="assign")
    right, wrong = say("lesson_cards.right"), say("lesson_cards.wrong")
    press(app, "tensors_say_refused")  # t[0, 0] = 1.0
    assert link_of(app) == {"view": "assign", "step": "1"}
    assert f"{right} You said: It is refused with an error." in shown(app)
    press(app, "tensors_say_rebinds")  # v.assign(…)
    assert f"{wrong} You said: It gives the name another object." in shown(app)
    press(app, "tensors_step_next")
    assert "You said" not in shown(app)
    press(app, "tensors_step_back")
    assert f"{wrong} You said: It gives the name another object." in shown(app)  # what was said stays
    widget(app, "radio", "tensors_sequence").set_value("rebound").run()
    press(app, "tensors_step_next")
    assert "You said" not in shown(app)  # it was said of other lines


def test_a_variable_rebound_to_a_tensor_is_named(open_page: Open) -> None:
    app = page_of(open_page, view="assign", sequence="rebound", step="2")
    kind = say("lesson_cards.kind.tensor")
    assert say("tensors_page.assign.rebound", name="v", kind=kind) in shown(app)
    assert grids(app) == [("t", ["1.0"]), ("", ["0.9"]), ("v", ["0.8"])]  # the Variable has no name any more
    assert say("tensors_page.assign.lost") in shown(app)
    press(app, "tensors_step_next")
    assert say("lessons.reason.not_a_variable") in shown(app)


def test_a_sequence_is_composed_and_shared(open_page: Open) -> None:
    app = page_of(open_page, view="assign")
    press(app, "tensors_step_clear")
    widget(app, "text_input", "tensors_start").set_value("[[1, 2], [3, 4]]").run()
    widget(app, "selectbox", "tensors_action").set_value("slice_assign").run()
    widget(app, "text_input", "tensors_action_index").set_value("0, :").run()
    widget(app, "text_input", "tensors_action_value").set_value("9").run()
    press(app, "tensors_step_add")
    widget(app, "selectbox", "tensors_action").set_value("assign_sub").run()
    widget(app, "text_input", "tensors_action_value").set_value("[1, 2, 3]").run()
    press(app, "tensors_step_add")
    assert state_of(app).step == 1  # before the new line, so that it can be predicted
    assert dict(grids(app))["v"] == ["9.0", "9.0", "3.0", "4.0"]
    press(app, "tensors_step_next")
    assert say("lessons.reason.update_shape") in shown(app)
    again = page_of(open_page, **link_of(app))
    assert state_of(again) == state_of(app)
    assert grids(again) == grids(app)
    press(app, "tensors_step_remove")
    assert len(state_of(app).assignment.steps) == 1


@pytest.mark.sampled(2)
@pytest.mark.parametrize(
    ("index", "value"), [("x", "1"), ("0, 0", "[[1], 2"), ("0,0,0,0", "1"), ("", "1"), ("0", "")]
)
def test_a_line_that_cannot_be_made_is_refused(open_page: Open, index: str, value: str) -> None:
    app = page_of(open_page, view="assign")
    widget(app, "selectbox", "tensors_action").set_value("tensor_item").run()
    widget(app, "text_input", "tensors_action_index").set_value(index).run()
    widget(app, "text_input", "tensors_action_value").set_value(value).run()
    press(app, "tensors_step_add")
    assert state_of(app).assignment == SEQUENCES["notes"]
    assert "gp-words is-notice" in shown(app)


# ---- eager runner


def test_a_value_stands_beside_its_line_when_the_line_has_run(open_page: Open) -> None:
    app = page_of(open_page, view="run")
    assert grids(app) == [("x", ["1.0", "1.0"])]  # the first line has run
    press(app, "tensors_line_next")
    assert "shape=(2, 1), dtype=float32" in shown(app)
    press(app, "tensors_line_all")
    assert dict(grids(app))["→"]
    press(app, "tensors_line_first")
    assert grids(app) == []
    assert link_of(app) == {"view": "run", "line": "0"}
    assert shown(app).count('class="gp-run is-later"') == 7  # the lines are there before they run


@pytest.mark.sampled(2)
@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ({}, "gp-runs"),
        ({"line": "3"}, "gp-runs"),
        ({"call": "1"}, "gp-calls"),
        ({"function": "numbers"}, "gp-calls"),
        ({"question": "traced_print"}, "gp-calls"),
        ({"call": "1", "run": "lines"}, "gp-runs"),
    ],
)
def test_a_link_shows_the_experiment_that_it_speaks_of(
    open_page: Open, words: dict[str, str], kind: str
) -> None:
    text = shown(page_of(open_page, view="run", **words))
    assert [name for name in ("gp-runs", "gp-calls") if f'class="{name}"' in text] == [kind]


def test_print_speaks_at_every_call_eagerly_and_once_a_trace_in_the_graph(open_page: Open) -> None:
    app = page_of(open_page, view="run")
    widget(app, "segmented_control", "tensors_experiment").set_value("traced").run()
    assert "Tensor(&quot;x:0&quot;" not in shown(app)
    assert shown(app).count('<tbody class="is-later">') == 3
    press(app, "tensors_call_all")
    (table,) = [text for text in texts_of(app) if "gp-calls" in text]
    assert table.count("print: tf.Tensor(") == 3
    assert table.count("print: Tensor(") == 2  # once for each shape
    assert table.count(escaped(say("tensors_page.run.traced_now"))) == 2
    assert table.count(say("tensors_page.run.nothing")) == 1
    assert say("tensors.traced.shapes.why") in shown(app)


# ---- predictions

ASKED = list(PLACES)


def answer(app: AppTest, key: str, given: str) -> AppTest:
    if QUESTIONS[key].kind == "choice":
        widget(app, "radio", f"answer_{key}").set_value(given)
    else:
        widget(app, "text_input", f"answer_{key}").set_value(given)
    return press(app, f"answer_{key}_commit")


def test_all_questions_of_the_page_have_a_place() -> None:
    assert sorted(ASKED) == sorted(key for key, asked in QUESTIONS.items() if asked.page == "tensors")


@pytest.mark.sampled(3)
@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("key", ASKED)
def test_a_prediction_is_asked_judged_and_may_be_tried_again(
    open_page: Open, trainer: Trainer, key: str, language: str
) -> None:
    app = page_of(open_page, question=key, lang=language)
    why = escaped(say(f"tensors.question.{key}.why", language))
    text = shown(app)
    assert escaped(say(f"tensors.question.{key}.prompt", language)) in text
    assert why not in text
    assert escaped(QUESTIONS[key].reveal) not in text
    press(app, f"answer_{key}_commit")
    assert say("lesson_cards.no_answer", language) in shown(app)
    asked = QUESTIONS[key]
    wrong = {"number": "-77", "shape": "(7, 7)", "choice": asked.choices[0] if asked.choices else ""}[
        asked.kind
    ]
    verdict = trainer.call(JUDGE, key, wrong, time_limit=60)
    assert not verdict.right
    answer(app, key, wrong)
    assert say("lesson_cards.wrong", language) in shown(app)
    assert say("lesson_cards.no_answer", language) not in shown(app)
    if verdict.mistake:
        assert escaped(say(f"tensors.question.{key}.mistake.{verdict.mistake}", language)) in shown(app)
    if len(asked.choices) != 2:
        # A hint, and neither the reason nor the code that tells; the same answer is no second one.
        assert why not in shown(app)
        assert escaped(asked.reveal) not in shown(app)
        if asked.kind != "choice":
            clue = say(f"lesson_cards.clue.{verdict.clue.name}", language, **verdict.clue.values)
            assert escaped(clue) in shown(app)
            assert escaped(say(f"tensors.question.{key}.hint", language)) in shown(app)
        press(app, f"answer_{key}_commit")
        assert say("lesson_cards.same_answer", language) in shown(app)
        answer(
            app, key, {"number": "-78", "shape": "(7, 8)", "choice": _other_wrong(key, verdict)}[asked.kind]
        )
        assert say("lesson_cards.wrong", language) in shown(app)
    assert why in shown(app)
    press(app, f"answer_{key}_again")
    assert why not in shown(app)
    answer(app, key, verdict.truth)
    assert say("lesson_cards.right", language) in shown(app)
    assert why in shown(app)


def _other_wrong(key: str, verdict: Verdict) -> str:
    wrong = [name for name in QUESTIONS[key].choices if name not in (verdict.truth, verdict.given)]
    return wrong[0] if wrong else ""


def test_right_answers_are_counted(open_page: Open) -> None:
    app = page_of(open_page, question="stacked_shape")
    answer(app, "stacked_shape", "(7, 7)")
    assert "0 of 2 answered" in shown(app)  # a second answer is still asked for
    answer(app, "stacked_shape", "(8, 2)")
    assert "1 of 2 answered, 1 right" in shown(app)


def test_an_answer_that_is_near_is_compared(open_page: Open) -> None:
    app = answer(page_of(open_page, question="eager_value"), "eager_value", "3.004")
    text = shown(app)
    assert say("lesson_cards.near") in text
    assert say("lesson_cards.right") not in text
    assert "<dd>3.004</dd>" in text
    assert "<dd>3</dd>" in text


@pytest.mark.parametrize("language", languages())
def test_a_choice_is_compared_in_two_lines(open_page: Open, language: str) -> None:
    app = page_of(open_page, question="item_assignment", lang=language)
    once = shown(answer(app, "item_assignment", "unchanged"))
    assert f"<dt>{say('lesson_cards.tensorflow', language)}</dt>" not in once  # one more try comes first
    text = shown(answer(app, "item_assignment", "changed"))
    for name, choice in (("you", "changed"), ("tensorflow", "error")):
        words = say(f"tensors.question.item_assignment.choice.{choice}", language)
        assert f"<dt>{say(f'lesson_cards.{name}', language)}</dt><dd>{words}</dd>" in text


def test_an_answer_of_the_wrong_kind_is_not_taken(open_page: Open) -> None:
    app = answer(page_of(open_page, question="broadcast_shape"), "broadcast_shape", "three by four")
    assert "cannot be read as a shape. Write whole numbers with commas" in shown(app)
    assert escaped(say("tensors.question.broadcast_shape.why")) not in shown(app)


# ---- traps


@pytest.mark.sampled(3)
@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("key", traps_of("tensors"))
def test_a_trap_springs_and_is_repaired(open_page: Open, key: str, language: str) -> None:
    app = page_of(open_page, view="traps", trap=key, lang=language)
    why = escaped(say(f"traps.{key}.why", language))
    assert why not in shown(app)
    error = TRAPS[key].error
    outcome, guess = TRAPS[key].outcome, "error" if language == "en" else "silent"
    press(app, f"trap_{key}_run_1" + ("" if guess == "error" else "_silent"))
    assert why in shown(app)
    verdict = f"lesson_cards.guessed_{'right' if guess == outcome else 'wrong'}_{outcome}"
    assert escaped(say(verdict, language)) in shown(app)
    assert (f"{error}: " if error else say("lesson_cards.no_error", language)) in shown(app)
    press(app, f"trap_{key}_run_2")
    assert say("lesson_cards.no_error", language) in shown(app)
    names = [name for name, _ in grids(app)]
    assert set(TRAPS[key].shows) <= set(names)


def test_another_trap_is_in_the_link(open_page: Open) -> None:
    app = page_of(open_page, view="traps")
    widget(app, "radio", "tensors_trap_chosen").set_value("flat_targets").run()
    assert link_of(app) == {"view": "traps", "trap": "flat_targets"}
    assert say("traps.flat_targets.title") in shown(app)


def test_classes_are_stacked_and_a_flat_target_is_told_to_cross_the_points(open_page: Open) -> None:
    app = page_of(open_page, view="stack", samples="2")
    assert "(4, 2)" in shown(app)
    assert say("tensors_page.stack.why_seeded") in shown(app)
    widget(app, "radio", "tensors_targets").set_value("flat").run()
    shapes = {"targets": "(4,)", "predictions": "(4, 1)", "differences": "(4, 4)"}
    assert say("tensors_page.stack.crossed", **shapes) in shown(app)
    widget(app, "radio", "tensors_join").set_value("hstack").run()
    assert "InvalidArgumentError" in shown(app)
    assert link_of(app) == {"view": "stack", "samples": "2", "join": "hstack", "targets": "flat"}
    press(app, "tensors_draw")
    assert state_of(app).stack.seed == 1
