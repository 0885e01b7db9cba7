"""One table of what is measured and what was promised; docs/benchmark.md says how each is measured."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["BUDGETS", "Budget"]


@dataclass(frozen=True, slots=True)
class Budget:
    """A figure by key: its words, unit and limit; without a limit it is shown for comparison."""

    key: str
    words: str
    unit: str
    limit: float | None = None
    sense: Literal["at least", "at most"] = "at most"

    def met(self, value: float) -> bool | None:
        """Whether the promise holds; None where nothing was promised."""
        if self.limit is None:
            return None
        return value >= self.limit if self.sense == "at least" else value <= self.limit


_TABLE = (
    # frames
    Budget("frames.rate", "stage while playing", "frames/s", 58, "at least"),
    Budget("frames.busy", "main thread while playing", "% of a core", 40),
    Budget("frames.dropped", "rows dropped while playing", "rows", 0),
    Budget("frames.repeated", "frames without a new row while playing", "frames", 0),
    Budget("frames.web", "web process while one session plays", "% of a core", 2),
    Budget("frames.trainer", "trainer process while one session plays", "% of a core"),
    # updates
    Budget(
        "updates.full", "updates shown at top speed, 2000 points, full batch", "updates/s", 5000, "at least"
    ),
    Budget("updates.batch", "updates shown at top speed, batch 32", "updates/s", 20_000, "at least"),
    # response
    Budget("response.play", "Play to first new frame, p95", "ms", 120),
    Budget("response.knob", "knob to new data and curve, p95", "ms", 200),
    # lessons
    Budget("lessons.tensors", "lab of /tensors answers, p95", "ms", 250),
    Budget("lessons.tape", "tape builder answers, p95", "ms", 250),
    # start
    Budget("start.usable", "server start to usable first page", "s", 3),
    Budget("start.trained", "server start to first trained frame", "s", 8),
    Budget("view.bytes", "first view of the stage page, transferred", "MB", 3.5),
    Budget("view.time", "first view of the stage page, first trained frame", "s", 2),
    # load
    Budget("load.40.p50", "40 sessions play: chunk round trip, p50", "ms"),
    Budget("load.40.p95", "40 sessions play: chunk round trip, p95", "ms", 80),
    Budget("load.40.lost", "40 sessions play: chunks lost", "chunks", 0),
    Budget("load.40.memory", "40 sessions play: memory of all processes (PSS)", "MB", 900),
    Budget("load.40.rss", "40 sessions play: the same, RSS added up", "MB"),
    Budget("load.40.web", "40 sessions play: web process", "% of a core"),
    Budget("load.40.trainer", "40 sessions play: trainer process", "% of a core"),
    Budget("load.200.p50", "200 sessions play: chunk round trip, p50", "ms"),
    Budget("load.200.p95", "200 sessions play: chunk round trip, p95", "ms", 250),
    Budget("load.200.lost", "200 sessions play: chunks lost", "chunks", 0),
    # knobs
    Budget("knobs.memory", "memory after 300 knob changes: growth", "MB", 20),
    Budget("knobs.traces", "functions traced anew by 300 knob changes", "traces", 0),
    # baseline
    Budget("baseline.rate", "plain Streamlit loop: new charts drawn", "frames/s"),
    Budget("baseline.busy", "plain Streamlit loop: main thread", "% of a core"),
    Budget("baseline.updates", "plain Streamlit loop: updates shown", "updates/s"),
    Budget("baseline.web", "plain Streamlit loop: server process", "% of a core"),
    Budget("baseline.play", "plain Streamlit loop: Play to first frame, p95", "ms"),
    Budget("baseline.start", "plain Streamlit loop: server start to first frame", "s"),
    Budget("baseline.bytes", "plain Streamlit loop: first view, transferred", "MB"),
    Budget("baseline.memory", "plain Streamlit loop: memory, one session (PSS)", "MB"),
)

BUDGETS = {budget.key: budget for budget in _TABLE}
