"""One table of every optimiser: its settings, what it keeps for each weight, formula, programs, theory.

Knobs, checkpoints, exports, the slow motion, theory and the lab of fit read it. TensorFlow's rule of each is
in `playground.engine.update_rules`, NumPy's in `playground.theory.replay`; both tables have these names.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

__all__ = ["OPTIMIZERS", "Descent", "Optimizer", "Setting", "Slot"]

Line = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting besides the learning rate: its knob, Keras' name for it, and Keras' own default."""

    knob: str
    argument: str
    keras_default: float


@dataclass(frozen=True, slots=True)
class Slot:
    """A number that is kept for each weight; `start` is its value before the first update.

    An update keeps the share `kept` of it (a knob; "" keeps all) and adds what `gets` says: the step −η·g,
    the other share (1 − kept) of g or of g², or g² itself. With `gets` "" a run's slot is not followed on the
    page Compare. A slot that is `corrected` is divided by 1 − kept^t, as the mean of t gradients begins at 0.
    """

    name: str
    plural: str
    start: float = 0.0
    kept: str = ""
    gets: Literal["", "step", "share", "share_of_square", "square"] = ""
    corrected: bool = False


@dataclass(frozen=True, slots=True)
class Descent:
    """Gradient descent on a parabola of curvature λ, with learning rate η and momentum μ (0: none).

    An update multiplies the error by a root z of z² − (t₀ − t₁·ηλ)·z + (d₀ − d₁·ηλ) = 0. `trace` gives
    (t₀, t₁) and `product` (d₀, d₁). It converges exactly for η below `limit` times 2/λmax.
    Of a convex loss with curvature up to λ it settles below `guaranteed` times 2/λ; None: no such rate is
    known.
    """

    trace: Callable[[float], Line]
    product: Callable[[float], Line]
    limit: Callable[[float], float]
    guaranteed: Callable[[float], float] | None


@dataclass(frozen=True, slots=True)
class Optimizer:
    """One optimiser.

    `code` updates one `variable` from its `gradient` and its slots, with the linear classifier's settings.
    Without slots it updates W and b, as the chapter does. `step_size_code` goes before it where the number of
    the step matters. `keras_fixed` are further arguments of the Keras class. `no_rate` names the reason why
    no critical rate is known, where none is: the words `theory.no_rate_…` and `stage.no_rate_…`. What is
    `in_chapter` is ready in the trainer before anybody asks; the others are traced at their first use.
    """

    name: str
    keras_class: str
    formula: str
    code: str
    settings: tuple[Setting, ...] = ()
    slots: tuple[Slot, ...] = ()
    step_size_code: str = ""
    keras_fixed: tuple[tuple[str, str], ...] = ()
    descent: Descent | None = None
    no_rate: str = "own_steps"
    in_chapter: bool = False

    @property
    def knobs(self) -> tuple[str, ...]:
        """The knobs of the settings."""
        return tuple(setting.knob for setting in self.settings)

    @property
    def keras_name(self) -> str | None:
        """The string that means this very optimiser in Keras' compile, if there is one."""
        return self.name if self.name == self.keras_class.lower() else None

    def kept(self, momentum: float) -> float:
        """The share of the last step that the next one keeps, where the knob `momentum` is set so."""
        return momentum if "momentum" in self.knobs else 0.0

    def keras_call(self, rate: str, values: Mapping[str, object], brief: bool = False) -> str:
        """The call of the Keras class; `brief` leaves out the settings that are Keras' own defaults."""
        arguments = [f"learning_rate={rate}"]
        for setting in self.settings:
            value = values[setting.knob]
            if not (brief and value == setting.keras_default):
                arguments.append(f"{setting.argument}={value!r}")
        arguments += [f"{name}={value}" for name, value in self.keras_fixed]
        return f"keras.optimizers.{self.keras_class}({', '.join(arguments)})"


_MOMENTUM = Setting("momentum", "momentum", 0.0)
_EPSILON = Setting("epsilon", "epsilon", 1e-7)
# Polyak 1964; for cross-entropy Ghadimi et al. 2015. Plain gradient descent is the case without momentum.
_HEAVY_BALL = Descent(
    trace=lambda kept: (1.0 + kept, 1.0),
    product=lambda kept: (kept, 0.0),
    limit=lambda kept: 1.0 + kept,
    guaranteed=lambda kept: 1.0 - kept,
)
# Nesterov 1983 in Keras' form, whose weights are those at which the gradient is taken.
_NESTEROV = Descent(
    trace=lambda kept: (1.0 + kept, 1.0 + kept),
    product=lambda kept: (kept, kept),
    limit=lambda kept: (1.0 + kept) / (1.0 + 2.0 * kept),
    guaranteed=None,
)

