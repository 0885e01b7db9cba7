"""The words of a training in a link: the same on every page that trains by fit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from playground.core.points_store import points_of, word_of
from playground.lessons.shared.view.page_state import Word, real, text, whole

__all__ = ["OWN_POINTS", "OWN_POINTS_OF_PREDICT", "TRAINING", "TRAINING_WORDS"]

TRAINING: Final = "training"  # the field of a page's record
_REALS: Final = ("neg_x", "neg_y", "pos_x", "pos_y", "val", "lr")
_WHOLES: Final = ("samples", "seed", "batch", "epochs", "init_seed", "shuffle_seed")
_TEXTS: Final = ("optimizer", "loss", "metric")
TRAINING_WORDS: Final[Mapping[str, Word]] = {
    **{name: real(TRAINING, name) for name in _REALS},
    **{name: whole(TRAINING, name) for name in _WHOLES},
    **{name: text(TRAINING, name) for name in _TEXTS},
}
# On the page of predictions `points` are the new points.
OWN_POINTS_OF_PREDICT: Final = "own_points"
# Own points as the stages have them in their links.
OWN_POINTS: Final = Word(TRAINING, "points", points_of, word_of)
