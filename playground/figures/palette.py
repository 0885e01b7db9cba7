"""Colours and marks that mean the same in every picture at rest, and what the stage draws them as.

A figure does not know which ground it stands on: these tones lie between the stage's light and dark ones
(assets/stage/stage.css, stage_network.css) and are readable on both.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

__all__ = ["CLASSES", "HELD_OUT", "HOLLOW", "NEGATIVE", "POSITIVE", "TRAINING", "series"]

NEGATIVE: Final = "#2f7fc1"
POSITIVE: Final = "#d9701f"
TRAINING: Final = "#0b8f88"
CLASSES: Final = (NEGATIVE, POSITIVE, "#a45fb8", "#149a74", "#a98a17")
HELD_OUT: Final = "#a95fc0"
HOLLOW: Final = "-open"  # behind the name of a symbol: a point that is held out of training


def series(held: bool, symbol: str = "circle") -> Mapping[str, Any]:
    """Line and marks of a series: training solid and filled, held out dashed and hollow."""
    colour = HELD_OUT if held else TRAINING
    return {
        "line": {"dash": "dash" if held else "solid", "width": 2, "color": colour},
        "marker": {"symbol": symbol + (HOLLOW if held else ""), "size": 7, "color": colour},
    }
