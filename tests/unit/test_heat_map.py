"""The heat map of a sweep: each cell by its own value, and the critical rate where the theory has it."""

from __future__ import annotations

import math

import pytest

from playground.core.experiment import Experiment
from playground.sweep.grid import Axis, Sweep
from playground.sweep.heat_map import best_cell, cells, critical_line, worst_shown
from playground.sweep.results import MEASURES, Result, Results
from playground.theory.summary import summary
from tests.unit.test_sweep import SWEEP, swept


def results_of(sweep: Sweep, losses: dict[tuple[int, int, int], float | None]) -> Results:
    """Results with these losses by place and seed; None: the run diverged."""
    found: Results = {}
    for point in sweep.points:
        key = (point.x, point.y, point.seed)
        if key in losses:
            run, loss = point.experiment.run_id, losses[key]
            end = "diverged" if loss is None else "done"
            found[run] = Result(run, end, 9, loss, None if loss is None else 1 - loss, None, None, None)  # type: ignore[arg-type]
    return found


def test_cells_are_means_over_seeds_with_their_spread_and_diverged_ones_are_told_apart() -> None:
    losses = {
        (0, 0, 0): 0.1,
        (0, 0, 1): 0.3,
        (1, 0, 0): 0.01,
        (2, 0, 0): 0.2,
        (2, 0, 1): None,
        (0, 1, 0): 1.0,
    }
    found = cells(SWEEP, results_of(SWEEP, losses), MEASURES["loss"])
    assert [cell.state for cell in found] == ["value", "value", "diverged", "value", "waiting", "waiting"]
    first, second, third, fourth, *_ = found
    assert (first.value, first.low, first.high, first.finished) == (pytest.approx(0.2), 0.1, 0.3, 2)
    assert (third.diverged, third.finished) == (1, 2)
    assert (second.tint, fourth.tint) == (0, 1)
    assert first.tint == pytest.approx(math.log(0.2 / 0.01) / math.log(1.0 / 0.01))
    assert best_cell(found) is second
    accuracies = cells(SWEEP, results_of(SWEEP, losses), MEASURES["accuracy"])
    assert accuracies[1].tint == 0, "the best is 0, whether more or less is better"
    missing = cells(SWEEP, results_of(SWEEP, losses), MEASURES["target_step"])
    assert [cell.state for cell in missing] == ["none", "none", "diverged", "none", "waiting", "waiting"]
    assert best_cell(missing) is None


def test_one_run_that_exploded_leaves_the_colours_of_the_others_apart() -> None:
    losses = {(0, 0, 0): 0.01, (1, 0, 0): 0.1, (2, 0, 0): 1e5}
    found = cells(SWEEP, results_of(SWEEP, losses), MEASURES["loss"])[:3]
    assert [cell.tint for cell in found] == pytest.approx([0, 0.5, 1])
    assert worst_shown(found, MEASURES["loss"]) == (pytest.approx(1.0), True)
    assert worst_shown(found[:2], MEASURES["loss"]) == (0.1, False)
    assert worst_shown([], MEASURES["loss"]) == (None, False)


def test_a_loss_of_zero_leaves_the_colours_of_the_others_apart() -> None:
    losses = {(0, 0, 0): 0.01, (1, 0, 0): 0.0, (2, 0, 0): 0.1}
    found = cells(SWEEP, results_of(SWEEP, losses), MEASURES["loss"])[:3]
    assert [cell.tint for cell in found] == pytest.approx([0, 0, 1])
    assert best_cell(found) is found[1]
    found = cells(SWEEP, results_of(SWEEP, dict.fromkeys(losses, 0.0)), MEASURES["loss"])[:3]
    assert [cell.tint for cell in found] == [0, 0, 0]


def test_a_run_that_begins_at_the_target_leaves_the_colours_of_the_others_apart() -> None:
    results: Results = {}
    for point in SWEEP.points:
        run, steps = point.experiment.run_id, (0, 1, 8)[point.x]
        results[run] = Result(run, "done", 9, 0.1, 1.0, None, None, steps)
    found = cells(SWEEP, results, MEASURES["target_step"])[:3]
    assert [cell.tint for cell in found] == pytest.approx([0, 0.25, 1])
    assert worst_shown(found, MEASURES["target_step"]) == (8, False)


def test_the_line_lies_between_the_rates_of_the_theory() -> None:
    base = Experiment(neg_n=60, pos_n=60, steps=400)
    rates = (0.05, 0.1, 0.14, 0.16, 0.2)
    sweep = Sweep(base, Axis("lr", rates), Axis("optimizer", ("sgd", "momentum", "adam")))
    known = [summary(sweep.at(0, y)[0].experiment).critical_lr for y in range(3)]
    assert known[2] is None
    line = critical_line(sweep)
    assert [(y0, y1) for _, y0, _, y1 in line] == [(0, 1), (1, 2)], "Adam has no critical rate"
    x = line[0][0]
    assert known[0] is not None
    below = sum(rate < known[0] for rate in rates)
    assert below - 0.5 < x < below + 0.5
    assert line[1][0] == len(rates), "beyond the axis it lies at the edge"
    turned = Sweep(base, Axis("optimizer", ("sgd", "adam")), Axis("lr", rates))
    assert critical_line(turned) == ((0, x, 1, x),)
    assert critical_line(Sweep(base, Axis("lr", (0.2, 0.1)), Axis("seed", (0, 1)))) == (), (
        "rates that do not rise"
    )
    assert critical_line(Sweep(base, Axis("noise", (0, 0.1)), Axis("seed", (0, 1)))) == ()


def test_runs_diverge_beyond_the_line_and_settle_before_it() -> None:
    base = Experiment(neg_n=60, pos_n=60, steps=2000, target=0.01)
    critical = summary(base).critical_lr
    assert critical is not None
    rates = (round(0.9 * critical, 4), round(1.1 * critical, 4))
    sweep = Sweep(base, Axis("lr", rates), Axis("seed", (0, 1)))
    found = cells(sweep, swept(sweep), MEASURES["loss"])
    assert [cell.state for cell in found] == ["value", "diverged"] * 2
