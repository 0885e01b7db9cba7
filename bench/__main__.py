"""`python -m bench [measure …]`: measures, prints the table, writes bench/results/latest.json."""

from __future__ import annotations

import importlib
import sys
import time
from collections.abc import Sequence

from bench import report
from bench.budgets import BUDGETS

# In this order: the quiet ones first, so that a warm machine does not spoil them.
MEASURES = (
    "start", "frames", "response", "scrub", "lessons", "updates", "networks", "load", "knobs", "baseline",
)  # fmt: skip


def main(names: Sequence[str]) -> int:
    """Exit status 0 if all promises hold, 1 if one is missed, 2 for an unknown name."""
    unknown = [name for name in names if name not in MEASURES]
    if unknown:
        print(f"received {' '.join(unknown)}; expected some of {' '.join(MEASURES)}")
        return 2
    figures: dict[str, float] = {}
    for name in names or MEASURES:
        started = time.monotonic()
        print(f"bench: {name} …", file=sys.stderr, flush=True)
        figures.update(importlib.import_module(f"bench.{name}").measure())
        print(f"bench: {name} took {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)
    print(report.table(figures))
    print(f"written to {report.write(figures)}")
    missed = [key for key, value in figures.items() if BUDGETS[key].met(value) is False]
    print(f"{len(figures)} figures, {len(missed)} missed{': ' if missed else ''}{' '.join(missed)}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
