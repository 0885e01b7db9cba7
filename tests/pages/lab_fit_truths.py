"""What has to hold for a sentence of /fit and /predict to be said: NumPy trains once more."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final

import numpy as np
import pytest

from playground.lessons.fit.choosing import ChoosingRequest
from playground.lessons.fit.fit import FitRequest, made_points
from playground.lessons.fit.three_ways import WaysRequest
from playground.lessons.fit.validation import halved
from tests.pages.lab_shown import Shown, design, holds, near, real
from tests.unit.numpy_losses import NUMPY_LOSSES

__all__ = ["FIT_TRUTHS"]

# GlorotUniform(seed=0) for (2, 1), and the bias
START: Final = np.array([-0.817371666431427, 0.5826841592788696, 0.0])


# ---- one Dense layer, trained once more


def mean_loss(request: FitRequest, x: np.ndarray, y: np.ndarray, w: np.ndarray) -> float:
    return float(NUMPY_LOSSES[request.loss](y, x @ w)[0].mean())


def descent(
    request: FitRequest, x: np.ndarray, y: np.ndarray, orders: Sequence[np.ndarray]
) -> tuple[np.ndarray, float]:
    """Weights after SGD over batches of these orders, and the mean of the last epoch's losses on the way."""
    assert request.optimizer == "sgd"
    w, losses = START.copy(), []
    for order in orders:
        losses = []
        for first in range(0, len(order), request.batch):
            at = order[first : first + request.batch]
            values, slopes = NUMPY_LOSSES[request.loss](y[at], x[at] @ w)
            losses.extend(values)
            w = w - request.lr * x[at].T @ slopes / len(at)
    return w, float(np.mean(losses))


def parts(request: FitRequest) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """All inputs and targets, and which of them train and which are held out, in the program's order."""
    points = made_points(request)
    order = np.random.default_rng([request.seed, 1000]).permutation(len(points.inputs))
    held, training = order[: request.num_validation], order[request.num_validation :]
    return design(points.inputs), points.targets.astype(np.float64), training, held


def epoch_losses(request: FitRequest, epochs: int = 1) -> dict[str, float]:
    """The loss before training, of the last epoch on the way, and after it on both parts."""
    x, y, training, held = parts(request)
    orders = [
        training[np.random.default_rng([request.shuffle_seed, epoch]).permutation(len(training))]
        for epoch in range(epochs)
    ]
    w, on_the_way = descent(request, x, y, orders)
    after = {"after": mean_loss(request, x[training], y[training], w)}
    if len(held):
        after["val"] = mean_loss(request, x[held], y[held], w)
    return {"first": mean_loss(request, x[training], y[training], START), "history": on_the_way, **after}


def running(shown: Shown, relation: Callable[[dict[str, float]], bool], **values: object) -> None:
    losses = epoch_losses(shown.training)
    assert relation(losses)
    for name in set(values) & set(losses):
        near(values[name], losses[name], rel=0.01)  # at a large rate float32 swings otherwise than float64


def course(shown: Shown, relation: Callable[[float, float], bool], first: object, last: object) -> None:
    losses = epoch_losses(shown.training, shown.training.epochs)
    near(first, losses["first"])
    near(last, losses["history"], rel=0.02)
    assert relation(losses["first"], losses["history"])


def sorted_split(shown: Shown) -> dict[str, float]:
    """validation_split of the lab's small training: counts, and the shares right, sorted and shuffled."""
    request = halved(shown.training)
    x, y, *_ = parts(request)
    shuffled = np.random.default_rng([request.seed, 1000]).permutation(len(y))
    kept = int((1 - request.val) * len(y))
    found: dict[str, float] = {"positives": y[kept:].sum(), "negatives": (1 - y[kept:]).sum()}
    for name, order in (("sorted", np.arange(len(y))), ("permuted", shuffled)):
        w, _ = descent(request, x, y, [order[:kept]] * request.epochs)
        right = (x @ w > request.threshold) == (y == 1)
        found |= {name: right.mean(), f"{name}_last": mean_loss(request, x, y, w)}
        if name == "sorted":
            found["held"] = right[kept:].mean()
    return found | {"first": mean_loss(request, x, y, START), "last": found["permuted_last"]}


