"""The code that draws an experiment's points: `points` float32 (n, 2) and `labels` (n,)."""

from __future__ import annotations

from playground.core.datasets import SHAPES, class_points
from playground.core.experiment import Experiment
from playground.core.parsing import number_text
from playground.export.function_source import source_of
from playground.export.numbers import covariance_text, product_text

__all__ = ["points_code"]

_HEAD = "import keras\nimport numpy as np\nimport tensorflow as tf\n\n"


def points_code(experiment: Experiment) -> str:
    """The code for the experiment's data set, or for own points from their file."""
    code = _HEAD + _drawn(experiment)
    return code if experiment.test_points is None else f"{code}\n\n{_TEST}"


# The test set stands behind the points of the data set, and is not trained on.
_TEST = """\
num_drawn = len(points)
table = np.loadtxt("test_points.csv", delimiter=",", skiprows=1)  # x1,x2,label
table = table[np.argsort(table[:, 2], kind="stable")]
points = np.vstack((points, table[:, :2].astype(np.float32)))
labels = np.concatenate((labels, table[:, 2].astype(int)))"""


def _drawn(e: Experiment) -> str:
    if e.data_set == "own":
        return (
            'table = np.loadtxt("points.csv", delimiter=",", skiprows=1)  # x1,x2,label\n'
            'table = table[np.argsort(table[:, 2], kind="stable")]\n'
            "points, labels = table[:, :2].astype(np.float32), table[:, 2].astype(int)"
        )
    return _gaussians(e) if e.data_set == "gaussians" else _shaped(e)


def _gaussians(e: Experiment) -> str:
    code = "classes = [\n"
    for mean, sigma, count in (
        ((e.neg_x, e.neg_y), (e.neg_sx, e.neg_sy, e.neg_rho), e.neg_n),
        ((e.pos_x, e.pos_y), (e.pos_sx, e.pos_sy, e.pos_rho), e.pos_n),
    ):
        means = ", ".join(map(number_text, mean))
        rows = covariance_text(*sigma)
        label = code.count("default_rng")
        code += (
            f"    np.random.default_rng([{e.seed}, {label}]).multivariate_normal(\n"
            f'        mean=[{means}], cov=[{rows}], size={count}, method="cholesky"),\n'
        )
    return code + (
        "]\n"
        "points = np.vstack(classes).astype(np.float32)\n"
        f"labels = np.repeat([0, 1], [{e.neg_n}, {e.pos_n}])"
    )


def _shaped(e: Experiment) -> str:
    shape = SHAPES[e.data]
    return (
        f"{source_of(shape.places, class_points)}\n\n\n"
        f"clouds = [\n"
        f"    class_points({shape.places.__name__}, seed={e.seed}, label=label, classes={e.num_classes}, "
        f"count={e.samples}, spread={product_text(e.noise, shape.scale)})\n"
        f"    for label in range({e.num_classes})\n"
        "]\n"
        "points = np.concatenate(clouds).astype(np.float32)\n"
        f"labels = np.repeat(np.arange({e.num_classes}), {e.samples})"
    )
