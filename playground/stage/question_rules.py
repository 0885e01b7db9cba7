"""The rules of the stage's questions: the right answer and the numbers of its reason."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from playground.core.data import draw, split
from playground.core.experiment import Experiment
from playground.core.outcome import EXPLODED
from playground.stage.answer_kinds import Truth
from playground.theory.best_split import best_line_share
from playground.theory.linear_model import hessian, linear_model
from playground.theory.replay import replayed
from playground.theory.summary import summary

__all__ = [
    "Finding",
    "Rule",
    "Run",
    "count",
    "replay_of",
    "share",
    "text",
    "turning",
    "updates_to",
    "weights_of",
]

Array = NDArray[np.float64]
NEAR: Final = 2.0  # times the floor: the loss has come down
TURNED: Final = 1.2  # times the lowest loss: the curve has turned upwards


@dataclass(frozen=True, eq=False)
class Run:
    """The rows of a run by the names of their columns, from the first to the last."""

    steps: Array
    values: Mapping[str, Array]
    has_diverged: bool = False

    def first(self, name: str) -> float:
        return float(self.values[name][0])

    def last(self, name: str) -> float:
        return float(self.values[name][-1])


@dataclass(frozen=True, slots=True)
class Finding:
    """The right answer as its kind holds it, the numbers that its reason names, and which reason it is."""

    truth: Truth
    values: Mapping[str, str] = field(default_factory=dict)
    reason: str = "why"  # the words of the reason


# What is known of an experiment's question; None where the run has to end first.
Rule = Callable[[Experiment, "Run | None"], "Finding | None"]


def replay_of(experiment: Experiment, start: Array) -> Run | None:
    """The run of a linear classifier in float64 from weights (3,): the same start with other settings."""
    model = linear_model(experiment)
    if model is None or not experiment.is_linear:
        return None
    found = replayed(experiment, model.x, model.y, start)
    columns = {"loss": found.batch_losses, "full_loss": found.losses}
    columns |= {name: found.weights[:, at] for at, name in enumerate(("w1", "w2", "b"))}
    return Run(np.arange(len(found.losses), dtype=float), columns, found.has_diverged)


def text(value: float, digits: int = 3) -> str:
    """A number as reasons name it; one that is very large or small as the stage writes it: 5.2e6, 2.8e−4."""
    if 1e-3 <= abs(value) < 1e6 or value == 0.0 or not math.isfinite(value):
        return f"{value:.{digits}g}"
    mantissa, _, power = f"{value:.1e}".partition("e")
    return f"{mantissa}e{int(power)}".replace("e-", "e−")


def share(value: float) -> str:
    """A share as reasons name it."""
    return f"{100 * value:.1f} %"


def weights_of(run: Run) -> Array:
    """w1, w2 and b of every row."""
    return np.column_stack([run.values[name] for name in ("w1", "w2", "b")])


# ---- the linear classifier


def nearest_loss(*choices: str) -> Rule:
    """The choice nearest to the last loss, on a logarithmic scale."""

    def rule(e: Experiment, run: Run | None) -> Finding | None:
        if run is None:
            return None
        loss = run.last("full_loss")
        truth = min(choices, key=lambda choice: abs(math.log(float(choice) / loss)))
        return Finding(truth, {"loss": text(loss), "floor": text(summary(e).loss_floor or 0.0)})

    return rule


def lowest_loss(e: Experiment, run: Run | None) -> Finding | None:
    """The loss of the best line, which no training goes below."""
    floor = summary(e).loss_floor
    if floor is None or run is None:
        return None
    bayes = summary(e).bayes_accuracy or 1.0
    wrong = round((1.0 - run.last("accuracy")) * e.num_samples)
    values = {"floor": text(floor), "loss": text(run.last("full_loss")), "wrong": str(wrong)}
    return Finding(floor, {**values, "count": str(e.num_samples), "bayes": share(bayes)})


def turn_or_shift(e: Experiment, run: Run | None) -> Finding | None:
    """Whether the boundary's direction, or its place, is right sooner: within a tenth of the first error."""
    optimum = summary(e).optimum
    if run is None or optimum is None:
        return None
    weights, best, middle = weights_of(run), np.array(optimum), draw(e).inputs.mean(axis=0)

    def place(w: Array) -> Array:
        """Direction of the boundary's normal, and how far the boundary is from the middle of the points."""
        size = np.hypot(w[..., 0], w[..., 1])
        shift = (e.decision_threshold - w[..., :2] @ middle - w[..., 2]) / size
        return np.stack([np.degrees(np.arctan2(w[..., 1], w[..., 0])), shift], axis=-1)

    errors = np.abs(place(weights) - place(best))
    settled = [int(run.steps[np.flatnonzero(error > 0.1 * error[0])[-1]]) + 1 for error in errors.T]
    truth = "both" if max(settled) < 1.2 * min(settled) else "turn" if settled[0] < settled[1] else "shift"
    smallest, *_, largest = summary(e).eigenvalues or (1.0, 1.0)
    values = {"turn": str(settled[0]), "shift": str(settled[1]), "steepest": text(largest)}
    return Finding(truth, {**values, "flattest": text(smallest), "ratio": f"{largest / smallest:.0f}"})


