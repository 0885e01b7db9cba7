"""The code that draws an experiment's points: `points` float32 (n, 2) and `labels` (n,)."""

from __future__ import annotations

from playground.core.data import covariance
from playground.core.datasets import RADIUS, SHAPES, TURNS
from playground.core.experiment import Experiment
from playground.core.parsing import number_text

__all__ = ["points_code"]

_HEAD = "import keras\nimport numpy as np\nimport tensorflow as tf\n\n"
_POLAR = "np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])"
# The body of places(uniform, label): where the points of a class lie, from uniform numbers (n, 2).
_PLACES = {
    "circle": f"""\
inner, outer = (0.0, 0.5) if label == 1 else (0.75, 1.0)
radius = {RADIUS} * np.sqrt(inner**2 + (outer**2 - inner**2) * uniform[:, 0])
angle = 2 * np.pi * uniform[:, 1]
return {_POLAR}""",
    "xor": f"""\
low = 0.1 * {RADIUS}
signs = np.where(uniform < 0.5, -1.0, 1.0)
signs[:, 1] = signs[:, 0] if label == 1 else -signs[:, 0]
return signs * (low + ({RADIUS} - low) * np.mod(2 * uniform, 1.0))""",
    "moons": """\
angle = np.pi * uniform[:, 0]
if label == 1:
    return np.column_stack([1.0 - 2 * np.cos(angle), 0.5 - 2 * np.sin(angle)])
return np.column_stack([2 * np.cos(angle) - 1.0, 2 * np.sin(angle) - 0.5])""",
    "spiral": f"""\
along = 0.08 + 0.92 * uniform[:, 0]
radius = {RADIUS} * along
angle = 2 * np.pi * ({TURNS} * along + 0.5 * label)
return {_POLAR}""",
    "classes": f"""\
angle = np.full(len(uniform), 2 * np.pi * (0.25 + label / {{classes}}))
radius = {RADIUS}
return {_POLAR}""",
}


def points_code(experiment: Experiment) -> str:
    """The code for the experiment's data set, or for own points from their file."""
    e = experiment
    if e.data_set == "own":
        return _HEAD + (
            'table = np.loadtxt("points.csv", delimiter=",", skiprows=1)  # x1,x2,label\n'
            'table = table[np.argsort(table[:, 2], kind="stable")]\n'
            "points, labels = table[:, :2].astype(np.float32), table[:, 2].astype(int)"
        )
    return _HEAD + (_gaussians(e) if e.data_set == "gaussians" else _shaped(e))


def _gaussians(e: Experiment) -> str:
    code = "classes = [\n"
    for mean, sigma, count in (
        ((e.neg_x, e.neg_y), (e.neg_sx, e.neg_sy, e.neg_rho), e.neg_n),
        ((e.pos_x, e.pos_y), (e.pos_sx, e.pos_sy, e.pos_rho), e.pos_n),
    ):
        means = ", ".join(map(number_text, mean))
        rows = ", ".join(f"[{', '.join(map(number_text, row))}]" for row in covariance(*sigma).tolist())
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
    name, count, spread = e.data, e.samples, e.noise * SHAPES[e.data].scale
    body = "\n".join(f"    {line}" for line in _PLACES[name].format(classes=e.num_classes).split("\n"))
    return (
        f"def places(uniform, label):\n{body}\n\n\n"
        "def points_of(label):\n"
        f"    uniform = np.random.default_rng([{e.seed}, label]).random(({count}, 2))\n"
        f"    normal = np.random.default_rng([{e.seed}, label, 1]).standard_normal(({count}, 2))\n"
        f"    return places(uniform, label) + {spread!r} * normal\n\n\n"
        f"points = np.vstack([points_of(label) for label in range({e.num_classes})]).astype(np.float32)\n"
        f"labels = np.repeat(np.arange({e.num_classes}), {count})"
    )
