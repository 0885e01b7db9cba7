"""The initialisers of kernels, with the class of Keras that draws each.

Adding one: its entry here and its label in the catalogues (knobs: initializer.choices).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

__all__ = ["INITIALIZERS", "ZEROS"]

ZEROS = "zeros"  # draws nothing and takes no seed

INITIALIZERS: Mapping[str, str] = MappingProxyType(
    {
        "glorot_uniform": "GlorotUniform",
        "glorot_normal": "GlorotNormal",
        "he_uniform": "HeUniform",
        "he_normal": "HeNormal",
        "lecun_normal": "LecunNormal",
        ZEROS: "Zeros",
    }
)