def weights_path(e: Experiment, run: Run | None) -> Finding | None:
    """Whether the weights go straight to the best line, jump across it ever less, or ever farther."""
    optimum = summary(e).optimum
    if run is None or optimum is None:
        return None
    curvatures, ways = np.linalg.eigh(hessian(draw(e).inputs))
    errors = (weights_of(run) - np.array(optimum)) @ ways[:, -1]
    crossed = int(np.sum(np.sign(errors[1:]) != np.sign(errors[:-1])))
    updates = len(errors) - 1
    truth = "straight"
    if crossed > updates / 2:
        truth = "swing" if abs(errors[-1]) < abs(errors[0]) else "away"
    fell = int(np.sum(np.diff(run.values["full_loss"]) < 0))
    factor = abs(1.0 - e.lr * float(curvatures[-1]))
    values = {"crossed": str(crossed), "updates": str(updates), "fell": str(fell)}
    return Finding(truth, {**values, "kept": share(factor)})


def comes_down(e: Experiment, run: Run | None) -> Finding | None:
    """Whether the loss comes down near its floor, only part of the way, or the training fails."""
    theory = summary(e)
    if run is None or theory.eigenvalues is None:
        return None
    loss, floor = run.last("full_loss"), theory.loss_floor or 0.0
    grew = run.has_diverged or loss > NEAR * run.first("full_loss")
    truth = "fails" if grew else "works" if loss < NEAR * floor else "slower"
    values = {
        "step": str(int(run.steps[-1])),
        "rate": text(e.lr),
        "critical": text(theory.critical_lr or math.nan),
        "factor": text(abs(1.0 - e.lr * theory.eigenvalues[-1])),
        "loss": text(loss),
        "times": f"{EXPLODED:,.0f}",
    }
    return Finding(truth, values)


