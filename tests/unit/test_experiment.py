"""The Experiment: its texts, its checks, its changed copies, and what follows from it."""

from __future__ import annotations

import json
import pickle
from dataclasses import fields
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from playground.data import draw, read_points
from playground.experiment import HARD_LIMIT, Change, Experiment, ExperimentError
from playground.knobs import KNOBS
from tests.unit.strategies import experiments

POINTS = read_points("x1,x2,label\n1,2,0\n3,4,1\n5,6,1\n")
names = st.sampled_from([*KNOBS, "lr_changes", "lang", "foo"])


def test_one_field_a_knob_in_the_order_of_the_table() -> None:
    assert [field.name for field in fields(Experiment)] == [*KNOBS, "changes", "points"]


def test_the_default_needs_no_words() -> None:
    assert Experiment().to_query() == {}
    assert Experiment.parse({}) == Experiment()


@given(experiments())
def test_texts_round_trip(experiment: Experiment) -> None:
    for copy in (
        Experiment.parse(experiment.to_query()),
        Experiment.from_json(experiment.to_json()),
        pickle.loads(pickle.dumps(experiment)),
    ):
        assert copy == experiment
        assert hash(copy) == hash(experiment)
        assert copy.run_id == experiment.run_id
    assert Experiment.lenient(experiment.to_query()) == (experiment, ())


@given(experiments(), experiments())
def test_identities_tell_experiments_apart(one: Experiment, other: Experiment) -> None:
    assert (one.run_id == other.run_id) == (one == other)
    assert len(one.run_id) == len(one.data_id) == 16


def test_the_data_identity_follows_the_data_only() -> None:
    default = Experiment()
    assert default.replace(lr=0.2, steps=7, optimizer="adam").data_id == default.data_id
    for changed in (default.replace(seed=1), default.replace(pos_n=999), default.replace(points=POINTS)):
        assert changed.data_id != default.data_id
    assert default.replace(points=POINTS, seed=5).data_id == default.replace(points=POINTS).data_id


@given(st.dictionaries(names | st.text(), st.text() | st.sampled_from(["1", "bce", "flat", "5:0.1"])))
def test_lenient_takes_any_text(mapping: dict[str, str]) -> None:
    experiment, problems = Experiment.lenient(mapping)
    assert Experiment.parse(experiment.to_query()) == experiment
    for problem in problems:
        assert str(problem).isprintable()


def test_lenient_keeps_what_is_usable_and_reports_the_rest() -> None:
    experiment, problems = Experiment.lenient(
        {"lr": "0.2", "steps": "many", "foo": "1", "lang": "ko", "embed": "true"}
    )
    assert experiment == Experiment(lr=0.2)
    assert [problem.received for problem in problems] == [
        "received steps='many'",
        "received the unknown word 'foo'",
    ]


def test_lenient_undoes_the_trap_that_cross_entropy_has_not() -> None:
    experiment, problems = Experiment.lenient({"targets": "flat", "loss": "bce"})
    assert experiment == Experiment(loss="bce")
    assert len(problems) == 1


@pytest.mark.parametrize(
    ("mapping", "line"),
    [
        ({"lrr": "1"}, r"received the unknown word 'lrr'; expected one of neg_x, .*; did you mean lr\?"),
        ({"points": "1"}, r"received the unknown word 'points'; .*"),
        ({"changes": "1"}, r"received the unknown word 'changes'; .*"),
        ({"lr": "inf"}, r"received lr='inf'; expected a number from 1e-05 to 10; try lr=0.1"),
        ({"targets": "flat", "loss": "bce"}, r"received targets=flat with loss=bce; expected loss=mse.*"),
        ({"lr_changes": "5:0.1,5:0.2"}, r"received lr_changes='5:0.2'; expected at most 32 pairs .*"),
        ({"lr_changes": "0:0.1"}, r"received lr_changes=.*"),
        ({"lr_changes": "5:11"}, r"received lr_changes=.*"),
        ({"lr_changes": "5:0.1,"}, r"received lr_changes='5:0.1,'; .*"),
        ({"lr_changes": "5"}, r"received lr_changes='5'; .*"),
        (
            {"lr_changes": ",".join(f"{step}:1" for step in range(1, 34))},
            r"received lr_changes='33 changes'; .*",
        ),
        ({"lr_changes": "10000001:1"}, r"received lr_changes=.*"),
    ],
)
def test_parse_refuses_in_one_line(mapping: dict[str, str], line: str) -> None:
    with pytest.raises(ExperimentError, match=f"^{line}$"):
        Experiment.parse(mapping)


