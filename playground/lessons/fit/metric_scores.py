"""What metrics count: scores of a few samples under BinaryAccuracy with thresholds, and under Accuracy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from playground.lessons.shared.validation import LessonError, check_real, check_whole
from playground.lessons.shared.values import code_values

__all__ = ["COUNTED", "EXAMPLES", "MOST_SCORES", "MetricReport", "MetricRequest"]

MOST_SCORES: Final = 12
_LARGEST: Final = 100.0
# What is compared: a key, and the metric as source text; {threshold} is the learner's.
COUNTED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "plain": "keras.metrics.BinaryAccuracy()",
        "threshold": "keras.metrics.BinaryAccuracy(threshold={threshold})",
        "accuracy": "keras.metrics.Accuracy()",
    }
)


@dataclass(frozen=True, slots=True)
class MetricRequest:
    """Scores with their targets (0 or 1), and a threshold."""

    scores: tuple[float, ...] = (-0.2, 0.3, 0.5, 0.5, 0.7, 1.2)
    targets: tuple[int, ...] = (0, 0, 0, 1, 1, 1)
    threshold: float = 0.0

    def __post_init__(self) -> None:
        if not 1 <= len(self.scores) <= MOST_SCORES or len(self.scores) != len(self.targets):
            raise LessonError(
                "lesson.scores",
                scores=str(len(self.scores)),
                targets=str(len(self.targets)),
                most=str(MOST_SCORES),
            )
        scores = tuple(check_real("scores", score, -_LARGEST, _LARGEST) for score in self.scores)
        object.__setattr__(self, "scores", scores)
        for target in self.targets:
            check_whole("targets", target, 0, 1)
        # A threshold below 0 or above 1 is refused by Keras itself, and 0 is what logits need.
        object.__setattr__(self, "threshold", check_real("threshold", self.threshold, 0.0, 1.0))

    @property
    def source(self) -> str:
        """All metrics on all samples, and on each alone."""
        scores = code_values(tuple((score,) for score in self.scores))
        targets = code_values(tuple((float(target),) for target in self.targets))
        made = "\n".join(
            f'    "{key}": {metric.format(threshold=repr(self.threshold))},'
            for key, metric in COUNTED.items()
        )
        return f"""\
scores = np.array({scores}, dtype="float32")
targets = np.array({targets}, dtype="float32")
metrics = {{
{made}
}}
results = {{name: float(metric(targets, scores)) for name, metric in metrics.items()}}
alone = {{name: [] for name in metrics}}
for name, metric in metrics.items():
    for target, score in zip(targets, scores):
        metric.reset_state()
        alone[name].append(float(metric([target], [score])))"""


EXAMPLES: Final[Mapping[str, MetricRequest]] = MappingProxyType(
    {
        "scores": MetricRequest(),
        "exactly": MetricRequest((0.5, 0.5, 0.500001, 0.499999), (1, 0, 1, 0), 0.5),
        "logits": MetricRequest((-3.0, -0.4, 0.1, 0.3, 0.45, 2.0), (0, 0, 1, 1, 1, 1), 0.0),
        "whole": MetricRequest((0.0, 1.0, 0.99, 0.01), (0, 1, 1, 0), 0.5),
    }
)


@dataclass(frozen=True, slots=True)
class MetricReport:
    """Each metric by its key: over all samples, and for each sample alone (1 counted as right, 0 not)."""

    source: str
    results: Mapping[str, float]
    alone: Mapping[str, tuple[float, ...]]
