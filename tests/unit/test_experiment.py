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

from playground.core.data import draw, split
from playground.core.experiment import HARD_LIMIT, Change, Edit, Experiment, ExperimentError
from playground.core.knobs import KNOBS
from playground.points_reader.reader import read_points
from tests.unit.strategies import experiments

POINTS = read_points("x1,x2,label\n1,2,0\n3,4,1\n5,6,1\n")
names = st.sampled_from([*KNOBS, "lr_changes", "edits", "lang", "foo"])


def test_one_field_a_knob_in_the_order_of_the_table() -> None:
    assert [field.name for field in fields(Experiment)] == [
        *KNOBS,
        "changes",
        "edits",
        "points",
        "test_points",
    ]


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


@given(
    st.dictionaries(
        names | st.text(),
        st.text() | st.sampled_from(["1", "bce", "cce", "flat", "classes", "5:0.1", "3:0:1"]),
    )
)
def test_lenient_takes_any_text(mapping: dict[str, str]) -> None:
    experiment, problems = Experiment.lenient(mapping)
    assert Experiment.parse(experiment.to_query()) == experiment
    for problem in problems:
        assert str(problem).isprintable()


# Of the form that a word wants, in bounds or out of them, in order or not, the same twice.
_numbers = st.sampled_from(["0", "1", "-1", "5", "5.5", "99", "0.1", "1e9", "1e99", "99999", "nan"])


@given(
    st.sampled_from([("lr_changes", 2), ("edits", 3)]).flatmap(
        lambda word: st.tuples(
            st.just(word[0]),
            st.lists(st.lists(_numbers, min_size=word[1], max_size=word[1]).map(":".join), max_size=4),
        )
    ),
    st.booleans(),
)
def test_lenient_takes_any_list_of_changes(word: tuple[str, list[str]], network: bool) -> None:
    words = {word[0]: ",".join(word[1])} | ({"data": "moons", "hidden": "4,2"} if network else {})
    experiment, _ = Experiment.lenient(words)
    assert Experiment.parse(experiment.to_query()) == experiment


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
        (
            {"lrr": "1"},
            r"received the unknown word 'lrr'; expected a word that this app knows; did you mean lr\?",
        ),
        ({"points": "1"}, r"received points='1'; expected points as the playground writes them .*"),
        ({"changes": "1"}, r"received the unknown word 'changes'; .*"),
        ({"learning_rate": "1"}, r"received the unknown word 'learning_rate'; .*; did you mean lr\?"),
        ({"regularizationRate": "1"}, r"received the unknown word 'regularizationRate'; .* l2\?"),
        ({"data": "circles"}, r"received data='circles'; expected one of gaussians, .*; try data=circle"),
        ({"lr": "inf"}, r"received lr='inf'; expected a number from 0.00001 to 10; try lr=0.1"),
        ({"targets": "flat", "loss": "bce"}, r"received targets=flat with loss=bce; expected loss=mse.*"),
        ({"lr_changes": "5:0.1,5:0.2"}, r"received lr_changes='5:0.2'; expected at most 32 pairs .*"),
        ({"lr_changes": "0:0.1"}, r"received lr_changes=.*"),
        ({"lr_changes": "5:11"}, r"received lr_changes=.*"),
        ({"lr_changes": "5:0.1,"}, r"received lr_changes='5:0.1,'; .*"),
        ({"lr_changes": "5"}, r"received lr_changes='5'; .*"),
        (
            {"lr_changes": ",".join(f"{step}:1" for step in range(1, 34))},
            r"received lr_changes='33 × step:rate'; .*",
        ),
        ({"lr_changes": "10000001:1"}, r"received lr_changes=.*"),
        ({"hidden": "4", "targets": "flat"}, r"received targets=flat with a network; expected the linear .*"),
        ({"data": "circle", "loss": "cce"}, r"received loss=cce with data=circle; expected loss=cce .*"),
        ({"data": "classes", "loss": "bce"}, r"received loss=bce with data=classes; .*"),
        ({"edits": "3:0:1"}, r"received edits='3:0:1' with the linear classifier; expected a network.*"),
        (
            {"hidden": "4", "edits": "3:17:1"},
            r"received an edit of weight 17; expected a weight from 0 to 16.*",
        ),
        ({"hidden": "4", "edits": "3:0:1,3:0:2"}, r"received edits='3:0:2'; expected at most 64 triples .*"),
        ({"hidden": "4", "edits": "3:0:1e9"}, r"received edits=.*"),
        ({"hidden": "4", "edits": "3:0"}, r"received edits='3:0'; .*"),
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


