"""A sweep: every cell is the run by itself, files go there and back, and what is done is not done again."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.cli import main
from playground.core.errors import ExperimentError
from playground.core.experiment import Change, Experiment
from playground.core.knobs import KNOBS
from playground.core.outcome import explosion_limit
from playground.engine.run import advance
from playground.engine.sweep_runs import run_some
from playground.locale import set_spoken
from playground.sweep.grid import NOT_SWEPT, Axis, Sweep, usual_values
from playground.sweep.results import FORMATS, MEASURES, Result, Results, read_results
from playground.trainer import executors
from tests.unit.strategies import values_of

SMALL = Experiment(neg_n=40, pos_n=30, steps=15)
SWEEP = Sweep(SMALL, Axis("lr", (0.01, 0.1, 5.0)), Axis("batch", (0, 16)), seeds=2, target=0.2)
OTHER_RATES = Axis("lr", (0.02, 0.2))
NETWORK = Sweep(
    Experiment(data="moons", samples=40, loss="bce", val=0.25, steps=12, lr=0.5),
    Axis("hidden", ((3,), (5,))),  # one trace for both
    Axis("batch", (0, 8)),
    target=0.6,
)


def swept(sweep: Sweep, seconds: float = 1e9) -> Results:
    """All results, in tasks of so many seconds."""
    left = [point.experiment for point in sweep.points]
    results: Results = {}
    begun = None
    while left:
        found, begun = run_some(left, begun, sweep.target, seconds)
        results |= {result.run: result for result in found}
        left = left[len(found) :]
    return results


# ---- the grid


@given(st.sampled_from(sorted(set(KNOBS) - NOT_SWEPT)).flatmap(
    lambda name: st.tuples(st.just(name), st.lists(values_of(KNOBS[name]), min_size=1, max_size=6))
))  # fmt: skip
def test_the_text_of_an_axis_reads_back(chosen: tuple[str, list[Any]]) -> None:
    axis = Axis(chosen[0], tuple(chosen[1]))
    assert Axis.parse(axis.knob, axis.text) == axis


def test_ranges_are_spread_on_the_scale_of_their_knob() -> None:
    assert Axis.parse("lr", "0.001..1:4").values == (0.001, 0.01, 0.1, 1)
    assert Axis.parse("batch", "1..64:7").values == (1, 2, 4, 8, 16, 32, 64)
    assert Axis.parse("noise", "0..1:5, 0.1").values == (0, 0.25, 0.5, 0.75, 1, 0.1)
    assert Axis.parse("hidden", "4; 4,2; ").values == ((4,), (4, 2), ())


@pytest.mark.parametrize("name", sorted(set(KNOBS) - NOT_SWEPT))
def test_every_knob_has_values_to_begin_with(name: str) -> None:
    assert len(Axis.parse(name, usual_values(name)).values) >= 2


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"y": Axis("lr", (1.0,))}, "sweep_twice"),
        ({"seeds": 11}, "sweep_seeds"),
        ({"seeds": 2, "y": Axis("init_seed", (1, 2))}, "sweep_seeds"),
        ({"target": math.nan}, "sweep_target"),
        ({"x": Axis("seed", tuple(range(101))), "seeds": 2}, "sweep_size"),
        ({"y": Axis("loss", ("mse", "cce"))}, "loss_classes"),
    ],
)
def test_a_sweep_that_cannot_be_is_refused(values: dict[str, Any], reason: str) -> None:
    with pytest.raises(ExperimentError) as refusal:
        Sweep(**{"experiment": SMALL, "x": SWEEP.x, "y": SWEEP.y, **values})
    assert refusal.value.reason == reason


@pytest.mark.parametrize("knob", [*sorted(NOT_SWEPT), "rate"])
def test_no_axis_of_what_is_no_knob(knob: str) -> None:
    for make in (lambda: Axis(knob, (1,)), lambda: Axis.parse(knob, "1")):
        with pytest.raises(ExperimentError):
            make()


def test_runs_start_afresh_and_another_seed_is_another_start() -> None:
    changed = SMALL.replace(changes=(Change(3, 0.5),), stop="never")
    sweep = Sweep(changed, SWEEP.x, SWEEP.y, seeds=2)
    assert {point.experiment.changes for point in sweep.points} == {()}
    assert {point.experiment.stop for point in sweep.points} == {"steps"}
    first, second = sweep.at(1, 1)
    assert (first.experiment.lr, first.experiment.batch) == (0.1, 16)
    assert first.experiment == SMALL.replace(batch=16)
    assert second.experiment == SMALL.replace(batch=16, init_seed=1, shuffle_seed=1)


def test_runs_that_are_traced_alike_follow_each_other() -> None:
    hidden = Axis("hidden", ((2,), (2, 2), (3,), (3, 3)))
    sweep = Sweep(Experiment(data="moons", loss="bce"), hidden, Axis("lr", (0.1, 0.2)))
    assert [len(point.experiment.hidden) for point in sweep.in_order] == [1] * 4 + [2] * 4
    assert sorted(sweep.in_order, key=sweep.points.index) == list(sweep.points)
    assert SWEEP.in_order == SWEEP.points


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("0.1..1:1", "sweep_range"),
        ("0.1..1:" + "9" * 5000, "sweep_range"),
        (",".join(["0.1..1:400"] * 100_000), "sweep_size"),
        ("0.1," * 100_000, "sweep_size"),
    ],
    ids=["one value", "a long count", "many ranges", "many values"],
)
def test_values_without_end_are_refused_before_they_are_spread(text: str, reason: str) -> None:
    with pytest.raises(ExperimentError) as refusal:
        Axis.parse("lr", text)
    assert refusal.value.reason == reason


# ---- the runs


@pytest.mark.parametrize("sweep", [SWEEP, NETWORK], ids=["linear", "network"])
@pytest.mark.parametrize("seconds", [0.0, 1e9], ids=["in the smallest pieces", "at once"])
def test_each_cell_is_the_run_by_itself(sweep: Sweep, seconds: float) -> None:
    results = swept(sweep, seconds)
    assert len(results) == sweep.size
    for point in sweep.points:
        e, result = point.experiment, results[point.experiment.run_id]
        chunk = advance(e, None, 0, 1, 1000, math.inf)
        assert chunk.end is not None
        assert (result.end, result.step) == (chunk.end.reason, chunk.end.step)
        rows = {name: chunk.rows[:, at] for at, name in enumerate(e.columns)}
        for name, column in {"loss": "full_loss", "accuracy": "accuracy", "val_loss": "val_loss"}.items():
            last = rows[column][-1] if column in rows else np.float32(np.nan)
            value = getattr(result, name)
            assert value is None if not np.isfinite(last) else np.float32(value) == last
        below = chunk.steps[rows["full_loss"] <= np.float32(sweep.target)]
        assert result.target_step == (int(below[0]) if len(below) else None)
    diverged = [result for result in results.values() if result.has_diverged]
    limit = explosion_limit(1)
    assert all(result.loss is None or result.loss > limit for result in diverged)
    assert bool(diverged) == (sweep is SWEEP)


def test_cells_are_what_the_command_line_trains(capsys: pytest.CaptureFixture[str]) -> None:
    results = swept(SWEEP)
    for point in SWEEP.points[:10]:
        words = [f"{name}={text}" for name, text in point.experiment.to_query().items()]
        assert main(["train", *words]) == 0
        last = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))[-1]
        result = results[point.experiment.run_id]
        assert result.step == int(last["step"])
        assert result.has_diverged or result.loss == float(last["full_loss"])


# ---- files


numbers = st.none() | st.floats(0, 2.0**90, width=32).map(lambda value: float(str(np.float32(value))))


@given(
    st.lists(st.tuples(numbers, numbers, st.none() | st.integers(0, 100)), min_size=12, max_size=12),
    st.data(),
)
def test_results_go_to_a_file_and_back(values: list[Any], data: st.DataObject) -> None:
    kept = data.draw(st.sets(st.integers(0, 11)))
    results: Results = {}
    for place in kept:
        run, (loss, accuracy, target_step) = SWEEP.points[place].experiment.run_id, values[place]
        results[run] = Result(run, "done", 15, loss, accuracy, None, None, target_step)
    for write in FORMATS.values():
        text = write(SWEEP, results)
        assert read_results(text, SWEEP) == results
        if kept:  # steps to another target were not counted, and a file with less would lose some
            for other in (
                Sweep(SMALL, SWEEP.x, SWEEP.y, 2, target=0.1),
                Sweep(SMALL, OTHER_RATES, SWEEP.y, 2),
            ):
                with pytest.raises(ExperimentError, match=f"{len(kept)} results of another"):
                    read_results(text, other)


def test_a_file_of_something_else_is_refused_and_a_cut_line_is_done_again() -> None:
    for text in ("a,b\n1,2\n", "{}", "[1]", '{"results": 3, "target": 1}', "x" * 2**18 + "\n1\n"):
        with pytest.raises(ExperimentError):
            read_results(text, SWEEP)
    results = swept(SWEEP)
    text = FORMATS["csv"](SWEEP, results)
    found = read_results(text[:-30], SWEEP)
    assert 0 < len(found) < len(results)
    assert found.items() <= results.items()


@pytest.mark.parametrize(
    ("kind", "name", "text"),
    [
        ("csv", "target", "0.2x"),
        ("csv", "target", "nan"),
        ("csv", "loss", "much"),
        ("json", "step", "1e999"),
        ("json", "loss", "9" * 400),
        ("json", "run", "[1]"),
    ],
)
def test_a_line_with_nonsense_is_done_again_and_the_others_are_found(kind: str, name: str, text: str) -> None:
    results = {
        point.experiment.run_id: Result(point.experiment.run_id, "done", 15, 0.5, 1.0, None, None, 3)
        for point in SWEEP.points
    }
    first = SWEEP.points[0].experiment.run_id
    lines = FORMATS[kind](SWEEP, results).splitlines()
    (place,) = (at for at, line in enumerate(lines) if first in line)
    if kind == "csv":
        cells = dict(zip(lines[0].split(","), lines[place].split(","), strict=True))
        lines[place] = ",".join({**cells, name: text}.values())
    else:
        cells = {**json.loads(lines[place].rstrip(",")), name: 0}
        comma = "," if lines[place].endswith(",") else ""
        lines[place] = json.dumps(cells).replace(f'"{name}": 0', f'"{name}": {text}') + comma
    del results[first]
    assert read_results("\n".join(lines), SWEEP) == results


def test_every_measure_has_a_value_of_a_result() -> None:
    result = Result("a", "done", 3, 0.5, 0.75, 0.25, 1.0, 2)
    assert [measure.value(result) for measure in MEASURES.values()] == [0.5, 0.75, 0.25, 1.0, 2]


# ---- the command


class Here(Executor):
    """Runs tasks in this process at once; the one in `dies_at` takes its worker along."""

    def __init__(self, dies_at: int = 0) -> None:
        self.tasks, self.dies_at = 0, dies_at

    def submit(self, task: Callable[..., Any], /, *arguments: Any, **named: Any) -> Future[Any]:
        self.tasks += 1
        future: Future[Any] = Future()
        if self.tasks == self.dies_at:
            future.set_exception(BrokenExecutor())
        else:
            future.set_result(task(*arguments, **named))
        return future


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[Here]:
    """The executors that a command started; the first one loses its second task."""
    found: list[Here] = []

    def start(scheduler: str, workers: int = 1) -> tuple[Executor, Callable[[], None]]:
        found.append(Here(0 if found else 2))
        return found[-1], lambda: None

    monkeypatch.setattr(executors, "start", start)
    set_spoken("en")
    return found


WORDS = [
    "neg_n=40",
    "pos_n=30",
    "steps=15",
    "--x",
    "lr=0.01,0.1,5",
    "--y",
    "batch=0,16",
    "--seeds",
    "2",
    "--target",
    "0.2",
]


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_the_command_goes_on_where_it_was_stopped_or_a_worker_died(
    kind: str, started: list[Here], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / f"results.{kind}"
    assert main(["sweep", *WORDS, "--out", str(path)]) == 0
    assert len(started) == 2, "a second worker took over"
    whole = path.read_text()
    assert whole == FORMATS[kind](SWEEP, swept(SWEEP))
    assert "12 runs, 0 of them found" in capsys.readouterr().err
    if kind == "csv":
        path.write_text("\n".join(whole.splitlines()[:6]) + "\n")
    else:
        content = json.loads(whole)
        path.write_text(json.dumps({**content, "results": content["results"][:5]}))
    assert main(["sweep", *WORDS, "--out", str(path)]) == 0
    assert "12 runs, 5 of them found" in capsys.readouterr().err
    assert path.read_text() == whole
    before = sum(one.tasks for one in started)
    assert main(["sweep", *WORDS, "--out", str(path)]) == 0
    assert sum(one.tasks for one in started) == before, "nothing is done again"
    capsys.readouterr()
    others = ["lr=0.01,0.1" if word.startswith("lr=") else word for word in WORDS]
    assert main(["sweep", *others, "--out", str(path)]) == 2
    assert "4 results of another sweep" in capsys.readouterr().err
    assert path.read_text() == whole, "the file of another sweep stays as it was"


@pytest.mark.parametrize(
    ("fault", "text"),
    [
        (BrokenExecutor("a worker\ndied"), "a worker died"),
        (ModuleNotFoundError("No module named 'tensorflow'", name="tensorflow"), "training needs tensorflow"),
        (OSError("no scheduler"), "no scheduler"),
    ],
    ids=["workers that die", "no TensorFlow", "no scheduler"],
)
def test_a_machine_that_cannot_train_is_told_in_one_line(
    fault: Exception, text: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def submit(*arguments: Any) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_exception(fault)
        return future

    def start(scheduler: str, workers: int = 1) -> tuple[Any, Callable[[], None]]:
        if isinstance(fault, OSError):
            raise fault
        return SimpleNamespace(submit=submit), lambda: None

    monkeypatch.setattr(executors, "start", start)
    assert main(["sweep", *WORDS]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert text in line


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ([], "two knobs to sweep"),
        (["--x", "lr=0.1", "--y", "rate=1"], "the knob 'rate'"),
        (["--x", "lr=0.1", "--y", "batch=x"], "batch"),
        (["--x", "lr=0.1", "--y", "batch=0", "--seeds", "many"], "seeds"),
        (["--x", "lr=0.1", "--y", "batch=0", "--workers", "0"], "--workers"),
        (["--x", "lr=0.1", "--y", "batch=0", "--out", "README.md"], "no results of a sweep"),
    ],
)
def test_the_command_refuses_in_one_line(
    arguments: list[str], text: str, started: list[Here], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sweep", *arguments]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert text in line
