"""The state of a run right before one of its updates."""

from __future__ import annotations

from typing import Any

from playground.core.experiment import Experiment
from playground.core.step_report import StepTooFar
from playground.core.wire_format import Checkpoint
from playground.engine.run import advance
from playground.engine.run_ends import kept_of
from playground.engine.training_protocol import Kept

__all__ = ["seek"]


def seek(
    experiment: Experiment, training: Any, checkpoint: Checkpoint | None, step: int, time_budget: float
) -> tuple[int, Any, Kept]:
    """The step, the state and what the way to stop remembers where `training` begins update `step`.

    If the run ends before it, they are those of its end. StepTooFar if the step cannot be reached from
    the checkpoint within `time_budget` seconds.
    """
    if step > (0 if checkpoint is None else checkpoint.step):
        chunk = advance(experiment, checkpoint, step - 1, 1, 1, time_budget)
        checkpoint = chunk.checkpoint
        if checkpoint.step < step and chunk.end is None:
            raise StepTooFar(step, checkpoint.step)
        step = checkpoint.step
    return (*training.begin(checkpoint, step), kept_of(experiment, checkpoint))