def near_the_end(e: Experiment, run: Run | None) -> Finding | None:
    """What the losses of the batches do over the last third of the updates."""
    if run is None:
        return None
    tail = slice(2 * len(run.steps) // 3, None)
    losses, of_all = run.values["loss"][tail], run.values["full_loss"][tail]
    truth = "noisy" if losses.std() > 0.1 * losses.mean() else "flat"
    if of_all[-1] > TURNED * of_all[0]:
        truth = "rises"
    values = {"low": text(float(losses.min())), "high": text(float(losses.max()))}
    values |= {"all_low": text(float(of_all.min())), "all_high": text(float(of_all.max()))}
    updates = int(run.steps[-1] - run.steps[tail][0])
    return Finding(truth, {**values, "batch": str(e.batch_size), "updates": str(updates)})


def race_with_sgd(e: Experiment, run: Run | None) -> Finding | None:
    """Whether fewer updates than with plain gradient descent, from the same start, come near the floor."""
    floor = summary(e).loss_floor
    if run is None or floor is None:
        return None
    other = replay_of(e.replace(optimizer="sgd"), weights_of(run)[0])
    if other is None:
        return None
    own, plain = (updates_to(found, NEAR * floor) for found in (run, other))
    truth = "same" if abs(own - plain) <= 0.1 * max(own, plain) else "faster" if own < plain else "slower"
    values = {"own": count(own), "plain": count(plain), "level": text(NEAR * floor)}
    values |= {"own_loss": text(run.last("full_loss")), "plain_loss": text(other.last("full_loss"))}
    return Finding(truth, values)


def updates_to(run: Run, level: float) -> float:
    """The first step at which the loss is at a level; infinite where it never is."""
    reached = np.flatnonzero(run.values["full_loss"] <= level)
    return float(run.steps[reached[0]]) if len(reached) else math.inf


def count(updates: float) -> str:
    """A number of updates as reasons name it."""
    return f"{updates:.0f}" if math.isfinite(updates) else "∞"


def what_is_learned(e: Experiment, run: Run | None) -> Finding | None:
    """Whether the last weights separate the classes, say nearly the same for all points, or the opposite."""
    model = linear_model(e)
    if run is None or model is None:
        return None
    outputs = model.x @ weights_of(run)[-1]
    truth = "constant" if outputs.std() < 0.05 else "line" if run.last("accuracy") > 0.9 else "opposite"
    values = {"low": text(float(outputs.min())), "high": text(float(outputs.max()))}
    values |= {"loss": text(run.last("full_loss")), "count": str(e.num_samples)}
    return Finding(truth, {**values, "mean": text(float(model.y.mean()))})


# ---- networks


def lines_to_enclose(e: Experiment, run: Run | None) -> Finding | None:
    """Half-planes that bound a closed piece of a plane: one more than it has dimensions."""
    values = {"accuracy": share(run.last("accuracy")) if run else "", "units": str(e.hidden[0])}
    return Finding(3.0, values)


_SHAPES: Final[Mapping[str, str]] = {"linear": "line", "relu": "pieces"}  # the others bend smoothly


def shape_of_boundary(e: Experiment, run: Run | None) -> Finding | None:
    """Linear units make a straight boundary, creased ones straight pieces, others a smooth one."""
    truth = _SHAPES.get(e.activation, "smooth")
    values = {"accuracy": share(run.last("accuracy")) if run else "", "units": str(e.hidden[0])}
    if truth == "line" and e.num_outputs == 1:
        sample, training = draw(e), split(e).training
        values["best"] = share(best_line_share(sample.inputs[training], sample.labels[training]))
    return Finding(truth, values)


def nearest_accuracy(*choices: str) -> Rule:
    """The choice, in per cent, nearest to the share of held-out points that the last weights get right."""

    def rule(e: Experiment, run: Run | None) -> Finding | None:
        if run is None:
            return None
        right = run.last("val_accuracy")
        truth = min(choices, key=lambda choice: abs(float(choice) - 100 * right))
        return Finding(truth, {"accuracy": share(right), "loss": text(run.last("full_loss"))})

    return rule


def updates_until_plunge(e: Experiment, run: Run | None) -> Finding | None:
    """The update at which half of the first loss is gone."""
    if run is None:
        return None
    losses = run.values["full_loss"]
    step = updates_to(run, float(losses[0]) / 2)
    values = {"step": count(step), "first": text(float(losses[0])), "loss": text(float(losses[-1]))}
    return Finding(step, values)


def curve_that_turns(e: Experiment, run: Run | None) -> Finding | None:
    """Which of the losses ends well above its lowest value: in training, held out, both or neither."""
    if run is None:
        return None
    up = [run.last(name) > TURNED * run.values[name].min() for name in ("full_loss", "val_loss")]
    truth = {(True, True): "both", (True, False): "training", (False, True): "held"}.get(tuple(up), "neither")
    return Finding(truth, turning(run))


def held_out_rise(e: Experiment, run: Run | None) -> Finding | None:
    """How far the held-out loss ends above its lowest value."""
    if run is None:
        return None
    times = run.last("val_loss") / float(run.values["val_loss"].min())
    truth = "strongly" if times > 2.0 else "little" if times > 1.05 else "no"
    return Finding(truth, {**turning(run), "times": text(times)})


def turning(run: Run) -> dict[str, str]:
    """Where the held-out loss was lowest, and where both losses ended."""
    held = run.values["val_loss"]
    at = int(held.argmin())
    return {
        "lowest": text(float(held[at])),
        "step": str(int(run.steps[at])),
        "held": text(float(held[-1])),
        "training": text(run.last("full_loss")),
    }


def how_far_down(e: Experiment, run: Run | None) -> Finding | None:
    """How much of the first loss the run leaves."""
    if run is None:
        return None
    first, last = run.first("full_loss"), run.last("full_loss")
    truth = "far" if last < 0.2 * first else "part" if last < 0.8 * first else "hardly"
    return Finding(truth, {"first": text(first), "last": text(last), "accuracy": share(run.last("accuracy"))})


def head_that_falls(e: Experiment, run: Run | None) -> Finding | None:
    """Which of two heads' losses keeps the smaller share of its first value."""
    if run is None:
        return None
    left = [run.last(name) / run.first(name) for name in ("loss_class", "loss_distance")]
    truth = "alike" if max(left) < 1.5 * min(left) else "class" if left[0] < left[1] else "distance"
    values = {"class_left": share(left[0]), "distance_left": share(left[1])}
    return Finding(truth, {**values, "accuracy": share(run.last("accuracy"))})


def loss_of_guessing(e: Experiment, run: Run | None) -> Finding | None:
    """The cross-entropy of equal probabilities: the logarithm of the number of classes."""
    loss = math.log(e.num_outputs)
    values = {"loss": text(loss), "classes": str(e.num_outputs)}
    return Finding(loss, {**values, "first": text(run.first("full_loss")) if run else ""})


def units_from_zero(e: Experiment, run: Run | None) -> Finding | None:
    """Units that begin alike get the same gradient, and stay alike."""
    truth = "never" if e.initializer == "zeros" else "differ"
    values = {"loss": text(run.last("full_loss")), "accuracy": share(run.last("accuracy"))} if run else {}
    return Finding(truth, {"loss": "", "accuracy": "", **values})
