"""The points an experiment trains on: two Gaussian classes, another data set, or own points. Pure NumPy."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from playground.core.datasets import SHAPES, class_points
from playground.core.experiment import Experiment
from playground.core.points import Points

__all__ = [
    "CACHED_SAMPLES",
    "Sample",
    "Split",
    "all_points",
    "batch_indices",
    "covariance",
    "draw",
    "split",
    "sample_to_test",
]

CACHED_SAMPLES = 256  # a class in which everybody has points of their own
_CACHED_SETS = 32  # of own points: the largest are 240 kB
SPLIT_STREAM = 1000  # the generator of the held-out points is default_rng([seed, 1000])


@dataclass(frozen=True, eq=False)
class Sample:
    """All points: inputs float32 (n, 2), targets float32 (n, 1), read-only, class after class.

    A target is the number of its class: 0 and 1, or 0 … k-1 for `data=classes`.
    """

    inputs: NDArray[np.float32]
    targets: NDArray[np.float32]

    @property
    def num_samples(self) -> int:
        return len(self.inputs)

    @property
    def num_negatives(self) -> int:
        return int(np.count_nonzero(self.targets == 0.0))

    @property
    def labels(self) -> NDArray[np.uint8]:
        """The class of each point (n,)."""
        labels: NDArray[np.uint8] = self.targets[:, 0].astype(np.uint8)
        return labels


@dataclass(frozen=True, eq=False)
class Split:
    """Places in a sample, int32: those trained on, in the order of training, and those held out."""

    training: NDArray[np.int32]
    held: NDArray[np.int32]


def covariance(sx: float, sy: float, rho: float) -> NDArray[np.float64]:
    """Σ = [[sx², ρ·sx·sy], [ρ·sx·sy, sy²]], positive definite for |ρ| < 1."""
    return np.array([[sx * sx, rho * sx * sy], [rho * sx * sy, sy * sy]])


def draw(experiment: Experiment) -> Sample:
    """The sample of an experiment; class c comes from its own generator `default_rng([seed, c])`.

    So moving a mean translates its class, and asking for more samples keeps the ones that were there.
    """
    if experiment.points is not None:
        return _arranged(experiment.points)
    e = experiment
    if e.data != "gaussians":
        return _shaped(e.data, e.seed, e.num_classes, e.samples, e.noise)
    return _drawn(
        e.seed,
        (e.neg_x, e.neg_y, e.neg_sx, e.neg_sy, e.neg_rho, e.neg_n),
        (e.pos_x, e.pos_y, e.pos_sx, e.pos_sy, e.pos_rho, e.pos_n),
    )


_Gaussian = tuple[float, float, float, float, float, int]


@lru_cache(maxsize=CACHED_SAMPLES)
def _drawn(seed: int, negative: _Gaussian, positive: _Gaussian) -> Sample:
    clouds = []
    for number, (mean_x, mean_y, sx, sy, rho, count) in enumerate((negative, positive)):
        generator = np.random.default_rng([seed, number])
        cloud = generator.multivariate_normal(
            (mean_x, mean_y), covariance(sx, sy, rho), size=count, method="cholesky"
        )
        clouds.append(cloud)
    targets = np.repeat([0.0, 1.0], [negative[-1], positive[-1]])
    return _sample(np.concatenate(clouds), targets)


@lru_cache(maxsize=CACHED_SAMPLES)
def _shaped(name: str, seed: int, classes: int, count: int, noise: float) -> Sample:
    shape = SHAPES[name]
    spread = noise * shape.scale
    clouds = [class_points(shape.places, seed, label, classes, count, spread) for label in range(classes)]
    return _sample(np.concatenate(clouds), np.repeat(np.arange(classes), count))


@lru_cache(maxsize=_CACHED_SETS)
def _arranged(points: Points) -> Sample:
    order = np.argsort(points.targets, kind="stable")
    return _sample(points.inputs[order], points.targets[order])


def _sample(inputs: NDArray[np.floating], targets: NDArray[np.floating]) -> Sample:
    inputs32 = np.ascontiguousarray(inputs, dtype=np.float32)
    targets32 = np.ascontiguousarray(targets, dtype=np.float32).reshape(-1, 1)
    inputs32.setflags(write=False)
    targets32.setflags(write=False)
    return Sample(inputs32, targets32)


def all_points(experiment: Experiment) -> Sample:
    """The points of the data set, and behind them those of the test set with the numbers of its classes."""
    drawn, tested = draw(experiment), sample_to_test(experiment)
    return drawn if tested is None else _joined(drawn, tested)


def sample_to_test(experiment: Experiment) -> Sample | None:
    """The test set, class after class by the numbers that the model has for them; None without one."""
    if experiment.test_points is None:
        return None
    return _numbered(experiment.test_points, experiment.class_names)


@lru_cache(maxsize=_CACHED_SETS)
def _numbered(points: Points, class_names: tuple[str, ...]) -> Sample:
    """Points whose classes have the numbers of another set's classes of the same names."""
    numbers = np.array([class_names.index(name) for name in points.class_names], dtype=np.float32)
    targets = numbers[points.targets.astype(int)]
    order = np.argsort(targets, kind="stable")
    return _sample(points.inputs[order], targets[order])