def split_told(shown: Shown, relation: Callable[[dict[str, float]], bool], **values: object) -> None:
    found, request = sorted_split(shown), halved(shown.training)
    assert relation(found)
    for name in ("sorted", "permuted", "held"):
        assert real(values[name]) == pytest.approx(
            100 * found[name], abs=1.01
        )  # a point or two near the line
    assert values.get("count", request.num_samples) == request.num_samples
    assert values.get("epochs", request.epochs) == request.epochs


def held_counts(shown: Shown, **values: object) -> None:
    found = sorted_split(shown)
    assert (values["positives"], values["negatives"]) == (found["positives"], found["negatives"])
    assert values["kept_positives"] == 0


def validation_counts(shown: Shown, held: int, kept: int, count: int) -> None:
    assert (held, kept + held, count) == (int(shown.training.val * count), count, 2 * shown.training.samples)


# ---- losses and optimizers side by side


def sides(shown: Shown) -> dict[str, dict[str, float]]:
    """Of each training by its name on the page: first loss, last validation loss, the share right."""
    request: ChoosingRequest = shown.record.choosing
    found = {}
    for (key, training), drawn in zip(
        request.trainings.items(), shown.pictures["fit_choosing_picture"]["sides"], strict=True
    ):
        x, y, trained, held = parts(training)
        w = np.array(drawn["weights"])
        found[drawn["name"]] = {
            "key": key,
            "first": mean_loss(training, x[trained], y[trained], START),
            "last": mean_loss(training, x[held], y[held], w),
            "accuracy": ((x[held] @ w > training.threshold) == (y[held] == 1)).mean(),
            "diverged": "diverged" in drawn["told"],
        }
    return found


def best_told(shown: Shown, names: str, accuracy: str, **_: object) -> None:
    settled = {name: side for name, side in sides(shown).items() if not side["diverged"]}
    most = max(side["accuracy"] for side in settled.values())
    assert names == ", ".join(name for name, side in settled.items() if side["accuracy"] == most)
    near(accuracy, 100 * most)


def grew_told(shown: Shown, name: str, first: str, last: str, **_: object) -> None:
    side = sides(shown)[name]
    near(first, side["first"])
    near(last, side["last"], rel=0.02)
    assert side["last"] > side["first"]


def no_comparison(shown: Shown, least: str, most: str, **_: object) -> None:
    first = [side["first"] for side in sides(shown).values()]
    near(least, min(first))
    near(most, max(first))


def ahead_told(shown: Shown, name: str, other: str, least: str, most: str, **_: object) -> None:
    last = {own: side["last"] for own, side in sides(shown).items() if side["last"] <= side["first"]}
    assert (name, other) == (min(last, key=last.__getitem__), max(last, key=last.__getitem__))
    near(least, last[name])
    near(most, last[other])


# ---- compile, metrics, three ways


def programs_differ(shown: Shown, is_different: bool, difference: str = "0") -> None:
    """The weights at the end stand in the table: six digits of each."""
    rows = re.findall(r"<tr><th scope=\"row\">As (?:strings|objects)</th>(.*?)</tr>", shown.html)
    weights = [[real(cell) for cell in re.findall("<td>(.*?)</td>", row)[-3:]] for row in rows]
    apart = float(np.abs(np.subtract(*weights)).max())
    assert (apart > 0) == is_different
    assert is_different == (shown.record.compile.rate != "default")
    near(difference, apart)


def equal_scores(shown: Shown, **values: Any) -> None:
    scores, targets = (np.array(getattr(shown.record.metrics, name)) for name in ("scores", "targets"))
    equal = int((scores == targets).sum())
    assert bool(equal) == (values["count"] > 0)
    assert (values["count"], values["all"]) == (equal, len(scores))
    near(values["value"], equal / len(scores))


def ways_apart(shown: Shown, weights: str, losses: str, count: int) -> None:
    drawn = np.array([way["losses"] for way in shown.pictures["fit_ways_picture"]["ways"]])
    training = WaysRequest().training
    assert drawn.shape == (3, count)
    assert count == training.epochs * math.ceil(training.num_training / training.batch)
    assert real(losses) == pytest.approx(np.ptp(drawn, axis=0).max(), rel=0.06, abs=1e-12)
    assert real(weights) < 1e-6


