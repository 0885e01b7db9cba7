"""The exported program draws the points of the stage bit for bit, with the very functions that drew them."""

from __future__ import annotations

import inspect
import math
from typing import Any

import numpy as np
import pytest

from playground.core.data import draw
from playground.core.datasets import SHAPES
from playground.core.experiment import Experiment
from playground.core.knobs import KNOBS
from playground.export.function_source import source_of
from playground.export.points_code import points_code

HALF = 0.5
NAME = "x"


def names_of(program: str) -> dict[str, Any]:
    """The variables of a program that knows nothing but itself."""
    names: dict[str, Any] = {"__name__": "program"}
    exec(compile(program, "program", "exec", dont_inherit=True), names)
    return names


@pytest.mark.parametrize("values", [{}, {"seed": 7, "samples": 33, "noise": 0.37, "classes": 5, "neg_n": 12}])
@pytest.mark.parametrize("name", KNOBS["data"].choices)
def test_the_program_draws_the_points_of_the_stage(name: str, values: dict[str, Any]) -> None:
    experiment = Experiment.parse({"data": name}).replace(**values)
    sample, names = draw(experiment), names_of(points_code(experiment))
    assert names["points"].dtype == np.float32
    np.testing.assert_array_equal(names["points"], sample.inputs)
    np.testing.assert_array_equal(names["labels"], sample.labels)


@pytest.mark.parametrize("name", SHAPES)
def test_the_program_holds_the_body_of_the_function_itself(name: str) -> None:
    body = inspect.getsource(SHAPES[name].places).split('"""\n', maxsplit=1)[1]
    assert body.rstrip() in points_code(Experiment.parse({"data": name}))


def halved(value: float, *, times: int = 1) -> float:
    """α·½ⁿ."""
    return value * HALF**times  # a comment stays


def of_many_lines(
    values: list[float],
    times: int = 2,  # and here
) -> list[float]:
    return [math.floor(halved(value, times=times)) for value in values]


def of_a_list() -> list[str]:
    return CASES


CASES = [NAME]


def test_a_function_comes_with_the_constants_and_functions_that_it_uses() -> None:
    text = source_of(of_many_lines, halved)
    assert text.startswith("HALF = 0.5\n\n\ndef halved(value, *, times = 1):\n")
    assert text.count("def halved") == 1
    assert "# a comment stays" in text
    assert names_of(f"import math\n{text}")["of_many_lines"]([8.0, 9.0]) == of_many_lines([8.0, 9.0])


def test_what_a_program_cannot_hold_is_an_error() -> None:
    with pytest.raises(TypeError, match="of_a_list uses CASES, a list"):
        source_of(of_a_list)
