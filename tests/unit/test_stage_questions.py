"""The questions of the scenes: their words, and every rule against an oracle of its own."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

import numpy as np
import pytest

from playground.core.data import draw, split
from playground.core.scenes import scenes_of
from playground.engine.run import advance
from playground.locale import languages, strings
from playground.stage import drawn_rules as drawn
from playground.stage.answer_kinds import KINDS
from playground.stage.question_rules import Run, replay_of, text
from playground.stage.questions import AREAS, QUESTIONS, describe_question, question_of, whole_run
from playground.stage.request import COVERED, Given
from playground.stage.verdict import judge
from playground.theory.linear_model import hessian
from playground.theory.summary import summary

ALL = [(page, name) for page, asked in QUESTIONS.items() for name in asked]
HABITS = {None: (), drawn.middle_line: ("middle",), drawn.only_falls: ("falls",)}
# Networks whose right answer needs no more than a short part of the tests' time.
TRAINED = ["xor_line", "zeros"]


@lru_cache
def run_of(page: str, name: str) -> Run:
    """The rows of a scene, trained by the trainer's own task in the pieces that a request asks for."""
    experiment = scenes_of(page)[name]
    pieces = whole_run(experiment)
    want = next(pieces)
    while True:
        try:
            want = pieces.send(
                advance(experiment, want.checkpoint, want.start, want.stride, want.count, 10.0)
            )
        except StopIteration as complete:
            run: Run = complete.value
            return run


def told(
    page: str, name: str, value: str, run: Run | None, *, first: bool = True, ended: bool = False
) -> dict[str, Any]:
    return judge(page, scenes_of(page)[name], Given(name, value, first, ended), run, "en") or {}


def test_every_scene_asks_a_question_that_can_be_answered() -> None:
    for page, asked in QUESTIONS.items():
        assert list(asked) == (["chapter"] if page == "home" else list(scenes_of(page)))
    assert describe_question("fit", "chapter", "en") is None


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize(("page", "name"), ALL)
def test_every_question_has_its_words_and_covers_what_can_be_covered(
    page: str, name: str, language: str
) -> None:
    asked, words = QUESTIONS[page][name], strings(AREAS[page], language)
    for key in ("question", "hint", "why", *(f"choice.{choice}" for choice in asked.choices)):
        assert words[f"scene.{name}.{key}"]
    known = {*asked.choices, *(mistake for mistake, _ in asked.mistakes), *HABITS[asked.habit]}
    assert asked.kind in KINDS
    wrong = {key.split(".", 3)[3] for key in words if key.startswith(f"scene.{name}.wrong.")}
    assert wrong <= known
    assert set(asked.covers) <= set(COVERED)
    described = describe_question(page, name, language) or {}
    assert [key for key, _ in described["choices"]] == list(asked.choices)
    # And nothing that tells the right answer.
    assert set(described) == {"name", "kind", "choices", "covers", "until_end", "column", "knots"}


@pytest.mark.parametrize("name", list(QUESTIONS["linear"]))
def test_the_rules_of_the_linear_scenes_agree_with_numpy(name: str) -> None:
    """Truths by other ways than the rules: the trainer's rows, a descent in float64 and its Hessian."""
    e, run = scenes_of("linear")[name], run_of("linear", name)
    asked = QUESTIONS["linear"][name]
    found = asked.rule(e, run)
    assert found is not None
    losses, curvature = run.values["full_loss"], np.linalg.eigvalsh(hessian(draw(e).inputs))
    x = np.column_stack([draw(e).inputs.astype(float), np.ones(e.num_points)])
    y = draw(e).targets[:, 0].astype(float)
    best = np.linalg.lstsq(x, y, rcond=None)[0]
    expected = {
        "chapter": lambda: min(asked.choices, key=lambda c: abs(math.log(float(c) / losses[-1]))),
        "overlap": lambda: pytest.approx(float(np.mean((x @ best - y) ** 2)), rel=1e-6),
        "edge": lambda: "swing" if 1 < e.lr * curvature[-1] < 2 else "straight",
        "diverges": lambda: "fails" if e.lr * curvature[-1] > 2 else "works",
        "minibatch": lambda: "noisy",
        "adam": lambda: "slower",
        "far": lambda: pytest.approx(2 / curvature[-1]),
        "broadcast": lambda: "constant" if np.ptp(x @ weights_of(run)) < 0.05 else "line",
        # The line on which the last outputs are one half.
        "stretched": lambda: pytest.approx(tuple(weights_of(run) - np.array([0, 0, 0.5]))),
    }
    assert found.truth == expected[name]()


def weights_of(run: Run) -> np.ndarray:
    return np.array([run.last(name) for name in ("w1", "w2", "b")])


def test_the_replay_is_the_trainers_run_in_float64() -> None:
    for name in ("chapter", "minibatch", "adam", "broadcast", "diverges"):
        e, run = scenes_of("linear")[name], run_of("linear", name)
        start = np.array([run.first(column) for column in ("w1", "w2", "b")])
        again = replay_of(e, start)
        assert again is not None
        assert again.has_diverged == run.has_diverged
        rows = run.steps.astype(int)
        for column in ("loss", "full_loss"):
            np.testing.assert_allclose(again.values[column][rows], run.values[column], rtol=1e-4)


