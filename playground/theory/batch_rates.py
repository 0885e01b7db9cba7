"""The critical learning rate of mini-batch gradient descent on a parabola, its points shuffled every epoch.

An update multiplies the error e = w - w* by A = 1 - lr·H_B, H_B the Hessian of its batch. On average over
all shuffles the second moment S = E[eeᵀ] goes to E[A·S·A], a linear map of symmetric matrices; the squared
error stays bounded on average exactly when the map of a whole epoch has no eigenvalue above 1 (mean-square
stability: Wu, Ma, E 2018). An epoch takes each point once, so its batches depend on each other.

This is a statement about the average over all `shuffle_seed`s. What a learner sees is one run, with one
sequence of shuffles: it grows for ever only above the rate at which the mean *logarithm* of the error stops
falling (where the Lyapunov exponent is 0). That rate is the higher one, since few shuffles that grow
enormously rule the average: 0 to 20 % higher in simulations of 10 to 2000 points. In between a run leaps now
and then and comes back.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "BatchRate",
    "batch_critical_lr",
    "critical_lr_of_moments",
    "independent_critical_lr",
    "sandwich",
    "vector",
]

MOST_ORDERS = 6000  # ways to go on from a set of points to a larger one: 10 points in batches of 2 have 5760
MOST_MEMBERS = 200_000  # of all batches together
STRIDE = 1.5  # of the search for a rate
PRECISION = 1e-7  # of the growth of an epoch, a logarithm, at a rate that was searched for
CURVED = 1e-12  # of the largest eigenvalue: directions that curve less do not move
Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class BatchRate:
    """A critical rate of the average over all shuffles; `exact`, or else an estimate of it."""

    lr: float
    exact: bool


def batch_critical_lr(x: Array, batch_size: int, ridge: Array | None = None) -> BatchRate:
    """The rate above which the squared error of mini-batches grows on average over all shuffles.

    x (n, P): rows of inputs, a 1 for the bias among them; the loss of a batch is the mean squared error plus
    Σ ½·ridge·w², `ridge` (P,). Epochs shuffle the n points anew and cut them into batches; the last may be
    smaller.

    Exact where the ways to cut an epoch are few (up to 10 points; batches of half of 12; of all but one of
    20): the expected map of an epoch is summed over all of them. Else an estimate from batches that are drawn
    independently of each other (`independent_critical_lr`). A shuffled epoch of equal batches is steadier
    than that, as a point that pushes is followed by all others that pull back: simulation gave a rate 12 to
    48 % higher for batches of 1 to 8 among 20 to 200 points, and among 2000 points 5 % for batches of 32 and
    1 % for 256. The estimate can be too high where an epoch is two batches of few points (by 9 % for 2 and 2)
    or one small batch after few large ones.
    """
    z, own = _curved(x, np.zeros(x.shape[1]) if ridge is None else ridge)
    estimate = _independent(z, own, batch_size)
    plan = _plan(len(z), batch_size)
    if plan is None or z.shape[1] > 3:
        return BatchRate(estimate, False)
    outer = z[:, :, None] * z[:, None, :]
    hessians = 2.0 * np.tensordot(plan.members, outer, 1) + own
    linear, square = 2.0 * sandwich(np.eye(z.shape[1]), hessians), sandwich(hessians, hessians)

    def growth(lr: float) -> float:
        return _log_radius(_expected_epoch(plan, np.eye(linear.shape[-1]) - lr * linear + lr * lr * square))

    return BatchRate(_crossing(growth, estimate), True)


def independent_critical_lr(x: Array, batch_size: int, ridge: Array | None = None) -> float:
    """The same if all batches of an epoch were drawn independently of each other, each without replacement.

    The growth of an epoch is then the product of that of its batches, of which the last may be smaller. For
    equal ones the rate is that of `critical_lr_of_moments` with α = (n - B)/(B(n - 1)).
    """
    z, own = _curved(x, np.zeros(x.shape[1]) if ridge is None else ridge)
    return _independent(z, own, batch_size)


def critical_lr_of_moments(hessian: Array, fourth: Array, alpha: float) -> float:
    """The critical rate of independent batches from moments of their Hessians, no direction being flat.

    With the Hessian h = 2xxᵀ of one point the second moment S of the error goes to E[(1 - lr·H_B)·S·(1 -
    lr·H_B)], which shrinks every S exactly when lr is below

        1 / λmax(D^-½·C·D^-½),    D: S → HS + SH,    C: S → E[H_B·S·H_B] = α·E[hSh] + (1 - α)·HSH.

    `hessian` H (P, P); `fourth` the matrix of S → E[hSh] in the basis of `sandwich`. α is 0 if a batch holds
    all points, which gives 2/λmax, and 1/B for B of infinitely many.
    """
    square = alpha * fourth + (1.0 - alpha) * sandwich(hessian, hessian)
    return _closed(2.0 * sandwich(np.eye(len(hessian)), hessian), square)


def _curved(x: Array, ridge: Array) -> tuple[Array, Array]:
    """Points and ridge in coordinates without the directions in which nothing moves."""
    values, vectors = np.linalg.eigh(2.0 / len(x) * (x.T @ x) + np.diag(ridge))
    basis = vectors[:, values > CURVED * values[-1]]
    return x @ basis, basis.T @ (ridge[:, None] * basis)


def _fourth_moments(x: Array) -> Array:
    """The matrix of S → E[hSh], h = 2xxᵀ over the rows of x (n, P), in the basis of `sandwich`."""
    first, second = np.triu_indices(x.shape[1])
    products = x[:, first] * x[:, second] * np.where(first == second, 1.0, math.sqrt(2.0))
    moments: Array = 4.0 / len(x) * (products.T @ products)
    return moments


def _independent(z: Array, own: Array, batch_size: int) -> float:
    """The critical rate of epochs of independent batches; the last one may be smaller than the others."""
    n, mean = len(z), 2.0 / len(z) * (z.T @ z)
    hessian, fourth = mean + own, _fourth_moments(z)
    spread = fourth - sandwich(mean, mean)
    linear, whole = 2.0 * sandwich(np.eye(len(mean)), hessian), sandwich(hessian, hessian)

    def square(size: int) -> Array:
        return whole + (n - size) / (size * max(n - 1, 1)) * spread

    full, rest = divmod(n, batch_size)
    if rest == 0:
        return _closed(linear, square(batch_size))
    one = np.eye(len(linear))

    def growth(lr: float) -> float:
        values, vectors = np.linalg.eigh(one - lr * linear + lr * lr * square(batch_size))
        largest = np.abs(values).max()
        others = (vectors * (values / largest) ** full) @ vectors.T
        return full * math.log(largest) + _log_radius((one - lr * linear + lr * lr * square(rest)) @ others)

    return _crossing(growth, _closed(linear, square(rest)))


def _closed(linear: Array, square: Array) -> float:
    """The largest lr at which 1 - lr·linear + lr²·square has no eigenvalue above 1."""
    values, vectors = np.linalg.eigh(linear)
    root = vectors / np.sqrt(values)
    return 1.0 / float(np.linalg.eigvalsh(root.T @ square @ root)[-1])


def _crossing(growth: Callable[[float], float], guess: float) -> float:
    """The rate near the guess at which the growth comes to PRECISION (secant in a bracket).

    Not to 0: a direction with hardly any curvature keeps the growth just below that at every small rate.
    """

    def excess(rate: float) -> float:
        return growth(rate) - PRECISION

    low = high = guess
    below = above = excess(guess)
    while below > 0.0:
        high, above = low, below
        low /= STRIDE
        below = excess(low)
    while above <= 0.0:
        low, below = high, above
        high *= STRIDE
        above = excess(high)
    before, last = (low, below), (high, above)
    while abs(last[1]) > 0.5 * PRECISION and high - low > 1e-9 * high:
        rate = last[0] - last[1] * (last[0] - before[0]) / ((last[1] - before[1]) or math.inf)
        rate = rate if low < rate < high else 0.5 * (low + high)
        before, last = last, (rate, excess(rate))
        low, high = (low, rate) if last[1] > 0.0 else (rate, high)
    return last[0]


def _log_radius(matrix: Array) -> float:
    return math.log(np.abs(np.linalg.eigvals(matrix)).max())


def sandwich(a: Array, b: Array) -> Array:
    """The matrix of S → ½(A·S·B + B·S·A) on symmetric matrices, for symmetric A and B (…, P, P).

    The basis is orthonormal: for each pair a ≤ b the matrix with 1 at (a, a), or 1/√2 at (a, b) and (b, a).
    """
    first, second = np.triu_indices(a.shape[-1])
    scale = np.where(first == second, math.sqrt(0.5), 1.0)
    rows, columns = first[:, None], second[:, None]
    found = a[..., rows, first] * b[..., columns, second] + a[..., rows, second] * b[..., columns, first]
    if a is not b:
        found = found + b[..., rows, first] * a[..., columns, second]
        found = 0.5 * (found + b[..., rows, second] * a[..., columns, first])
    matrix: Array = scale[:, None] * found * scale
    return matrix


def vector(a: Array) -> Array:
    """A symmetric matrix (P, P) in the basis of `sandwich`."""
    first, second = np.triu_indices(len(a))
    found: Array = a[first, second] * np.where(first == second, 1.0, math.sqrt(2.0))
    return found


@dataclass(frozen=True, eq=False)
class _Layer:
    """One batch of an epoch, (sets, ways): row u holds the ways to set u, by the set before and the batch."""

    batch: NDArray[np.intp]
    source: NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class _Plan:
    """All ways to cut an epoch: `members` (batches, n) holds 1/size for the points of a batch."""

    members: Array
    layers: tuple[_Layer, ...]


def _expected_epoch(plan: _Plan, maps: Array) -> Array:
    """E[K_last ··· K_1] over all ways to cut an epoch into batches, from the map of each batch.

    With T(∅) = 1, T(U) is the mean of K_B·T(U without B) over the batches B that may have come last.
    """
    d = maps.shape[-1]
    found = np.eye(d)[None]
    for layer in plan.layers:
        sets, ways = layer.batch.shape
        rows = maps[layer.batch].reshape(
            sets, ways * d, d
        )  # the maps are symmetric: this is their row, transposed
        found = rows.transpose(0, 2, 1) @ found[layer.source].reshape(sets, ways * d, d) / ways
    expected: Array = found[0]
    return expected


@lru_cache(maxsize=16)
def _plan(n: int, batch_size: int) -> _Plan | None:
    """The ways to cut an epoch of n points; None where there are too many."""
    sizes = [min(batch_size, n - seen) for seen in range(0, n, batch_size)]
    orders = members = seen = 0
    for size in sizes:
        orders += math.comb(n, seen) * math.comb(n - seen, size)
        members += math.comb(n, size) * n
        seen += size
        if orders > MOST_ORDERS or members > MOST_MEMBERS:
            return None
    batches: dict[frozenset[int], int] = {}
    sets, layers = [frozenset[int]()], []
    for size in sizes:
        ways: dict[frozenset[int], list[tuple[int, int]]] = {}
        for source, before in enumerate(sets):
            for chosen in combinations(sorted(set(range(n)) - before), size):
                batch = frozenset(chosen)
                number = batches.setdefault(batch, len(batches))
                ways.setdefault(before | batch, []).append((number, source))
        sets = list(ways)
        pairs = np.array(list(ways.values()), np.intp)
        layers.append(_Layer(pairs[..., 0], pairs[..., 1]))
    table = np.zeros((len(batches), n))
    for batch, number in batches.items():
        table[number, list(batch)] = 1.0 / len(batch)
    return _Plan(table, tuple(layers))