@given(json_values | st.dictionaries(names | st.sampled_from(["changes", "edits", "points"]), json_values))
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
    sample, parts = draw(experiment), split(experiment)
    n = experiment.num_samples
    assert sample.num_samples == experiment.num_points == n + experiment.num_held
    assert (len(parts.training), len(parts.held)) == (n, experiment.num_held)
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
    before = experiment.replace(edits=changed.edits)
    assert changed.replace(lr=experiment.lr, changes=experiment.changes) == before
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


# ---- networks


def test_the_linear_classifier_keeps_the_identities_it_had_before_there_were_networks() -> None:
    assert Experiment().run_id == "5ec65b7027f9dea5"
    assert Experiment().data_id == "bf49e3aff448b476"


@pytest.mark.parametrize(
    ("words", "linear"),
    [
        ({}, True),
        ({"optimizer": "adam", "loss": "bce", "batch": "32", "w1": "1"}, True),
        ({"activation": "relu", "dropout": "0.5", "noise": "0.3", "labels": "onehot"}, True),  # of no effect
        ({"beta1": "0.8"}, True),
        ({"beta1": "0.8", "optimizer": "adam"}, False),
        ({"hidden": "4,2"}, False),
        ({"data": "circle"}, False),
        ({"val": "0.3"}, False),
        ({"features": "x1"}, False),
        ({"l2": "0.01"}, False),
        ({"arch": "residual"}, False),
        ({"initializer": "zeros"}, False),
    ],
)
def test_what_makes_a_network_of_the_linear_classifier(words: dict[str, str], linear: bool) -> None:
    assert Experiment.parse(words).is_linear == linear


def test_the_loss_follows_the_number_of_classes_unless_it_is_given() -> None:
    three = Experiment.parse({"data": "classes"})
    assert (three.loss, three.num_outputs, three.num_points) == ("cce", 3, 1500)
    assert Experiment(loss="bce").replace(data="classes").loss == "cce"
    assert three.replace(data="moons").loss == "bce"
    assert three.replace(points=POINTS).loss == "bce"
    assert Experiment.lenient({"data": "classes", "loss": "mse"})[0] == three


def test_words_of_networks_are_reported_on_the_page_of_the_linear_classifier() -> None:
    words = {"hidden": "4,2", "lr": "0.2", "edits": "3:0:1"}
    experiment, problems = Experiment.lenient(words, page="linear")
    assert experiment == Experiment(lr=0.2)
    assert ["/layers" in str(problem) for problem in problems] == [True, True]
    assert Experiment.lenient(words, page="layers") == (Experiment.parse(words), ())


def test_a_weight_set_by_hand_keeps_what_came_before() -> None:
    experiment = Experiment(hidden=(4, 2), changes=(Change(5, 0.2), Change(20, 0.1)))
    edited = experiment.with_edit(9, 3, 0.5).with_edit(9, 1, -2.0).with_edit(9, 3, 0.25)
    assert edited.edits == (Edit(9, 1, -2.0), Edit(9, 3, 0.25))
    assert edited.changes == (Change(5, 0.2),)
    assert edited.with_edit(4, 0, 1.0).edits == (Edit(4, 0, 1.0),)
    assert edited.with_change(7, 0.3).edits == ()
    assert edited.to_query()["edits"] == "9:1:-2,9:3:0.25"
    assert edited.restarted() == Experiment(hidden=(4, 2), lr=0.2)
    with pytest.raises(ExperimentError, match="at most 64"):
        Experiment(hidden=(12,), edits=tuple(Edit(1, k, 0.0) for k in range(40))).replace(
            edits=tuple(Edit(step, 0, 0.0) for step in range(65))
        )


def test_held_out_points_are_the_first_of_the_notes_permutation() -> None:
    experiment = Experiment(neg_n=50, pos_n=50, val=0.3, seed=4)
    parts, order = split(experiment), np.random.default_rng([4, 1000]).permutation(100)
    assert parts.held.tolist() == order[:30].tolist()
    assert parts.training.tolist() == order[30:].tolist()
    assert (experiment.num_points, experiment.num_samples, experiment.num_held) == (100, 70, 30)
    assert split(experiment.replace(val=0.0)).training.tolist() == list(range(100))
    assert Experiment(points=POINTS, val=0.9).num_samples == 1
