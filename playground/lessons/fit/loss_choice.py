"""Which loss for which task: the last layer, the loss and the labels, with an example that runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from playground.lessons.shared.validation import check_choice
from playground.lessons.shared.values import Value

__all__ = ["CHOICES", "ChoiceReport", "ChoiceRequest", "TASKS", "labels_of", "outputs_of"]

TASKS: Final = ("regression", "binary", "multiclass")
OUTPUTS: Final = ("scores", "probabilities")
LABELS: Final = ("integers", "onehot")


@dataclass(frozen=True, slots=True)
class Choice:
    """Last layer, loss, and labels of two samples as source text."""

    layer: str
    loss: str
    labels: str


# Task, what the last layer gives, how labels are written; the parts that a task does not have are "".
CHOICES: Final[Mapping[tuple[str, str, str], Choice]] = MappingProxyType(
    {
        ("regression", "", ""): Choice(
            "keras.layers.Dense(1)", "keras.losses.MeanSquaredError()", "[[2.5], [-1.0]]"
        ),
        ("binary", "scores", ""): Choice(
            "keras.layers.Dense(1)", "keras.losses.BinaryCrossentropy(from_logits=True)", "[[1.0], [0.0]]"
        ),
        ("binary", "probabilities", ""): Choice(
            'keras.layers.Dense(1, activation="sigmoid")',
            "keras.losses.BinaryCrossentropy()",
            "[[1.0], [0.0]]",
        ),
        ("multiclass", "scores", "integers"): Choice(
            "keras.layers.Dense(3)", "keras.losses.SparseCategoricalCrossentropy(from_logits=True)", "[2, 0]"
        ),
        ("multiclass", "scores", "onehot"): Choice(
            "keras.layers.Dense(3)",
            "keras.losses.CategoricalCrossentropy(from_logits=True)",
            "[[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]]",
        ),
        ("multiclass", "probabilities", "integers"): Choice(
            'keras.layers.Dense(3, activation="softmax")',
            "keras.losses.SparseCategoricalCrossentropy()",
            "[2, 0]",
        ),
        ("multiclass", "probabilities", "onehot"): Choice(
            'keras.layers.Dense(3, activation="softmax")',
            "keras.losses.CategoricalCrossentropy()",
            "[[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]]",
        ),
    }
)


def outputs_of(task: str) -> tuple[str, ...]:
    """What the last layer of a task may give; nothing to choose for a regression."""
    return () if task == "regression" else OUTPUTS


def labels_of(task: str) -> tuple[str, ...]:
    """How the labels of a task may be written."""
    return LABELS if task == "multiclass" else ()


@dataclass(frozen=True, slots=True)
class ChoiceRequest:
    """The three answers; those that the task does not ask for are kept, and do not count."""

    task: str = "binary"
    output: str = "scores"
    labels: str = "integers"

    def __post_init__(self) -> None:
        check_choice("task", self.task, TASKS)
        check_choice("output", self.output, OUTPUTS)
        check_choice("labels", self.labels, LABELS)

    @property
    def choice(self) -> Choice:
        """The row of the table."""
        output = self.output if outputs_of(self.task) else ""
        return CHOICES[self.task, output, self.labels if labels_of(self.task) else ""]

    @property
    def source(self) -> str:
        """Two samples through the last layer, and their loss."""
        layer = self.choice.layer[:-1] + ", kernel_initializer=keras.initializers.GlorotUniform(seed=0))"
        return f"""\
inputs = np.array([[0.0, 3.0], [3.0, 0.0]], dtype="float32")
layer = {layer}
labels = np.array({self.choice.labels})
predictions = layer(inputs)
loss = {self.choice.loss}
value = loss(labels, predictions)"""


@dataclass(frozen=True, eq=False, slots=True)
class ChoiceReport:
    """The example as it ran: labels, predictions and the loss."""

    source: str
    labels: Value
    predictions: Value
    value: Value
