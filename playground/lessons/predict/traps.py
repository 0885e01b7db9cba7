"""The traps of the page of predictions: shapes and thresholds."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from playground.lessons.shared.trap_records import Trap

__all__ = ["TRAPS"]

_ONES = (
    'model = keras.Sequential([keras.Input(shape=(2,)), keras.layers.Dense(1, kernel_initializer="ones")])\n'
)
_LOGITS = """\
targets = np.array([[0], [0], [1], [1]])
logits = np.array([[-3.0], [-0.5], [0.2], [0.4]])  # of a model that was trained from_logits=True
predicted = logits > {threshold}
accuracy = np.mean(predicted == targets)"""
_COMPARED = """\
targets = np.array([0, 0, 1, 1])
predictions = np.array([[0.1], [0.2], [0.8], [0.9]])
right = (predictions{flat} > 0.5) == targets
accuracy = np.mean(right)"""

TRAPS: Mapping[str, Trap] = MappingProxyType(
    {
        "one_point": Trap(
            page="predict",
            wrong=f"{_ONES}point = np.array([3.0, 0.5])\nscore = model.predict(point, verbose=0)",
            repaired=f"{_ONES}point = np.array([[3.0, 0.5]])\nscore = model.predict(point, verbose=0)",
            shows=("score",),
            error="ValueError",
        ),
        "logit_threshold": Trap(
            page="predict",
            wrong=_LOGITS.format(threshold="0.5"),
            repaired=_LOGITS.format(threshold="0.0"),
            shows=("predicted", "accuracy"),
        ),
        "flat_comparison": Trap(
            page="predict",
            wrong=_COMPARED.format(flat=""),
            repaired=_COMPARED.format(flat="[:, 0]"),
            shows=("right", "accuracy"),
        ),
    }
)
