"""Training and sweeps on a Dask cluster here: a local process's numbers, and none lost with a worker."""

from __future__ import annotations

import logging
import os
import signal
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from playground.commands import sweep as command
from playground.core.experiment import Experiment
from playground.core.settings import Settings
from playground.engine.run import advance
from playground.sweep.grid import Axis, Sweep
from playground.trainer.trainer import Trainer
from tests.unit.test_sweep import swept
from tests.unit.test_trainer import ADVANCE, PATIENCE, same

if TYPE_CHECKING:
    from distributed import LocalCluster

pytestmark = pytest.mark.slow

# Networks among them take long enough for a worker to die in the middle.
SWEEP = Sweep(
    Experiment(data="moons", samples=40, loss="bce", val=0.25, steps=300, lr=0.1),
    Axis("hidden", ((3,), (5,), (4, 3))),
    Axis("batch", (0, 8)),
    seeds=3,
    target=0.5,
)


@pytest.fixture
def cluster() -> Iterator[LocalCluster]:
    from distributed import LocalCluster  # a second to import, which a run without these tests is spared

    quiet = {"dashboard_address": None, "silence_logs": logging.CRITICAL}
    with LocalCluster(n_workers=2, threads_per_worker=1, host="127.0.0.1", **quiet) as cluster:
        yield cluster


def test_a_trainer_on_a_cluster_gives_the_numbers_of_a_local_one(cluster: LocalCluster) -> None:
    trainer = Trainer(Settings(scheduler=cluster.scheduler_address))
    assert trainer.wait(PATIENCE)
    chunk = trainer.call(ADVANCE, Experiment(), None, 0, 1, 60, 10.0, time_limit=PATIENCE)
    assert same(chunk, advance(Experiment(), None, 0, 1, 60, 10.0))
    trainer.close()


def test_a_sweep_loses_nothing_with_a_worker(cluster: LocalCluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "settings", lambda: Settings(scheduler=cluster.scheduler_address))
    results = {}
    for result in command.train_all(SWEEP, {}, workers=2):
        if not results:
            os.kill(cluster.workers[0].pid, signal.SIGKILL)
        results[result.run] = result
    assert results == swept(SWEEP)
