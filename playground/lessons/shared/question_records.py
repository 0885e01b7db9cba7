"""What a learner predicts, and the verdict on it: the records of a question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

__all__ = ["CURVE_TOLERANCE", "Answer", "Clue", "Question", "Verdict"]

# A drawn curve is right when its root mean square distance is at most this share of the true curve's range.
CURVE_TOLERANCE = 0.15

Answer = float | str | tuple[int, ...] | tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """One question: the code it is about, which leaves the truth in `answer`, and common wrong answers.

    `code` is shown with the question and begins what is run; `reveal` follows it and sets `answer`.
    `mistakes` pairs a key with an expression for what somebody would answer who makes that mistake. Texts:
    <page>.question.<key>.prompt, .why, .mistake.<mistake> and .choice.<choice>, and but for choices .hint.
    A first wrong answer is told its mistake, or the hint: neither says the truth, which `why` does.
    A curve is answered by one y for each of `curve_x`; `tolerance` is absolute for numbers.
    """

    page: str
    kind: Literal["number", "shape", "choice", "curve"]
    code: str
    reveal: str
    choices: tuple[str, ...] = ()
    mistakes: tuple[tuple[str, str], ...] = ()
    tolerance: float = 0.01
    low: float = 0.0
    high: float = 0.0
    points: int = 0

    @property
    def source(self) -> str:
        """Everything that is run."""
        x = (
            f"x = tf.Variable(np.linspace({self.low!r}, {self.high!r}, {self.points}, dtype=np.float32))\n"
            if self.kind == "curve"
            else ""
        )
        return f"{x}{self.code}\n{self.reveal}"

    @property
    def curve_x(self) -> tuple[float, ...]:
        """Where the learner draws."""
        return tuple(float(x) for x in np.linspace(self.low, self.high, self.points))


@dataclass(frozen=True, slots=True)
class Clue:
    """What a wrong answer has in common with the right one: a text of lesson_cards.clue, and its values."""

    name: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, eq=False, slots=True)
class Verdict:
    """Whether an answer is right, what is true, and which common mistake a wrong answer looks like.

    A wrong answer that looks like none has a `clue`.
    `truth` and `given` are texts to show ((3, 4), 6, a choice's key; empty for curves). For curves
    `true_curve` and `given_curve` belong to `x`, and `deviation` is the root mean square distance as a
    share of the true curve's range.
    """

    key: str
    right: bool
    truth: str
    given: str
    mistake: str | None
    source: str
    x: NDArray[np.float64] | None = None
    true_curve: NDArray[np.float64] | None = None
    given_curve: NDArray[np.float64] | None = None
    deviation: float | None = None
    clue: Clue | None = None

    @property
    def near(self) -> bool:
        """Whether the answer counts as right without being the very same."""
        return self.right and self.given != self.truth
