"""What ends a run, beside divergence: one entry a choice of the knob `stop`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

__all__ = ["STOPS", "Stop"]


@dataclass(frozen=True, slots=True)
class Stop:
    """`range_code` is what a program goes through; `target` the knob of a measured end, empty for others."""

    range_code: str
    target: str = ""

    @property
    def is_measured(self) -> bool:
        """Whether something is measured on all training points at every step."""
        return bool(self.target)


# In a program {steps} is the number of steps, {last} the step after which any run ends.
STOPS: Mapping[str, Stop] = MappingProxyType(
    {
        "steps": Stop("range({steps})"),
        "never": Stop("itertools.count()"),
        "loss": Stop("range({last})", "target"),
        "accuracy": Stop("range({last})", "target_accuracy"),
    }
)
