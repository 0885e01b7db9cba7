"""A report to print: its numbers are the engine's, its settings those of the panel."""

from __future__ import annotations

import html
import math

import numpy as np
import pytest

from playground.core.experiment import POINT_WORDS, Experiment
from playground.core.points import Points
from playground.engine.run import advance
from playground.export.targets import TARGETS, Material
from playground.locale import languages, say
from playground.trainer.worker import run_task

LINEAR = Experiment(lr=0.05, batch=32, neg_n=60, pos_n=45, steps=30)
NETWORK = Experiment(data="moons", samples=40, hidden=(4, 2), loss="bce", steps=12)


def report(experiment: Experiment, language: str = "en", address: str = "") -> str:
    return TARGETS["report"].make(Material(experiment, language, run_task, 1000, address)).decode()


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("experiment", [LINEAR, NETWORK], ids=["linear", "network"])
def test_a_report_has_the_last_numbers_and_every_setting(experiment: Experiment, language: str) -> None:
    text = report(experiment, language).partition('<script type="application/json"')[0]
    last = advance(experiment, None, 0, 1, 1000, math.inf).rows[-1]
    for name in ("loss", "full_loss", "accuracy"):
        assert f"<td>{float(last[experiment.columns.index(name)]):.6g}</td>" in text
    for name in ("lr", "optimizer", "loss", "steps"):
        assert html.escape(say(f"knobs.{name}.label", language)) in text
    assert html.escape(say(f"knobs.optimizer.choices.{experiment.optimizer}", language)) in text
    assert say("take.report.ended_done", language, step=str(experiment.steps)) in text
    words = "&amp;".join(f"{name}={value}" for name, value in experiment.to_query().items())
    assert words.replace(" ", "+") in text


def test_a_run_that_diverged_says_so() -> None:
    text = report(LINEAR.replace(lr=5, batch=0))
    step = advance(LINEAR.replace(lr=5, batch=0), None, 0, 1, 1000, math.inf).end
    assert step is not None
    assert say("take.report.ended_diverged", "en", step=str(step.step)) in text


@pytest.mark.parametrize("word", POINT_WORDS)
def test_a_set_that_the_link_only_names_is_told_and_has_no_code(word: str) -> None:
    """Another reader's server does not have it: a link to scan would not show this run."""
    rng = np.random.default_rng(0)
    labels = np.arange(1500) % 2
    large = Points(rng.normal(size=(1500, 2)).astype(np.float32), labels.astype(np.float32))
    text = report(
        Experiment(neg_n=60, pos_n=45, steps=3).replace(**{word: large}), address="https://a.example"
    )
    assert html.escape(say("take.report.points", "en")) in text
    assert 'class="gp-report-code"' not in text
