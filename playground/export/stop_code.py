"""How a program's loop asks whether its run ends before its last step."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from playground.core.experiment import Experiment

__all__ = ["START_CODE", "plateau_code", "reached_code"]

# What stands before the loop, by the way to stop.
START_CODE: Final[Mapping[str, str]] = MappingProxyType({"plateau": "best, wait = np.float32(np.inf), 0\n\n"})


def reached_code(condition: str) -> str:
    """The end at a target: `condition` is an expression."""
    return f'if {condition}:\n    print(f"Target reached before step {{step}}")\n    break\n'


def plateau_code(experiment: Experiment, measured: str) -> str:
    """The rule of keras.callbacks.EarlyStopping; `measured` is the expression of the loss on all points."""
    return (
        f"measured = float({measured})\n"
        "wait += 1\n"
        f"if np.float32(measured + {experiment.min_delta!r}) < best:\n"
        "    best, wait = np.float32(measured), 0\n"
        f"elif wait >= {experiment.patience}:\n"
        '    print(f"No improvement before step {step}")\n'
        "    break\n"
    )