_TABLE = (
    Optimizer(
        name="sgd",
        keras_class="SGD",
        formula=r"w \leftarrow w - \eta\, g",
        code="W.assign_sub(grad_loss_wrt_W * learning_rate)\nb.assign_sub(grad_loss_wrt_b * learning_rate)",
        descent=_HEAVY_BALL,
        in_chapter=True,
    ),
    Optimizer(
        name="momentum",
        keras_class="SGD",
        formula=r"\begin{aligned} v &\leftarrow 0.9\,v - \eta\, g \\ w &\leftarrow w + v \end{aligned}",
        code="""\
velocity.assign(0.9 * velocity - learning_rate * gradient)
variable.assign_add(velocity)""",
        settings=(_MOMENTUM,),
        slots=(Slot("velocity", "velocities", kept="momentum", gets="step"),),
        descent=_HEAVY_BALL,
    ),
    Optimizer(
        name="nesterov",
        keras_class="SGD",
        formula=r"\begin{aligned} v &\leftarrow 0.9\,v - \eta\, g \\"
        r" w &\leftarrow w + 0.9\,v - \eta\, g \end{aligned}",
        code="""\
velocity.assign(0.9 * velocity - learning_rate * gradient)
variable.assign_add(0.9 * velocity - learning_rate * gradient)""",
        settings=(_MOMENTUM,),
        slots=(Slot("velocity", "velocities", kept="momentum", gets="step"),),
        keras_fixed=(("nesterov", "True"),),
        descent=_NESTEROV,
        no_rate="nesterov",
    ),
    Optimizer(
        name="rmsprop",
        keras_class="RMSprop",
        formula=r"\begin{aligned} v &\leftarrow 0.9\,v + 0.1\,g^2 \\"
        r" w &\leftarrow w - \frac{\eta\, g}{\sqrt{v + \epsilon}} \end{aligned}",
        code="""\
mean_square.assign(0.9 * mean_square + 0.1 * tf.square(gradient))
variable.assign_sub(learning_rate * gradient / tf.sqrt(mean_square + 1e-7))""",
        settings=(Setting("rho", "rho", 0.9), _EPSILON),
        slots=(Slot("mean_square", "mean_squares", kept="rho", gets="share_of_square"),),
        in_chapter=True,
    ),
    Optimizer(
        name="adam",
        keras_class="Adam",
        formula=r"\begin{aligned} m &\leftarrow 0.9\,m + 0.1\,g \\ v &\leftarrow 0.999\,v + 0.001\,g^2 \\"
        r" \eta_t &= \eta\,\frac{\sqrt{1 - 0.999^{\,t}}}{1 - 0.9^{\,t}} \qquad t = \text{step} + 1 \\"
        r" w &\leftarrow w - \eta_t\,\frac{m}{\sqrt{v} + \epsilon} \end{aligned}",
        code="""\
mean.assign_add(0.1 * (gradient - mean))
mean_square.assign_add(0.001 * (tf.square(gradient) - mean_square))
variable.assign_sub(step_size * mean / (tf.sqrt(mean_square) + 1e-7))""",
        settings=(Setting("beta1", "beta_1", 0.9), Setting("beta2", "beta_2", 0.999), _EPSILON),
        slots=(
            Slot("mean", "means", kept="beta1", gets="share", corrected=True),
            Slot("mean_square", "mean_squares", kept="beta2", gets="share_of_square", corrected=True),
        ),
        step_size_code="step_size = learning_rate"
        " * (1 - 0.999 ** (step + 1)) ** 0.5 / (1 - 0.9 ** (step + 1))",
        in_chapter=True,
    ),
    Optimizer(
        name="adagrad",
        keras_class="Adagrad",
        formula=r"\begin{aligned} s &\leftarrow s + g^2 \qquad s = 0.1 \text{ at step } 0 \\"
        r" w &\leftarrow w - \frac{\eta\, g}{\sqrt{s + \epsilon}} \end{aligned}",
        code="""\
accumulator.assign_add(tf.square(gradient))
variable.assign_sub(learning_rate * gradient / tf.sqrt(accumulator + 1e-7))""",
        settings=(_EPSILON,),
        slots=(Slot("accumulator", "accumulators", start=0.1, gets="square"),),
    ),
)

OPTIMIZERS: Mapping[str, Optimizer] = MappingProxyType({optimizer.name: optimizer for optimizer in _TABLE})
