"""Questions about runs that are no scene: which one fits, and its answer against an oracle of its own."""

from __future__ import annotations

import math
from string import Formatter
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from playground.core.data import draw
from playground.core.experiment import Experiment
from playground.core.scenes import home_of, scenes_of
from playground.engine.run import advance
from playground.locale import languages, strings
from playground.stage.answer_kinds import KINDS
from playground.stage.question_rules import Run
from playground.stage.questions import whole_run
from playground.stage.request import COVERED, Given
from playground.stage.run_questions import (
    RUN_QUESTIONS,
    asked_of,
    describe_run_question,
    level_of,
    question_words,
    run_question,
)
from playground.stage.verdict import judge

LINEAR, LAYERS = home_of("linear"), home_of("layers")
FAR = {"neg_x": 6.0, "neg_y": 6.0, "pos_x": 9.0, "pos_y": 3.0}
# Settings that lead to each question.
EXAMPLES: dict[str, tuple[str, Experiment]] = {
    "critical": ("linear", LINEAR.replace(**FAR)),
    "settles": ("linear", LINEAR.replace(lr=0.2)),
    "boundary": ("linear", LINEAR.replace(neg_x=1.0, lr=0.05)),
    "sketch": ("linear", LINEAR.replace(optimizer="adam")),
    "level": ("linear", LINEAR.replace(lr=0.07)),
    "half": ("layers", LAYERS.replace(seed=3, steps=200)),
}


def trained(e: Experiment) -> Run:
    pieces = whole_run(e)
    want = next(pieces)
    while True:
        try:
            want = pieces.send(advance(e, want.checkpoint, want.start, want.stride, want.count, 10.0))
        except StopIteration as complete:
            run: Run = complete.value
            return run


def plain_losses(e: Experiment, start: NDArray[Any], steps: int) -> list[float]:
    """Gradient descent on the squared error in a loop of its own, in float64."""
    sample = draw(e)
    x = np.column_stack([sample.inputs.astype(float), np.ones(len(sample.inputs))])
    y = sample.targets[:, 0].astype(float)
    w, losses = start.astype(float), []
    for _ in range(steps + 1):
        losses.append(float(np.mean((x @ w - y) ** 2)))
        w = w - e.lr * 2 / len(y) * x.T @ (x @ w - y)
    return losses


def test_settings_choose_the_question_and_a_scene_keeps_its_own() -> None:
    assert set(EXAMPLES) == set(RUN_QUESTIONS)
    for name, (page, e) in EXAMPLES.items():
        asked = run_question(page, e)
        assert asked is not None
        assert asked.name == name
        assert asked_of(page, e) == asked
    for scene in scenes_of("linear").values():
        assert run_question("linear", scene) is None
    assert run_question("fit", LINEAR.replace(lr=0.2)) is None


@pytest.mark.parametrize(
    "e",
    [LINEAR.replace(steps=5000), LINEAR.replace(stop="never"), LAYERS.replace(lr=2.0).with_edit(3, 0, 1.0)],
)
def test_runs_that_are_too_long_endless_or_set_by_hand_are_asked_nothing(e: Experiment) -> None:
    assert run_question("linear" if e.is_linear else "layers", e) is None


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("name", list(RUN_QUESTIONS))
def test_every_question_has_its_words_and_tells_a_browser_no_answer(name: str, language: str) -> None:
    page, e = EXAMPLES[name]
    described = describe_run_question(page, e) or {}
    own = question_words(language)
    fields = {field for _, field, _, _ in Formatter().parse(own[f"ask.{name}.question"]) if field}
    assert fields <= set(described["values"])
    assert {f"ask.{name}.choice.{choice}" for choice in described["choices"]} <= set(own)
    assert not [key for key in own if ".why" in key or ".hint" in key]
    assert described["kind"] in KINDS
    assert set(described["until_end"]) <= set(described["covers"]) <= set(COVERED)
    assert strings("run_questions", language)[f"{name}.hint"]


@pytest.mark.parametrize("name", list(EXAMPLES))
@pytest.mark.parametrize("language", languages())
def test_a_verdict_names_the_numbers_of_its_run(name: str, language: str) -> None:
    """No placeholder is left, and the truth is the oracle's."""
    page, e = EXAMPLES[name]
    run, asked = trained(e), RUN_QUESTIONS[name].question
    found = asked.rule(e, run)
    assert found is not None
    answer = {
        "choice": found.truth, "number": "3", "rate": "0.5", "curve": ",".join(["1"] * 8), "line": "0,0,1,4",
    }[asked.kind]  # fmt: skip
    told = judge(page, e, Given(name, str(answer), True, True), run, language) or {}
    assert told["phase"] == "verdict"
    assert "{" not in told["text"] + told["distance"]
    x = np.column_stack([draw(e).inputs.astype(float), np.ones(len(draw(e).inputs))])
    steepest = float(np.linalg.eigvalsh(2 / len(x) * x.T @ x)[-1])
    start = np.array([run.first(column) for column in ("w1", "w2", "b")]) if e.is_linear else np.zeros(3)
    losses = plain_losses(e, start, e.steps) if e.is_linear and e.lr * steepest < 2 else [math.inf]
    expected = {
        "critical": lambda: pytest.approx(2 / steepest),
        "settles": lambda: "grows" if e.lr * steepest > 2 else "falls",
        "level": lambda: next(k for k, loss in enumerate(losses) if loss <= (level_of(e) or 0)),
        "half": lambda: run.steps[np.argmax(run.values["full_loss"] <= run.first("full_loss") / 2)],
        "boundary": lambda: pytest.approx((run.last("w1"), run.last("w2"), run.last("b") - 0.5)),
        "sketch": lambda: pytest.approx(
            np.interp(np.linspace(0, e.steps, 9), run.steps, run.values["full_loss"])
        ),
    }[name]()
    assert found.truth == expected


@pytest.mark.parametrize(("lr", "truth"), [(0.12, "falls"), (0.149, "falls"), (0.16, "grows")])
def test_the_loss_settles_below_the_critical_rate_and_grows_above(lr: float, truth: str) -> None:
    e = LINEAR.replace(lr=lr, steps=120)
    found = RUN_QUESTIONS["settles"].question.rule(e, trained(e))
    assert found is not None
    assert (found.truth, found.reason) == (truth, "why_above" if truth == "grows" else "why_below")