@pytest.mark.parametrize(
    "values",
    [
        {"lr": "0.1"},
        {"seed": 0.5},
        {"changes": [Change(1, 0.1)]},
        {"changes": ((1, 0.1),)},
        {"changes": (Change(True, 0.1),)},
        {"changes": (Change(1.5, 0.1),)},  # type: ignore[arg-type]
        {"changes": (Change(1, float("nan")),)},
        {"points": "x1,x2"},
        {"foo": 1},
    ],
)
def test_copies_are_checked(values: dict[str, Any]) -> None:
    with pytest.raises(ExperimentError):
        Experiment().replace(**values)


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(),
    lambda v: st.lists(v) | st.dictionaries(names, v),
    max_leaves=20,
)


@given(json_values | st.dictionaries(names | st.sampled_from(["changes", "points"]), json_values))
def test_any_json_gives_an_experiment_or_a_refusal(content: object) -> None:
    try:
        experiment = Experiment.from_json(json.dumps(content))
    except ExperimentError:
        return
    assert Experiment.from_json(experiment.to_json()) == experiment


@pytest.mark.parametrize(
    "text", ["", "{", "[" * 100_000, '{"seed": ' + "9" * 5000 + "}", '{"points": [[1,2,0],[1,2]]}']
)
def test_broken_json_is_refused(text: str) -> None:
    with pytest.raises(ExperimentError):
        Experiment.from_json(text)


def test_own_points_travel_in_json_and_count() -> None:
    experiment = Experiment(points=POINTS, batch=2)
    assert Experiment.from_json(experiment.to_json()) == experiment
    assert (experiment.num_samples, experiment.batches_per_epoch) == (3, 2)
    assert experiment != Experiment(batch=2)


@given(experiments())
def test_batches_and_epochs(experiment: Experiment) -> None:
    n = draw(experiment).num_samples
    assert experiment.num_samples == n
    assert 1 <= experiment.batch_size <= n
    assert experiment.is_full_batch == (experiment.batch_size == n)
    assert experiment.batches_per_epoch == -(-n // experiment.batch_size)
    assert experiment.epoch_of(experiment.batches_per_epoch) == 1
    assert experiment.epoch_of(experiment.batches_per_epoch - 1) == 0


@given(experiments(), st.integers(0, 400), st.integers(0, 60))
def test_the_rate_of_every_update(experiment: Experiment, start: int, count: int) -> None:
    rates = experiment.learning_rates(start, start + count)
    assert rates.dtype == np.float32
    assert rates.tolist() == [
        np.float32(experiment.learning_rate_at(step)) for step in range(start, start + count)
    ]


def test_a_change_acts_from_its_step_on() -> None:
    experiment = Experiment(changes=(Change(2, 0.5), Change(4, 0.25)))
    assert experiment.learning_rates(1, 6).tolist() == np.float32([0.1, 0.5, 0.5, 0.25, 0.25]).tolist()
    assert experiment.learning_rates(3, 5).tolist() == [0.5, 0.25]
    assert experiment.current_lr == 0.25
    assert experiment.to_query() == {"lr_changes": "2:0.5,4:0.25"}


@given(experiments(), st.integers(-5, HARD_LIMIT), st.floats(1e-5, 10))
def test_changing_the_rate_keeps_what_came_before(experiment: Experiment, step: int, lr: float) -> None:
    assume(len(experiment.changes) < 32)
    changed = experiment.with_change(step, lr)
    assert changed.current_lr == lr
    assert np.array_equal(
        changed.learning_rates(0, min(step, 500)), experiment.learning_rates(0, min(step, 500))
    )
    assert changed.replace(lr=experiment.lr, changes=experiment.changes) == experiment
    again = changed.restarted()
    assert (again.lr, again.changes) == (lr, ())


def test_a_33rd_change_is_refused() -> None:
    full = Experiment(changes=tuple(Change(step, 0.1) for step in range(1, 33)))
    with pytest.raises(ExperimentError, match="at most 32"):
        full.with_change(40, 0.2)
    assert len(full.with_change(32, 0.2).changes) == 32


def test_where_a_run_ends() -> None:
    assert Experiment(steps=7).last_step == 7
    assert Experiment(steps=7, stop="never").last_step == Experiment(stop="loss").last_step == HARD_LIMIT


def test_the_decision_is_at_a_half_or_at_logit_zero() -> None:
    assert Experiment().decision_threshold == 0.5
    assert Experiment(loss="bce").decision_threshold == 0.0