def ways_why(shown: Shown, is_equal: bool) -> None:
    drawn = np.array([way["losses"] for way in shown.pictures["fit_ways_picture"]["ways"]])
    weights = re.findall(r"<td>(.*?)</td><td>(.*?)</td><td>(.*?)</td><td>.*?</td></tr>", shown.html)
    assert (np.ptp(drawn, axis=0).max() == 0 and len(set(weights)) == 1) == is_equal


# ---- predictions


def model_scores(shown: Shown) -> tuple[np.ndarray, np.ndarray]:
    """Scores and targets of the points that are predicted on, from the weights that were trained."""
    x, y, training, held = parts(shown.training)
    places = held if len(held) else training
    return x[places] @ np.array(shown.trainings[-1].logs[-1].weights), y[places]


def scores_told(shown: Shown, loss: str, outside: int, count: int, low: str, high: str) -> None:
    scores, _ = model_scores(shown)
    assert (shown.training.loss == "bce") == (loss == "bce")
    assert count == len(scores)
    assert abs(outside - int(((scores < 0) | (scores > 1)).sum())) <= 1  # rounding, beside 0 or 1
    near(low, scores.min())
    near(high, scores.max())


def call_ratio(shown: Shown, size: int, times: str) -> None:
    row = next(row for row in shown.pictures["predict_call_picture"]["rows"] if row["size"] == size)
    near(times, row["predict"] / row["call"], rel=0.06)


def points_told(shown: Shown, threshold: str, count: int, most: int) -> None:
    assert (real(threshold), count, most) == (
        0.0 if shown.training.loss == "bce" else 0.5,
        len(shown.record.points),
        200,
    )


FIT_TRUTHS: Final[Mapping[str, Callable[..., None]]] = {
    "fit.grew": lambda shown, **v: course(shown, lambda first, last: last > 2 * first, **v),
    "fit.stayed": lambda shown, **v: course(
        shown, lambda first, last: abs(last - first) <= 2e-3 * first, **v
    ),
    "fit.one_batch": lambda shown, count: validation_counts(shown, 0, count, shown.training.batch),
    "fit.none_held": partial(holds, lambda record: record.training.val == 0),
    "fit_page.validation.counts": validation_counts,
    "fit_page.running.why": lambda shown, **v: running(shown, lambda e: e["history"] > e["after"], **v),
    "fit_page.running.why_reversed": lambda shown, **v: running(
        shown, lambda e: e["history"] <= e["after"], **v
    ),
    "fit_page.running.val_lower": lambda shown, **v: running(shown, lambda e: e["val"] < e["history"], **v),
    "fit_page.running.val_not_lower": lambda shown, **v: running(
        shown, lambda e: e["val"] >= e["history"], **v
    ),
    "fit_page.running.alt": lambda shown, lines: holds(
        lambda record: (
            len(re.findall(r"(?:^|, )(?=History|Training)", lines)) == 2 + (record.training.val > 0)
        ),
        shown,
    ),
    "fit_page.split.held": held_counts,
    "fit_page.split.why": lambda shown, **v: split_told(
        shown, lambda s: s["held"] <= 0.1 and s["permuted"] > 0.9, **v
    ),
    "fit_page.split.why_mild": lambda shown, **v: split_told(
        shown, lambda s: s["held"] > 0.1 and s["permuted"] > 0.9 and not s["negatives"], **v
    ),
    "fit_page.split.why_untrained": lambda shown, **v: split_told(
        shown, lambda s: s["permuted"] < 0.9 and s["last"] <= s["first"], **v
    ),
    "fit_page.choosing.told.best": best_told,
    "fit_page.choosing.told.all_best": best_told,
    "fit_page.choosing.told.grew": grew_told,
    "fit_page.choosing.told.no_comparison": no_comparison,
    "fit_page.choosing.told.ahead": ahead_told,
    "fit_page.compile.same": partial(programs_differ, is_different=False),
    "fit_page.compile.differ": partial(programs_differ, is_different=True),
    "fit_page.metrics.equal_none": equal_scores,
    "fit_page.metrics.equal_some": equal_scores,
    "fit_page.ways.difference": ways_apart,
    "fit_page.ways.why": partial(ways_why, is_equal=False),
    "fit_page.ways.why_same": partial(ways_why, is_equal=True),
    "predict_page.scores.mse": partial(scores_told, loss="mse"),
    "predict_page.scores.bce": partial(scores_told, loss="bce"),
    "predict_page.call.why": call_ratio,
    "predict_page.points.told": points_told,
}
