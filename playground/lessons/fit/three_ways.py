"""One training three ways: a loop with a tape, train_on_batch, and fit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from playground.lessons.fit.fit import LOSSES, OPTIMIZERS, FitRequest
from playground.lessons.shared.validation import check_choice

__all__ = ["WAYS", "WayReport", "WaysReport", "WaysRequest"]

WAYS: Final = ("tape", "train_on_batch", "fit")

_LOOP: Final = """\
losses = []
for epoch in range({epochs}):
    order = np.random.default_rng([{shuffle_seed}, epoch]).permutation(len(training_inputs))
    for first in range(0, len(order), {batch}):
        batch = order[first:first + {batch}]
{step}"""

_STEPS: Final = {
    "tape": """\
        with tf.GradientTape() as tape:
            predictions = model(training_inputs[batch], training=True)
            loss = loss_function(training_targets[batch], predictions)
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply(gradients, model.trainable_variables)
        losses.append(float(loss))""",
    "train_on_batch": """\
        loss, _ = model.train_on_batch(training_inputs[batch], training_targets[batch])
        model.reset_metrics()
        losses.append(float(loss))""",
}


@dataclass(frozen=True, slots=True)
class WaysRequest:
    """A small training by one optimiser and one loss.

    No more can be chosen: each request traces two models, and the trainer keeps every answer.
    """

    optimizer: str = "rmsprop"
    loss: str = "mse"

    def __post_init__(self) -> None:
        check_choice("optimizer", self.optimizer, OPTIMIZERS)
        check_choice("loss", self.loss, LOSSES)

    @property
    def training(self) -> FitRequest:
        """The training as the other labs write it."""
        return FitRequest(
            optimizer=self.optimizer,
            loss=self.loss,
            lr=0.05,
            samples=100,
            epochs=3,
            metric="mean_absolute_error",
        )

    def source(self, way: str) -> str:
        """The program of a way, from the model on."""
        request = self.training
        model = request.model_source
        if way == "tape":  # nothing is compiled: the loop itself calls loss and optimizer
            model = (
                f"{model.partition('model.compile')[0]}"
                f"optimizer = {OPTIMIZERS[request.optimizer].format(lr=repr(request.lr))}\n"
                f"loss_function = {LOSSES[request.loss]}"
            )
        if way == "fit":
            note = (
                "losses = []\n"
                "class Note(keras.callbacks.Callback):\n"
                "    def on_train_batch_end(self, batch, logs):\n"
                '        losses.append(float(logs["loss"]))\n'
                "        self.model.reset_metrics()  # else the next one is a mean over the epoch so far\n"
            )
            body = request.epoch_source.replace("    validation_data=(val_inputs, val_targets),\n", "")
            body = body.replace("    shuffle=False,", "    callbacks=[Note()],\n    shuffle=False,")
            loop = "\n".join(f"    {line}" for line in body.split("\n"))
            return f"{model}\n{note}for epoch in range({request.epochs}):\n{loop}"
        loop = _LOOP.format(
            epochs=request.epochs,
            shuffle_seed=request.shuffle_seed,
            batch=request.batch,
            step=_STEPS[way],
        )
        return f"{model}\n{loop}"


@dataclass(frozen=True, eq=False, slots=True)
class WayReport:
    """One way as it ran: w1, w2, b at the end and the loss of every update."""

    source: str
    weights: NDArray[np.float32]
    losses: NDArray[np.float64]


@dataclass(frozen=True, eq=False, slots=True)
class WaysReport:
    """All ways by name, and the largest difference between any two of them: in weights, in losses."""

    ways: dict[str, WayReport]
    weight_difference: float
    loss_difference: float

    @property
    def why(self) -> str:
        """What is said of the differences: "why_same" where there is none, "why" where there is one."""
        return "why" if max(self.weight_difference, self.loss_difference) > 0 else "why_same"
