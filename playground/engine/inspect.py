"""One update in slow motion: the numbers of forward, loss, gradient and update at one step."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.core.data import batch_indices
from playground.core.experiment import Experiment
from playground.core.losses import LOSSES
from playground.core.optimizers import OPTIMIZERS
from playground.core.step_report import SampleReport, SlotReport, StepReport, Weights
from playground.core.wire_format import Checkpoint, End
from playground.engine.linear.model import FLAT, model
from playground.engine.linear.training import Training
from playground.engine.losses import PER_SAMPLE
from playground.engine.runtime import tf
from playground.engine.seek import seek
from playground.engine.update_rules import step_sizes

__all__ = ["inspect_step"]

SAMPLES_SHOWN = 5
SEEK_SECONDS = 2.0  # from a checkpoint of the stage a step is a few milliseconds away


def inspect_step(
    experiment: Experiment,
    checkpoint: Checkpoint | None,
    step: int,
    time_budget: float = SEEK_SECONDS,
) -> StepReport:
    """The report of update `step`, or of the step at which the run ends before it.

    Loss, gradient and weights come from the training loop itself and so have the bits of the rows.
    StepTooFar if the step cannot be reached from the checkpoint within `time_budget` seconds.
    """
    training = Training(experiment)
    step, state, kept = seek(experiment, training, checkpoint, min(step, experiment.last_step), time_budget)
    record, after = training.run(step, state, 1)
    again, _ = training.run(step, after, 1)  # the same batch, with the weights after the update
    full = training.on_all_points(state)
    end, _ = training.find_end(step, record, kept)
    if end is None and step == experiment.last_step:
        end = End("done", step, float(record[0, 0]))

    batch, _ = batch_indices(experiment, step, step + 1)
    inputs, targets = training.sample.inputs[batch], training.sample.targets[batch]
    predictions, losses = _forward(training.loss, inputs, targets, state[0])
    slopes = _slopes(experiment, targets, predictions)
    before, now = state.numpy()[:, :, 0], after.numpy()[:, :, 0]
    rates = experiment.learning_rates(step, step + 1)
    return StepReport(
        step=step,
        epoch=experiment.epoch_of(step),
        optimizer=experiment.optimizer,
        loss_name=training.loss,
        batch=batch,
        samples=tuple(
            SampleReport(int(batch[row]), *map(float, (*inputs[row], *targets[row], *numbers)))
            for row, numbers in enumerate(zip(predictions, losses, slopes, strict=True))
            if row < SAMPLES_SHOWN
        ),
        loss=float(record[0, 0]),
        gradient=_weights(record[0, 1:4]),
        formula_gradient=_weights(slopes @ np.column_stack([inputs, np.ones(len(batch))]) / len(batch)),
        full_loss=float(record[0, 0] if experiment.is_full_batch else full[0]),
        full_gradient=_weights(full[1:4]),
        learning_rate=experiment.learning_rate_at(step),
        step_size=float(step_sizes(experiment, rates, step)[0]),
        slots=tuple(
            SlotReport(slot.name, _weights(before[1 + row]), _weights(now[1 + row]))
            for row, slot in enumerate(OPTIMIZERS[experiment.optimizer].slots)
        ),
        weights_before=_weights(before[0]),
        increment=_weights(now[0].astype(np.float64) - before[0]),
        weights_after=_weights(now[0]),
        loss_after=float(again[0, 0]),
        end=end,
    )


def _forward(
    loss: str, inputs: NDArray[np.float32], targets: NDArray[np.float32], weights: Any
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Prediction and loss of each point of the batch, from TensorFlow."""
    ones = np.ones((len(inputs), 1), np.float32)
    predictions = model(np.hstack([inputs, ones]).T, weights)
    if loss == FLAT:  # a prediction's loss is its mean over all the targets it meets
        mean, variance = float(targets.mean()), float(targets.var())
        losses = tf.square(mean - predictions) + variance
    else:
        losses = PER_SAMPLE[loss](tf.constant(targets.T), predictions)
    return predictions.numpy()[0], losses.numpy()[0]


def _slopes(
    experiment: Experiment, targets: NDArray[np.float32], predictions: NDArray[np.float32]
) -> NDArray[np.float64]:
    """∂ loss / ∂ prediction of each point, by the formula, in float64."""
    truth, output = targets[:, 0].astype(np.float64), predictions.astype(np.float64)
    if experiment.targets == "flat":  # an output is drawn to all targets of the batch alike
        truth = np.full_like(truth, truth.mean())
    return LOSSES[experiment.loss].of_one_output.slopes(truth, output)


def _weights(values: Any) -> Weights:
    w1, w2, b = (float(value) for value in values)
    return w1, w2, b
