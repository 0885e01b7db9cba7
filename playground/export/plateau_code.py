"""How a program ends at a plateau of its loss: the rule of keras.callbacks.EarlyStopping in its own loop."""

from __future__ import annotations

from typing import Final

from playground.core.experiment import Experiment

__all__ = ["PLATEAU_START", "plateau_code"]

PLATEAU_START: Final = "best, wait = np.float32(np.inf), 0\n\n"


def plateau_code(experiment: Experiment, measured: str) -> str:
    """What the loop does before each update; `measured` is the expression of the loss on all points."""
    return (
        f"measured = float({measured})\n"
        "wait += 1\n"
        f"if np.float32(measured + {experiment.min_delta!r}) < best:\n"
        "    best, wait = np.float32(measured), 0\n"
        f"elif wait >= {experiment.patience}:\n"
        '    print(f"No improvement before step {step}")\n'
        "    break\n"
    )
