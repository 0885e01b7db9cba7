"""Same experiment, same bits: in one request or many, from a checkpoint, beside any number of others."""

from __future__ import annotations

import random
import threading

import numpy as np
import pytest

from playground.core.experiment import Change, Experiment
from playground.core.wire_format import Checkpoint, Chunk
from playground.engine.linear.rows import advance
from playground.engine.linear.training import Training
from tests.unit.training import NO_LIMIT, Run, join, train

EXPERIMENTS = {
    "chapter": Experiment(steps=90),
    "batches": Experiment(batch=32, lr=0.02, steps=150),
    "ragged": Experiment(batch=37, lr=0.01, loss="bce", optimizer="momentum", neg_n=211, pos_n=99, steps=130),
    "adam": Experiment(batch=13, optimizer="adam", loss="bce", changes=(Change(40, 0.02),), steps=110),
    "rmsprop": Experiment(optimizer="rmsprop", lr=0.01, steps=70),
    "one": Experiment(batch=1, lr=0.01, steps=200, neg_n=10, pos_n=12),
    "flat": Experiment(targets="flat", neg_n=40, pos_n=30, batch=20, optimizer="adam", steps=60),
}


def same(run: Run, other: Run) -> bool:
    return (
        run.steps.tolist() == other.steps.tolist()
        and run.rows.tobytes() == other.rows.tobytes()
        and run.checkpoint == other.checkpoint
        and run.end == other.end
    )


def in_random_requests(experiment: Experiment, seed: int) -> Run:
    """All rows, asked for in requests of changing length, always going on from the last checkpoint."""
    dice = random.Random(seed)
    chunks: list[Chunk] = []
    checkpoint: Checkpoint | None = None
    while not chunks or chunks[-1].end is None:
        start = checkpoint.step if checkpoint else 0
        chunks.append(advance(experiment, checkpoint, start, 1, dice.choice([1, 2, 3, 5, 8, 31]), NO_LIMIT))
        checkpoint = chunks[-1].checkpoint
    return join(chunks)


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_one_request_or_many(name: str) -> None:
    whole = train(EXPERIMENTS[name])
    assert len(whole.steps) == EXPERIMENTS[name].steps + 1
    assert same(whole, in_random_requests(EXPERIMENTS[name], 1))
    assert same(whole, train(EXPERIMENTS[name], time_budget=0.0))


@pytest.mark.parametrize("name", EXPERIMENTS)
@pytest.mark.parametrize("stride", [2, 7, 1000])
def test_any_stride_shows_rows_of_the_same_run(name: str, stride: int) -> None:
    whole, strided = train(EXPERIMENTS[name]), train(EXPERIMENTS[name], stride=stride, count=4)
    last = EXPERIMENTS[name].steps
    assert strided.steps.tolist() == sorted({*range(0, last, stride), last})
    assert strided.rows.tobytes() == whole.rows[strided.steps].tobytes()
    assert strided.checkpoint == whole.checkpoint


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_a_seek_from_the_start_or_from_any_checkpoint(name: str) -> None:
    experiment = EXPERIMENTS[name]
    whole = train(experiment)
    checkpoints = [None, *(advance(experiment, None, 0, step, 1, NO_LIMIT).checkpoint for step in (1, 9, 33))]
    for checkpoint in checkpoints:
        chunk = advance(experiment, checkpoint, 41, 3, 5, NO_LIMIT)
        assert chunk.steps.tolist() == [41, 44, 47, 50, 53]
        assert chunk.checkpoint.step == 56
        assert chunk.rows.tobytes() == whole.rows[chunk.steps].tobytes()


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_while_others_train_in_other_threads(name: str) -> None:
    experiment = EXPERIMENTS[name]
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
        assert same(alone, in_random_requests(experiment, 2))
    finally:
        stop.set()
        for other in others:
            other.join()


def test_calls_of_tensorflow_of_any_length_give_the_same_state() -> None:
    for experiment in EXPERIMENTS.values():
        training = Training(experiment)
        _, start = training.begin(None, 0)
        records, state = training.run(0, start, 23)
        for cut in (1, 2, 4, 7, 20):
            first, middle = training.run(0, start, cut)
            second, after = training.run(cut, middle, 23 - cut)
            assert after.numpy().tobytes() == state.numpy().tobytes()
            assert np.concatenate([first, second]).tobytes() == records.tobytes()
