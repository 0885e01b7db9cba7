"""An exported program speaks the reader's language, and is the same program."""

from __future__ import annotations

import ast
import re

import pytest

from playground.core.experiment import Experiment
from playground.core.weight_edits import Edit
from playground.export.notebook import notebook
from playground.export.program import program

EXPERIMENTS = [
    Experiment(steps=3),
    Experiment(steps=3, batch=32, stop="loss", targets="flat"),
    Experiment(hidden=(4, 2), val=0.0, batch=16, stop="loss"),
    Experiment(hidden=(4,), val=0.3, steps=5, edits=(Edit(2, 0, 0.5), Edit(5, 1, 0.5))),
]


def statements(code: str) -> str:
    """The program without its comments and texts."""
    return re.sub(r"'[^']*'", "''", ast.unparse(ast.parse(code)))


@pytest.mark.parametrize("experiment", EXPERIMENTS)
def test_a_korean_program_prints_korean_and_computes_the_same(experiment: Experiment) -> None:
    code = program(experiment, "ko")
    assert 'print(f"{step}번째 스텝의 손실: {loss:.4f}")' in code  # as the chapter prints it
    assert not re.search(r'print\(f"[A-Z]', code)
    comments = re.findall(r"# (.+)", code)
    assert all(re.search("[가-힣]", comment) for comment in comments), comments
    assert statements(code) == statements(program(experiment))
    assert "번째 스텝의 손실" in notebook(experiment, "ko")
    assert not re.search(r'print\(f\\"[A-Z]', notebook(experiment, "ko"))


@pytest.mark.parametrize("experiment", EXPERIMENTS)
def test_an_english_program_is_in_ascii(experiment: Experiment) -> None:
    assert program(experiment).isascii()