@lru_cache(maxsize=_CACHED_SETS)
def _joined(first: Sample, second: Sample) -> Sample:
    inputs, targets = np.vstack([first.inputs, second.inputs]), np.vstack([first.targets, second.targets])
    return _sample(inputs, targets)


def split(experiment: Experiment) -> Split:
    """The held-out points: the first of a permutation of all points by `default_rng([seed, 1000])`.

    The others are trained on in the permutation's order; with val=0 in the natural one. With a test set
    its points are the ones held out, and the whole data set is trained on.
    """
    e = experiment
    if e.test_points is not None:
        return _with_test_set(e.num_drawn, e.num_points)
    return _split(e.seed, e.num_points, e.num_held)


@lru_cache(maxsize=CACHED_SAMPLES)
def _with_test_set(drawn: int, count: int) -> Split:
    order = np.arange(count, dtype=np.int32)
    order.setflags(write=False)
    return Split(order[:drawn], order[drawn:])


@lru_cache(maxsize=CACHED_SAMPLES)
def _split(seed: int, count: int, held: int) -> Split:
    natural = np.arange(count)
    shuffled = np.random.default_rng([seed, SPLIT_STREAM]).permutation(count) if held else natural
    order = np.asarray(shuffled, dtype=np.int32)
    order.setflags(write=False)
    return Split(order[held:], order[:held])


def batch_indices(
    experiment: Experiment, start: int, stop: int
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """The indices of the updates start … stop-1, one after another, and their offsets (stop-start+1,).

    They count the points that are trained on, in the order of `split(experiment).training`.
    Update k of the range uses `indices[offsets[k]:offsets[k + 1]]`. Epoch e shuffles by
    `default_rng([shuffle_seed, e]).permutation(n)`; its last batch may be smaller. A full batch keeps
    the natural order.
    """
    count = max(stop - start, 0)
    n, size, per_epoch = experiment.num_samples, experiment.batch_size, experiment.batches_per_epoch
    if experiment.is_full_batch:
        offsets = np.arange(count + 1, dtype=np.int32) * np.int32(n)
        return np.tile(np.arange(n, dtype=np.int32), count), offsets
    steps = np.arange(start, start + count, dtype=np.int64)
    sizes = np.where(steps % per_epoch == per_epoch - 1, n - (per_epoch - 1) * size, size)
    offsets = np.concatenate(([0], np.cumsum(sizes))).astype(np.int32)
    pieces = [np.empty(0, dtype=np.int32)]
    for epoch in range(start // per_epoch, -(-(start + count) // per_epoch)):
        first = max(start - epoch * per_epoch, 0) * size
        last = min((start + count - epoch * per_epoch) * size, n)
        pieces.append(_permutation(experiment.shuffle_seed, epoch, n)[first:last])
    return np.concatenate(pieces), offsets


@lru_cache(maxsize=CACHED_SAMPLES)
def _permutation(shuffle_seed: int, epoch: int, n: int) -> NDArray[np.int32]:
    order = np.random.default_rng([shuffle_seed, epoch]).permutation(n).astype(np.int32)
    order.setflags(write=False)
    return order
