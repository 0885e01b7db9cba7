"""What ends a run, beside divergence: one entry a choice of the knob `stop`.

The rules themselves stand in `playground.engine.run_ends`, and for programs in `playground.export.stop_code`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

__all__ = ["STOPS", "Stop"]


@dataclass(frozen=True, slots=True)
class Stop:
    """`range_code` is what a program goes through; `knobs` are those of a measured end, none for others.

    `kept` is what is remembered of the rows before a step, as it is at step 0; a checkpoint holds it.
    """

    range_code: str
    knobs: tuple[str, ...] = ()
    kept: tuple[float, ...] = ()

    @property
    def is_measured(self) -> bool:
        """Whether something is measured on all training points at every step."""
        return bool(self.knobs)


# The lowest loss before there is one. It is finite, as every number of a checkpoint is.
_LARGEST = float.fromhex("0x1.fffffep+127")
# In a program {steps} is the number of steps, {last} the step after which any run ends.
STOPS: Mapping[str, Stop] = MappingProxyType(
    {
        "steps": Stop("range({steps})"),
        "never": Stop("itertools.count()"),
        "loss": Stop("range({last})", ("target",)),
        "accuracy": Stop("range({last})", ("target_accuracy",)),
        "plateau": Stop("range({last})", ("patience", "min_delta"), kept=(_LARGEST, 0.0)),
    }
)
