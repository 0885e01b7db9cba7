"""The forty losses that the chapter prints, beside those of the run on the stage, and why they differ."""

from __future__ import annotations

from typing import Final

import streamlit as st

from playground.core.experiment import Experiment
from playground.shell.language import Say, speaker
from playground.shell.tables import number, table, words
from playground.theory.critical_rate import mode_factors
from playground.theory.population import population
from playground.theory.summary import summary

__all__ = ["PRINTED", "excess_share", "is_of_the_chapter", "printed_losses"]

# What the chapter's program printed, step 0 to 39.
PRINTED: Final[tuple[float, ...]] = (
    *(3.6422, 0.4880, 0.1784, 0.1311, 0.1176, 0.1090, 0.1016, 0.0949, 0.0888, 0.0832),
    *(0.0781, 0.0735, 0.0692, 0.0654, 0.0619, 0.0586, 0.0557, 0.0530, 0.0506, 0.0483),
    *(0.0463, 0.0444, 0.0427, 0.0412, 0.0398, 0.0385, 0.0373, 0.0362, 0.0352, 0.0343),
    *(0.0335, 0.0328, 0.0321, 0.0315, 0.0309, 0.0304, 0.0299, 0.0295, 0.0291, 0.0287),
)
_FREE: Final = frozenset({"seed", "init_seed", "steps"})  # what the chapter leaves to chance, or to taste
_FROM, _TO = 10, 20  # steps between which one slow direction is all that is left


def is_of_the_chapter(experiment: Experiment) -> bool:
    """Whether a run is the chapter's but for its random numbers."""
    return set(experiment.to_query()) <= _FREE and experiment.points is None


def excess_share(first: float, last: float, floor: float) -> float:
    """The share of the loss above its floor that one update leaves, on average between the two steps."""
    return float(((last - floor) / (first - floor)) ** (1 / (_TO - _FROM)))


def printed_losses(experiment: Experiment, losses: list[float]) -> None:
    """Both lists, folded, for a run of the chapter's settings; `losses` is the run's, from step 0."""
    if not is_of_the_chapter(experiment) or len(losses) < len(PRINTED):
        return
    say = speaker()
    with st.expander(say("printed_losses.title")):
        words(say("printed_losses.why"))
        words(_slow_part(experiment, losses, say))
        head = [say("linear.history.step"), say("printed_losses.notes"), say("printed_losses.here")]
        pairs = zip(PRINTED, losses, strict=False)
        rows = [[str(step), f"{printed:.4f}", f"{own:.4f}"] for step, (printed, own) in enumerate(pairs)]
        table(say("printed_losses.title"), head, rows)


def _slow_part(experiment: Experiment, losses: list[float], say: Say) -> str:
    """What both have in common: the share of the excess that an update leaves, and its formula."""
    theory, expected = summary(experiment), population(experiment)
    assert theory.eigenvalues is not None  # the chapter's run is gradient descent on the squared error
    assert theory.loss_floor is not None
    assert expected is not None
    factors = mode_factors(expected.eigenvalues, experiment.lr)
    assert factors is not None
    shares = {
        "notes": excess_share(PRINTED[_FROM], PRINTED[_TO], expected.best.loss),
        "here": excess_share(losses[_FROM], losses[_TO], theory.loss_floor),
        "formula": max(factors) ** 2,
    }
    told = {name: number(share, 4) for name, share in shares.items()}
    return say("printed_losses.slow", first=_FROM, last=_TO, **told)
