"""The losses: one record each. Every other place reads this table, and an unknown name is a KeyError.

Beside its record a loss has its TensorFlow function (`playground.engine.losses`) and its words
(`loss.choices` in knobs.toml, `lead_`, `rates_` and `best_` in theory.toml).
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

__all__ = ["FOLLOWING", "LOSSES", "Formulas", "Loss", "Pointwise", "Shading", "losses_for", "shading_of"]

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Shading:
    """How sure an output is of its class, for the browser's colours.

    `curve` says how certainty grows with the distance from the threshold: `straight`, to 1 at the distance
    `span`, or `sigmoid`, which is all but 1 there. `full` is the distance at which the output's own picture
    has full colour.
    """

    curve: Literal["straight", "sigmoid"]
    span: float
    full: float


@dataclass(frozen=True, slots=True)
class Formulas:
    """The loss of a batch and its gradient, as LaTeX."""

    loss: str
    gradient: str


@dataclass(frozen=True, slots=True)
class Pointwise:
    """A loss of one output in NumPy float64: its values, and its slopes by the output, for targets 0 and 1.

    `curvature` is the largest second derivative by the output; None where it has no bound. With
    `is_parabola` the loss is the squared error up to constants, and all its closed forms hold.
    """

    values: Callable[[Array, Array], Array]
    slopes: Callable[[Array, Array], Array]
    curvature: float | None
    is_parabola: bool
    best_line: Literal["least_squares", "newton", "unknown"]


@dataclass(frozen=True, slots=True)
class LinearProgram:
    """A loss in the linear classifier's own code.

    `output` is what the model's output is called (`linear.slow` has words for each), `symbol` the same in
    formulas. `line` has places for {targets} and {output}. `flat` holds the formulas with targets of shape
    (n,); None for a loss that refuses targets=flat.
    """

    output: Literal["prediction", "logit", "score"]
    symbol: str
    function: str
    line: str
    formulas: Formulas
    flat: Formulas | None = None

    def code(self, targets: str, output: str) -> str:
        """The loss of each sample as source text."""
        return self.line.format(targets=targets, output=output)


@dataclass(frozen=True, slots=True)
class Loss:
    """One loss.

    `keras` is its Keras call, `keras_onehot` the one for one-hot labels where that differs. An output above
    `threshold` is called positive; with `many` classes the largest of the outputs wins. A loss for many
    classes has neither `pointwise` nor `linear`: the linear classifier cannot have it. What is `in_chapter`
    is ready in the trainer before anybody asks; the others are traced at their first use.
    """

    name: str
    many: bool
    threshold: float
    keras: str
    shading: Shading
    pointwise: Pointwise | None = None
    linear: LinearProgram | None = None
    keras_onehot: str | None = None
    in_chapter: bool = False

    def keras_call(self, labels: str) -> str:
        """The Keras call for labels `sparse` or `onehot`."""
        return {"sparse": self.keras, "onehot": self.keras_onehot or self.keras}[labels]

    @property
    def keras_class(self) -> str:
        """The name of the Keras class."""
        return self.keras.removeprefix("keras.losses.").partition("(")[0]

    @property
    def keras_name(self) -> str:
        """The string that means the loss in Keras' compile, with Keras' own defaults."""
        return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", self.keras_class).lower()

    @property
    def reads_logits(self) -> bool:
        """Whether the Keras call needs from_logits, which no string says."""
        return "from_logits=True" in self.keras

    @property
    def of_one_output(self) -> Pointwise:
        """`pointwise` of a loss for two classes."""
        assert self.pointwise is not None
        return self.pointwise

    @property
    def in_linear_program(self) -> LinearProgram:
        """`linear` of a loss for two classes."""
        assert self.linear is not None
        return self.linear

    @property
    def is_parabola(self) -> bool:
        """Whether the closed forms of the squared error hold."""
        return self.pointwise is not None and self.pointwise.is_parabola

    @property
    def is_bounded(self) -> bool:
        """Whether its curvature has a bound, without which no critical rate is known."""
        return self.pointwise is not None and self.pointwise.curvature is not None

    @property
    def takes_flat_targets(self) -> bool:
        return self.linear is not None and self.linear.flat is not None


def _sigmoid(z: Array) -> Array:
    """σ(z) without overflow."""
    small = np.exp(-np.abs(z))
    return np.asarray(np.where(z >= 0.0, 1.0, small) / (1.0 + small))


_LOGIT_SHADING = Shading("sigmoid", span=6.0, full=4.0)  # beyond 6 the sigmoid is within 0.3 % of 0 or 1
_MSE = Loss(
    name="mse",
    many=False,
    in_chapter=True,
    threshold=0.5,
    keras="keras.losses.MeanSquaredError()",
    shading=Shading("straight", span=0.5, full=0.5),  # the targets are half a unit from the threshold
    pointwise=Pointwise(
        values=lambda targets, outputs: (outputs - targets) ** 2,
        slopes=lambda targets, outputs: 2 * (outputs - targets),
        curvature=2.0,
        is_parabola=True,
        best_line="least_squares",
    ),
    linear=LinearProgram(
        output="prediction",
        symbol=r"\hat{y}",
        function="square_loss",
        line="tf.square({targets} - {output})",
        formulas=Formulas(
            r"L = \frac{1}{n}\sum_{i=1}^{n} \left(y_i - \hat{y}_i\right)^2",
            r"\nabla L = \frac{1}{n}\sum_i 2\left(\hat{y}_i - y_i\right) (x_{i1},\, x_{i2},\, 1)",
        ),
        flat=Formulas(
            r"L = \frac{1}{n^2}\sum_{i=1}^{n}\sum_{j=1}^{n} \left(y_j - \hat{y}_i\right)^2",
            r"\nabla L = \frac{1}{n}\sum_i 2\left(\hat{y}_i - \bar{y}\right) (x_{i1},\, x_{i2},\, 1)",
        ),
    ),
)
_BCE = Loss(
    name="bce",
    many=False,
    in_chapter=True,
    threshold=0.0,
    keras="keras.losses.BinaryCrossentropy(from_logits=True)",
    shading=_LOGIT_SHADING,
    pointwise=Pointwise(
        values=lambda targets, logits: np.logaddexp(0.0, (1.0 - 2.0 * targets) * logits),
        slopes=lambda targets, logits: _sigmoid(logits) - targets,
        curvature=0.25,
        is_parabola=False,
        best_line="newton",
    ),
    linear=LinearProgram(
        output="logit",
        symbol="z",
        function="cross_entropy_loss",
        line="tf.nn.sigmoid_cross_entropy_with_logits(labels={targets}, logits={output})",
        formulas=Formulas(
            r"L = \frac{1}{n}\sum_{i=1}^{n} \left[\log\left(1 + e^{z_i}\right) - y_i z_i\right]",
            r"\nabla L = \frac{1}{n}\sum_i \left(\sigma(z_i) - y_i\right) (x_{i1},\, x_{i2},\, 1)",
        ),
    ),
)
_CCE = Loss(
    name="cce",
    many=True,
    threshold=0.0,
    keras="keras.losses.SparseCategoricalCrossentropy(from_logits=True)",
    keras_onehot="keras.losses.CategoricalCrossentropy(from_logits=True)",
    shading=_LOGIT_SHADING,
)
_HUBER = Loss(
    name="huber",
    many=False,
    threshold=0.5,
    keras="keras.losses.Huber()",
    shading=Shading("straight", span=0.5, full=0.5),
    pointwise=Pointwise(
        values=lambda targets, outputs: np.where(
            np.abs(outputs - targets) <= 1.0,
            0.5 * (outputs - targets) ** 2,
            np.abs(outputs - targets) - 0.5,
        ),
        slopes=lambda targets, outputs: np.clip(outputs - targets, -1.0, 1.0),
        curvature=1.0,
        is_parabola=False,
        best_line="unknown",
    ),
    linear=LinearProgram(
        output="prediction",
        symbol=r"\hat{y}",
        function="huber_loss",
        line="tf.keras.losses.huber({targets}, {output})",
        formulas=Formulas(
            r"L = \frac{1}{n}\sum_{i=1}^{n} H\left(\hat{y}_i - y_i\right), \quad H(d) = \begin{cases}"
            r" \frac{1}{2} d^2 & |d| \le 1 \\ |d| - \frac{1}{2} & |d| > 1 \end{cases}",
            r"\nabla L = \frac{1}{n}\sum_i \max\left(-1, \min\left(1,\, \hat{y}_i - y_i\right)\right)"
            r" (x_{i1},\, x_{i2},\, 1)",
        ),
    ),
)
_HINGE = Loss(
    name="hinge",
    many=False,
    threshold=0.0,
    keras="keras.losses.Hinge()",  # makes -1 and 1 of targets 0 and 1
    shading=Shading("straight", span=1.0, full=1.0),  # beyond 1 a point on the right side costs nothing
    pointwise=Pointwise(
        values=lambda targets, scores: np.maximum(1.0 - (2.0 * targets - 1.0) * scores, 0.0),
        slopes=lambda targets, scores: np.where(
            (2.0 * targets - 1.0) * scores <= 1.0, 1.0 - 2.0 * targets, 0.0
        ),
        curvature=None,
        is_parabola=False,
        best_line="unknown",
    ),
    linear=LinearProgram(
        output="score",
        symbol="z",
        function="hinge_loss",
        line="tf.maximum(1 - (2 * {targets} - 1) * {output}, 0)",
        formulas=Formulas(
            r"L = \frac{1}{n}\sum_{i=1}^{n} \max\left(0,\, 1 - s_i z_i\right), \quad s_i = 2 y_i - 1",
            r"\nabla L = \frac{1}{n}\sum_{i:\; s_i z_i \le 1} -s_i\, (x_{i1},\, x_{i2},\, 1)",
        ),
    ),
)
LOSSES: Final[Mapping[str, Loss]] = MappingProxyType(
    {loss.name: loss for loss in (_MSE, _BCE, _CCE, _HUBER, _HINGE)}
)
# The loss that an experiment gets when its data change to two classes (False) or to many (True).
FOLLOWING: Final[Mapping[bool, str]] = MappingProxyType({False: "bce", True: "cce"})


def losses_for(many: bool) -> tuple[str, ...]:
    """The names of the losses for many classes, or for two."""
    return tuple(loss.name for loss in LOSSES.values() if loss.many == many)


def shading_of(loss: str) -> dict[str, Any]:
    """The shading as the browser receives it."""
    return dataclasses.asdict(LOSSES[loss].shading)
