"""Same network, same bits: in one request or many, at any stride, from a checkpoint, beside others; edits."""

from __future__ import annotations

import math
import random
import threading
from typing import Any

import numpy as np
import pytest

from playground.core.experiment import Change, Edit, Experiment
from playground.core.knobs import KNOBS
from playground.core.wire_format import Checkpoint, Chunk
from playground.engine.network import loop
from playground.engine.network.rows import advance
from tests.unit.network_training import NO_LIMIT, named, network, train
from tests.unit.training import Run, join

EXPERIMENTS = {
    "batches": network(steps=70, optimizer="adam", val=0.3),
    "full batch": network(steps=40, batch=0, samples=101),
    "dropout and penalties": network(steps=50, dropout=0.3, l1=0.001, l2=0.01, optimizer="rmsprop"),
    "edits": network(
        steps=60, edits=(Edit(0, 3, 0.5), Edit(17, 0, -2.0), Edit(17, 5, 1.0), Edit(60, 1, 3.0))
    ),
    "heads": network(steps=40, arch="heads", val=0.37, changes=(Change(9, 0.01),), optimizer="momentum"),
    "softmax": network(steps=40, data="classes", loss="cce", arch="residual", hidden=(5, 5)),
    "one point": network(steps=80, batch=1, samples=7, hidden=(12,)),
}
OTHERS = tuple(name for name in KNOBS["activation"].choices if name != KNOBS["activation"].default)


def same(run: Run, other: Run) -> bool:
    return (
        run.steps.tolist() == other.steps.tolist()
        and run.rows.tobytes() == other.rows.tobytes()
        and run.checkpoint == other.checkpoint
        and run.end == other.end
    )


def in_random_requests(experiment: Experiment, seed: int) -> Run:
    dice = random.Random(seed)
    chunks: list[Chunk] = []
    checkpoint: Checkpoint | None = None
    while not chunks or chunks[-1].end is None:
        start = checkpoint.step if checkpoint else 0
        chunks.append(advance(experiment, checkpoint, start, 1, dice.choice([1, 2, 3, 5, 8, 31]), NO_LIMIT))
        checkpoint = chunks[-1].checkpoint
    return join(chunks)


@pytest.mark.sampled(3)
@pytest.mark.parametrize("name", EXPERIMENTS)
def test_one_request_or_many(name: str) -> None:
    experiment = EXPERIMENTS[name]
    whole = train(experiment)
    assert whole.steps.tolist() == list(range(experiment.steps + 1))
    assert same(whole, in_random_requests(experiment, 1))


@pytest.mark.sampled(4)
@pytest.mark.parametrize("name", EXPERIMENTS)
@pytest.mark.parametrize("stride", [2, 7, 1000])
def test_any_stride_shows_rows_of_the_same_run(name: str, stride: int) -> None:
    whole, strided = train(EXPERIMENTS[name]), train(EXPERIMENTS[name], stride=stride, count=4)
    assert strided.rows.tobytes() == whole.rows[strided.steps].tobytes()
    assert strided.checkpoint == whole.checkpoint


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_a_seek_from_the_start_or_from_any_checkpoint(name: str) -> None:
    experiment = EXPERIMENTS[name]
    whole = train(experiment)
    for step in (None, 1, 9, 17):
        checkpoint = step and advance(experiment, None, 0, step, 1, NO_LIMIT).checkpoint
        chunk = advance(experiment, checkpoint, 21, 3, 5, NO_LIMIT)
        assert chunk.steps.tolist() == [21, 24, 27, 30, 33]
        assert chunk.rows.tobytes() == whole.rows[chunk.steps].tobytes()


def test_while_others_train_in_other_threads() -> None:
    experiment = EXPERIMENTS["dropout and penalties"]
    alone = train(experiment)
    stop = threading.Event()

    def keep_training(other: Experiment) -> None:
        while not stop.is_set():
            train(other, count=30)

    others = [threading.Thread(target=keep_training, args=(e,)) for e in list(EXPERIMENTS.values())[:3]]
    for other in others:
        other.start()
    try:
        assert same(alone, train(experiment, count=17))
    finally:
        stop.set()
        for other in others:
            other.join()


@pytest.mark.slow
def test_after_its_loop_was_forgotten_and_traced_again(monkeypatch: pytest.MonkeyPatch) -> None:
    experiment = EXPERIMENTS["batches"]
    monkeypatch.setattr(loop, "PLAYED_FOR", math.inf)  # however long this machine takes
    before = train(experiment)
    monkeypatch.setattr(loop, "MOST_IDLE", 2)
    for activation in OTHERS:
        advance(experiment.replace(activation=activation), None, 0, 1, 2, NO_LIMIT)
    traces = loop.network_traces()
    assert same(before, train(experiment))
    assert loop.network_traces() == traces + 1


@pytest.mark.slow
def test_loops_that_are_played_with_stay_and_those_passed_by_go(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]
    monkeypatch.setattr(loop, "monotonic", lambda: clock[0])
    monkeypatch.setattr(loop, "_loops", loop.OrderedDict())
    played = [network(hidden=(4,) * depth) for depth in (1, 2, 3)]
    for moment in (0.0, 3.0, 6.0):
        clock[0] = moment
        for experiment in played:
            advance(experiment, None, 0, 1, 1, NO_LIMIT)
    for activation in OTHERS[:3]:
        for optimizer in ("momentum", "rmsprop", "adam"):
            advance(network(activation=activation, optimizer=optimizer), None, 0, 1, 1, NO_LIMIT)
    traces = loop.network_traces()
    for experiment in played:
        advance(experiment, None, 0, 1, 1, NO_LIMIT)
    assert loop.network_traces() == traces
    assert len(loop._loops) == 3 + loop.MOST_IDLE


