"""TensorFlow as the trainer runs it: a fixed number of traces, one thread, frozen imports."""

from __future__ import annotations

import gc
import random

from playground.core.experiment import Change, Experiment
from playground.core.losses import LOSSES, losses_for
from playground.core.optimizers import OPTIMIZERS
from playground.engine import runtime, warmup
from playground.engine.inspect import inspect_step
from playground.engine.linear import rows
from playground.engine.linear.model import LOSS_KINDS
from playground.engine.linear.rows import advance
from playground.engine.runtime import tf
from tests.unit.training import NO_LIMIT


def test_the_chapters_pairs_are_traced_before_anybody_asks_and_the_others_at_their_first_use() -> None:
    warmup.warm()
    assert rows.is_prepared(*rows.TRACED_AT_START[0])
    left = warmup.warm_next()
    while left:
        fewer = warmup.warm_next()
        assert fewer < left
        left = fewer
    assert {pair for pair in rows.KINDS if rows.is_prepared(*pair)} >= set(rows.TRACED_AT_START)
    assert ("sgd", "mse") in rows.TRACED_AT_START
    assert 0 < len(rows.TRACED_AT_START) < len(rows.KINDS)


def test_no_knob_traces_anything_once_all_pairs_were_used() -> None:
    for pair in rows.KINDS:
        rows.prepare(*pair)
    traces = runtime.traces()
    # A loop for each pair, the loss on all points for each loss, the accuracy: nothing else.
    assert traces == len(rows.KINDS) + len(LOSS_KINDS) + 1
    dice = random.Random(0)
    for _ in range(40):
        loss = dice.choice(losses_for(many=False))
        experiment = Experiment(
            neg_n=dice.randrange(2, 300),
            pos_n=dice.randrange(2, 300),
            pos_x=dice.uniform(-5, 5),
            lr=dice.uniform(1e-4, 0.3),
            batch=dice.choice([0, 1, 7, 32, 200]),
            optimizer=dice.choice(list(OPTIMIZERS)),
            loss=loss,
            targets=dice.choice(["column", "flat"]) if LOSSES[loss].takes_flat_targets else "column",
            stop=dice.choice(["steps", "loss"]),
            changes=(Change(3, 0.01),) * dice.randrange(2),
        )
        advance(experiment, None, dice.randrange(5), dice.randrange(1, 5), dice.randrange(1, 20), NO_LIMIT)
        inspect_step(experiment, None, 2)
    assert runtime.traces() == traces


def test_one_thread_and_no_gpu() -> None:
    assert tf.config.threading.get_inter_op_parallelism_threads() == 1
    assert tf.config.threading.get_intra_op_parallelism_threads() == 1
    assert tf.config.get_visible_devices("GPU") == []


def test_warming_takes_the_imports_out_of_the_collectors_sight() -> None:
    warmup.warm()
    assert gc.get_freeze_count() > 100_000