def test_plain_descent_comes_down_before_adam_from_the_same_start() -> None:
    """The reason names both counts: here they are counted once more in a loop of its own."""
    e, run = scenes_of("linear")["adam"], run_of("linear", "adam")
    found = QUESTIONS["linear"]["adam"].rule(e, run)
    assert found is not None
    x = np.column_stack([draw(e).inputs.astype(float), np.ones(e.num_points)])
    y = draw(e).targets[:, 0].astype(float)
    w, updates = np.array([run.first(column) for column in ("w1", "w2", "b")]), 0
    level = 2 * float(summary(e).loss_floor or 0)
    while np.mean((x @ w - y) ** 2) > level:
        w, updates = w - e.lr * 2 / len(y) * x.T @ (x @ w - y), updates + 1
    assert found.values["plain"] == str(updates)
    assert found.values["own"] == str(int(run.steps[np.argmax(run.values["full_loss"] <= level)]))


@pytest.mark.parametrize("name", TRAINED)
def test_the_rules_of_network_scenes_agree_with_the_rows(name: str) -> None:
    e, run = scenes_of("layers")[name], run_of("layers", name)
    found = QUESTIONS["layers"][name].rule(e, run)
    assert found is not None
    assert run.steps[-1] == e.last_step
    expected = {"xor_line": "line", "zeros": "never"}
    assert found.truth == expected[name]


def test_what_is_said_of_the_best_line_holds_for_every_line() -> None:
    e = scenes_of("layers")["xor_line"]
    found = QUESTIONS["layers"]["xor_line"].rule(e, run_of("layers", "xor_line"))
    assert found is not None
    own, best = (float(found.values[name].removesuffix(" %")) / 100 for name in ("accuracy", "best"))
    places = split(e).training
    x, positive = draw(e).inputs[places].astype(float), draw(e).labels[places] == 1
    angles = np.linspace(0, np.pi, 120)
    along = x @ np.stack([np.cos(angles), np.sin(angles)])
    right = np.array(
        [((along > offset) == positive[:, None]).mean(axis=0) for offset in np.linspace(-4, 4, 160)]
    )
    assert own <= best
    assert best - 0.02 <= max(right.max(), 1 - right.min()) <= best + 1e-3


def test_the_last_updates_are_counted_and_not_the_rows_of_them() -> None:
    e, run = scenes_of("linear")["minibatch"], run_of("linear", "minibatch")
    found = QUESTIONS["linear"]["minibatch"].rule(e, run)
    assert found is not None
    assert int(found.values["updates"]) == pytest.approx(e.steps / 3, abs=3)
    assert len(run.steps) < e.steps  # a long run comes thinned


@pytest.mark.parametrize(
    ("value", "said"),
    [(5.22e6, "5.2e6"), (2.8e-4, "2.8e−4"), (0.0274, "0.0274"), (0.0, "0"), (math.inf, "inf")],
)
def test_reasons_write_numbers_as_the_stage_does(value: float, said: str) -> None:
    assert text(value) == said


def test_guessing_among_classes_costs_the_logarithm_of_their_number() -> None:
    e = scenes_of("layers")["classes"]
    found = QUESTIONS["layers"]["classes"].rule(e, None)
    assert found is not None
    assert found.truth == pytest.approx(-math.log(1 / e.classes))
    assert told("layers", "classes", "1.6", None)["phase"] == "held"
    assert "probability" in told("layers", "classes", "0.2", None)["text"]


def test_a_first_wrong_answer_gets_a_hint_and_not_the_solution() -> None:
    run = run_of("linear", "overlap")
    hint = told("linear", "overlap", "0.03", run)
    assert hint["phase"] == "hint"
    assert set(hint) == {"question", "value", "lang", "phase", "text"}
    assert "0.07" not in hint["text"]
    assert told("linear", "overlap", "0.25", run)["text"].startswith("0.25 is the loss of saying 0.5")
    assert told("linear", "overlap", "0.03", run, first=False)["phase"] == "held"
    assert told("linear", "overlap", "0.08", run)["phase"] == "held"


def test_at_the_end_the_prediction_stands_beside_what_came() -> None:
    run = run_of("linear", "overlap")
    wrong = told("linear", "overlap", "0.25", run, ended=True)
    assert (wrong["phase"], wrong["right"], wrong["said"], wrong["came"]) == (
        "verdict", False, "0.25", "0.07652",
    )  # fmt: skip
    assert wrong["distance"] == "Yours was 3.3 times as large."
    assert "0.0765" in wrong["text"]
    near = told("linear", "overlap", "0.08", run, ended=True)
    assert near["right"]
    assert near["distance"] == "Within 4.5 %."


def test_what_is_no_answer_of_the_kind_is_told_and_what_is_not_asked_is_not_judged() -> None:
    e = scenes_of("linear")["overlap"]
    assert told("linear", "overlap", "much", None)["phase"] == "unread"
    assert told("linear", "chapter", "0.7", None)["phase"] == "unread"
    assert judge("linear", e, Given("chapter", "0.03", True, False), None, "en") is None
    assert told("linear", "stretched", "0,0,0,0", None)["phase"] == "unread"
    assert told("layers", "overfit", "1,2,3", None)["phase"] == "unread"
    assert question_of("linear", e.replace(lr=0.07)) is None
    assert question_of("home", e) is None, "a scene of another page"