def test_no_knob_that_is_a_number_traces_anything() -> None:
    experiment = network(optimizer="adam", dropout=0.1, l2=0.1)
    train(experiment)
    traces, dice = loop.network_traces(), random.Random(0)
    for _ in range(20):
        values: dict[str, Any] = {
            "hidden": (dice.randrange(1, 13), dice.randrange(1, 13)),
            "features": KNOBS["features"].choices[: dice.randrange(1, 8)],
            "batch": dice.choice([0, 1, 7, 32]),
            "samples": dice.randrange(2, 200),
            "val": dice.choice([0.0, 0.3]),
            "dropout": dice.uniform(0.05, 0.8),
            "l1": dice.uniform(0, 0.1),
            "beta1": dice.uniform(0, 0.99),
            "lr": dice.uniform(1e-4, 0.1),
            "noise": dice.uniform(0, 0.5),
            "data": dice.choice([name for name in KNOBS["data"].choices if name != "classes"]),
            "initializer": dice.choice(KNOBS["initializer"].choices),
        }
        advance(experiment.replace(**values), None, dice.randrange(5), dice.randrange(1, 5), 9, NO_LIMIT)
    assert loop.network_traces() == traces


# ---- weights set by hand


def test_a_weight_set_by_hand_shows_in_its_row_and_acts_from_there() -> None:
    plain = network(steps=30, optimizer="adam")
    edited = plain.with_edit(10, 2, 1.5)
    before, after = train(plain), train(edited)
    assert after.rows[:10].tobytes() == before.rows[:10].tobytes()
    weights, untouched = named(edited, after.rows)["weights"], named(plain, before.rows)["weights"]
    assert weights[10, 2] == 1.5
    assert np.delete(weights[10], 2).tolist() == np.delete(untouched[10], 2).tolist()
    assert after.rows[10, 0] != before.rows[10, 0]


def test_a_checkpoint_holds_the_state_before_the_edits_of_its_step() -> None:
    plain = network(steps=30)
    edited = plain.with_edit(10, 2, 1.5)
    of_plain, of_edited = (advance(e, None, 0, 10, 1, NO_LIMIT).checkpoint for e in (plain, edited))
    assert of_plain.step == 10
    assert of_plain == of_edited
    going_on = advance(edited, of_plain, 10, 1, 5, NO_LIMIT)
    assert going_on.rows.tobytes() == train(edited).rows[10:15].tobytes()


# ---- ends


def test_where_a_run_ends() -> None:
    done = advance(network(steps=5), None, 0, 1, 60, NO_LIMIT)
    assert done.end is not None
    assert (done.end.reason, done.end.step, len(done)) == ("done", 5, 6)
    wild = train(network(optimizer="sgd", loss="mse", lr=10.0, activation="linear", steps=500), stride=9)
    assert wild.end is not None
    assert wild.end.reason == "diverged"
    losses = train(network(optimizer="sgd", loss="mse", lr=10.0, activation="linear", steps=500)).rows[:, 0]
    assert len(losses) == wild.end.step + 1
    assert np.all(losses[:-1] <= 1e6 * max(1.0, losses[0]))


@pytest.mark.parametrize("stride", [1, 9, 1000])
def test_the_first_step_at_or_under_the_target(stride: int) -> None:
    experiment = network(optimizer="adam", lr=0.03, steps=200, l2=0.001)
    full_losses = named(experiment, train(experiment).rows)["full_loss"]
    target = float(np.quantile(full_losses, 0.3))
    step = int(np.argmax(full_losses <= np.float32(target)))
    run = train(experiment.replace(stop="loss", target=target), stride=stride, count=30)
    assert run.end is not None
    assert (run.end.reason, run.end.step) == ("target", step)


@pytest.mark.parametrize("stride", [1, 9])
def test_the_first_step_at_or_above_the_target_accuracy(stride: int) -> None:
    experiment = network(optimizer="adam", lr=0.03, steps=200)
    count = experiment.num_samples
    right = np.rint(named(experiment, train(experiment).rows)["accuracy"].astype(np.float64) * count)
    wanted = int(np.quantile(right, 0.7))
    step = int(np.argmax(right >= wanted))
    run = train(experiment.replace(stop="accuracy", target_accuracy=wanted / count), stride=stride, count=30)
    assert run.end is not None
    assert (run.end.reason, run.end.step) == ("target", step)


def test_a_checkpoint_of_another_network_is_refused() -> None:
    checkpoint = Checkpoint(3, np.zeros(5, np.float32))
    with pytest.raises(ValueError, match="with 5 values"):
        advance(network(), checkpoint, 5, 1, 1, NO_LIMIT)
    chunk = advance(network(), None, 4, 1, 1, NO_LIMIT)
    with pytest.raises(ValueError, match="step <= 2"):
        advance(network(), chunk.checkpoint, 2, 1, 1, NO_LIMIT)


def test_out_of_time_it_still_comes_forward() -> None:
    chunk = advance(network(stop="never"), None, 100_000, 1, 60, 0.0)
    assert (len(chunk), chunk.end) == (0, None)
    assert chunk.rows.shape[1] == 6 + 31
    assert 0 < chunk.checkpoint.step < 100_000
