"""The trained model as a .keras file. It is made by TensorFlow, in the trainer's process.

Files only go out: a .keras file of somebody else may run code when it is loaded, so none is ever read.
"""

from __future__ import annotations

from typing import Final

from playground.core.wire_format import NUM_WEIGHTS
from playground.export.history import whole_run
from playground.export.targets import Material

__all__ = ["keras_file"]

SAVE: Final = "playground.engine.keras_file:keras_file"


def keras_file(material: Material) -> bytes:
    """The model with the weights that the run ends with."""
    e = material.experiment
    # Two rows are enough: the file needs the last one's weights.
    last = whole_run(material, 2).rows[-1]
    first = e.columns.index("w1") if e.is_linear else len(e.columns)
    weights = last[first : first + (NUM_WEIGHTS if e.is_linear else e.num_row_weights)]
    content: bytes = material.ask(SAVE, e, weights)
    return content
