"""Programs, notebooks and histories of own points of every kind have the losses of the stage."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from playground.core.experiment import Experiment
from playground.engine.run import advance
from playground.export.notebook import notebook
from playground.export.program import program
from playground.points_reader.options import Options
from playground.points_reader.reader import read_points
from playground.points_reader.writer import write_points, write_test_points
from tests.unit.test_export_script import run
from tests.unit.test_export_targets import made

PLACES = np.random.default_rng(3).normal(size=(24, 2)).round(3).tolist()


def table(header: str, labels: str, separator: str = ",") -> str:
    """A file of all places; `labels` has a letter for each, by turns."""
    lines = [separator.join((f"{x}", f"{y}", labels[at % len(labels)])) for at, (x, y) in enumerate(PLACES)]
    return "\n".join([header, *lines]) + "\n"


# A file as people have it, and what they decide about it.
KINDS: dict[str, tuple[str, Options]] = {
    "numbers as labels": (table("x1,x2,label", "01"), Options()),
    "words as labels and named columns": (
        table("width,height,kind", "ab").replace(",a", ",setosa").replace(",b", ",virginica"),
        Options(),
    ),
    "labels that begin with a sign": (
        table("x1,x2,label", "ab").replace(",a", ",-no").replace(",b", ",=yes"),
        Options(),
    ),
    "decimal commas and Korean names": (
        table("너비;높이;품종", "가나", ";").replace(".", ","),
        Options(),
    ),
    "no header": (table("", "10").lstrip(), Options()),
    "an outlier": (table("x1,x2,label", "01") + "40,-3,1\n", Options()),
    "columns in two scales": (table("x1,x2,label", "01") + "200,0.5,1\n150,0.25,0\n", Options()),
    "missing values left out": (
        table("x1,x2,label", "01") + ",1,0\n2,,1\n3,4,\nNA,2,1\n",
        Options(missing="drop"),
    ),
    "a class of one point": (table("x1,x2,label", "0") + "2,2,1\n", Options()),
}
MANY: dict[str, tuple[str, Options]] = {
    "three classes by words": (table("x1,x2,label", "xyz"), Options()),
    "five classes by numbers that do not begin at 0": (table("x1,x2,label", "34567"), Options()),
    "three classes, missing values left out": (table("a,b,kind", "xyz") + "1,,x\n", Options(missing="drop")),
}
RUN = {"lr": 0.001, "steps": 6, "batch": 7, "shuffle_seed": 2}


def experiments() -> dict[str, Experiment]:
    """Each kind on the models that can train on it."""
    found = {}
    for name, (text, options) in {**KINDS, **MANY}.items():
        points = read_points(text, options)
        loss = "cce" if name in MANY else "mse"
        found[f"{name}: network"] = Experiment(points=points, hidden=(3,), val=0.25, loss=loss, **RUN)
        if name in KINDS:
            found[name] = Experiment(points=points, **RUN)
            found[f"{name}: tested on others"] = Experiment(
                points=points,
                test_points=read_points(
                    f"x1,x2,label\n1,2,{points.class_names[1]}\n0,1,{points.class_names[0]}\n"
                ),
                **RUN,
            )
    return found


EXPERIMENTS = experiments()


def executed(source: str) -> list[float]:
    """The losses that a program prints."""
    return run(source)[0]


def of_csv(experiment: Experiment) -> list[float]:
    return [float(row["loss"]) for row in csv.DictReader(io.StringIO(made("history-csv", experiment)))]


def of_json(experiment: Experiment) -> list[float]:
    history: dict[str, Any] = json.loads(made("history-json", experiment))
    place = history["columns"].index("loss")
    return [row[place] for row in history["rows"]]


def of_notebook(experiment: Experiment) -> list[float]:
    cells = json.loads(notebook(experiment, "en"))["cells"]
    return executed("\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"))


FILES: dict[str, Callable[[Experiment], list[float]]] = {
    "script": lambda experiment: executed(program(experiment)),
    "notebook": of_notebook,
    "history-csv": of_csv,
    "history-json": of_json,
}


def losses(experiment: Experiment) -> NDArray[np.float32]:
    """The losses of the stage, one for each row."""
    chunk = advance(experiment, None, 0, 1, experiment.steps + 1, math.inf)
    assert chunk.end is not None
    assert np.isfinite(chunk.rows[:, 0]).all()
    loss: NDArray[np.float32] = chunk.rows[:, experiment.columns.index("loss")]
    return loss


@pytest.mark.slow
@pytest.mark.parametrize("name", EXPERIMENTS)
def test_every_file_of_own_points_has_the_losses_of_the_stage(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    experiment = EXPERIMENTS[name]
    assert experiment.points is not None
    (tmp_path / "points.csv").write_text(write_points(experiment.points, numbered=True), encoding="utf-8")
    if experiment.test_points is not None:
        (tmp_path / "test_points.csv").write_text(write_test_points(experiment), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    expected = losses(experiment)
    for target, read in FILES.items():
        found = read(experiment)
        # A program prints the loss of each update, a history that of the last weights, too.
        np.testing.assert_allclose(
            found, expected[: len(found)], rtol=1e-4, atol=1e-6, err_msg=f"{target} of {name}"
        )
        assert len(found) >= experiment.steps, target


@pytest.mark.parametrize("kind", [*KINDS, *MANY])
def test_the_file_of_a_program_holds_the_points_that_were_read(kind: str) -> None:
    """Bit for bit, in their order, with the numbers of the classes as labels."""
    text, options = {**KINDS, **MANY}[kind]
    points = read_points(text, options)
    again = np.loadtxt(io.StringIO(write_points(points, numbered=True)), delimiter=",", skiprows=1)
    np.testing.assert_array_equal(again[:, :2].astype(np.float32), points.inputs)
    np.testing.assert_array_equal(again[:, 2].astype(np.float32), points.targets)
    assert len(points) == len(PLACES) + {
        "an outlier": 1,
        "columns in two scales": 2,
        "a class of one point": 1,
    }.get(kind, 0)
