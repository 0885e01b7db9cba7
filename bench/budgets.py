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
    Budget("frames.busy", "main thread while playing", "% of a core", 30),
    Budget("frames.dropped", "rows dropped while playing", "rows", 0),
    Budget("frames.repeated", "frames without a new row while playing", "frames", 0),
    Budget("frames.web", "web process while one session plays", "% of a core", 2),
    Budget("frames.trainer", "trainer process while one session plays", "% of a core"),
    Budget("frames.network.rate", "stage while playing, 2-4-2-1 network", "frames/s", 58, "at least"),
    Budget("frames.network.busy", "main thread while playing, network", "% of a core", 30),
    Budget("frames.network.dropped", "rows dropped while playing, network", "rows", 0),
    Budget("frames.network.repeated", "frames without a new row while playing, network", "frames", 0),
    Budget("frames.network.web", "web process, network", "% of a core", 2),
    Budget("frames.network.trainer", "trainer process, network", "% of a core"),
    Budget("frames.fast.rate", "stage while playing, 250 updates a frame", "frames/s", 58, "at least"),
    Budget("frames.fast.busy", "main thread, 250 updates a frame", "% of a core", 40),
    # updates
    Budget(
        "updates.full", "updates shown at top speed, 2000 points, full batch", "updates/s", 5000, "at least"
    ),
    Budget("updates.batch", "updates shown at top speed, batch 32", "updates/s", 20_000, "at least"),
    # networks
    Budget("networks.design", "another hidden layer to its first trained frame, p95", "ms", 1000),
    Budget("networks.first", "the same in the trainer alone, worst of 100", "ms", 1000),
    Budget("networks.memory", "memory after 100 architecture changes: growth", "MB", 30),
    Budget("networks.traces", "functions traced by 100 architecture changes", "traces"),
    Budget(
        "networks.shown", "updates shown at top speed, 2-4-2-1, batch 10", "updates/s", 50_000, "at least"
    ),
    Budget("networks.plain", "updates in the trainer, 2-4-2-1, batch 32, Adam", "updates/s"),
    Budget("networks.dropout", "the same with dropout", "updates/s"),
    Budget("networks.penalties", "the same with l1 and l2", "updates/s"),
    Budget("networks.six", "updates in the trainer, six layers of 12", "updates/s"),
    Budget("networks.linear", "updates in the trainer, linear classifier, batch 32", "updates/s"),
    # response
    Budget("response.play", "Play to first new frame, p95", "ms", 60),
    Budget("response.knob", "knob to new data and curve, p95", "ms", 60),
    # scrub
    Budget("scrub.rate.40", "rate dragged, 40 steps: whole curves on screen", "curves/s", 25, "at least"),
    Budget("scrub.rate.200", "the same, 200 steps", "curves/s", 25, "at least"),
    Budget("scrub.rate.1000", "the same, 1000 steps", "curves/s", 20, "at least"),
    Budget("scrub.rate.batches", "rate dragged, 1000 steps of batch 32: curves", "curves/s", 10, "at least"),
    Budget("scrub.mean.40", "mean dragged, 40 steps: whole curves on screen", "curves/s", 25, "at least"),
    Budget("scrub.mean.200", "the same, 200 steps", "curves/s", 25, "at least"),
    Budget("scrub.mean.1000", "the same, 1000 steps", "curves/s", 20, "at least"),
    Budget("scrub.mean.batches", "mean dragged, 1000 steps of batch 32: curves", "curves/s", 10, "at least"),
    # lessons
    Budget("lessons.tensors", "lab of /tensors answers, p95", "ms", 250),
    Budget("lessons.tape", "tape builder answers, p95", "ms", 250),
    # start
    Budget("start.usable", "server start to usable first page", "s", 2.5),
    Budget("start.trained", "server start to first trained frame", "s", 4.5),
    Budget("view.picture", "first view of /linear: first trained frame and Play", "s", 0.6),
    Budget("view.knobs", "first view of /linear: knobs", "s", 0.8),
    Budget("view.bytes", "first view of /linear, transferred", "MB", 1.0),
    Budget("view.shift", "first view of /linear, layout shift", "", 0.03),
    Budget("view.home.picture", "first view of /: first trained frame and Play", "s", 0.6),
    Budget("view.home.bytes", "first view of /, transferred", "MB", 1.0),
    Budget("view.home.shift", "first view of /, layout shift", "", 0.03),
    Budget("view.layers.picture", "first view of /layers: first trained frame and Play", "s", 0.6),
    Budget("view.layers.knobs", "first view of /layers: knobs", "s", 0.8),
    Budget("view.layers.bytes", "first view of /layers, transferred", "MB", 1.2),
    Budget("view.layers.shift", "first view of /layers, layout shift", "", 0.03),
    # load
    Budget("load.40.p50", "40 sessions play: chunk round trip, p50", "ms"),
    Budget("load.40.p95", "40 sessions play: chunk round trip, p95", "ms", 20),
    Budget("load.40.lost", "40 sessions play: chunks lost", "chunks", 0),
    Budget("load.40.memory", "40 sessions play: memory of all processes (PSS)", "MB"),
    Budget("load.40.rss", "40 sessions play: the same, RSS added up", "MB", 850),
    Budget("load.40.web", "40 sessions play: web process", "% of a core"),
    Budget("load.40.trainer", "40 sessions play: trainer process", "% of a core"),
    Budget("load.200.p50", "200 sessions play: chunk round trip, p50", "ms"),
    Budget("load.200.p95", "200 sessions play: chunk round trip, p95", "ms", 100),
    Budget("load.200.lost", "200 sessions play: chunks lost", "chunks", 0),
    Budget("load.link.p50", "200 sessions of one link play: round trip, p50", "ms"),
    Budget("load.link.p95", "200 sessions of one link play: round trip, p95", "ms"),
    Budget("load.link.lost", "200 sessions of one link play: chunks lost", "chunks"),
    Budget("load.network.p50", "40 sessions play a 2-4-2-1 network: round trip, p50", "ms"),
    Budget("load.network.p95", "40 sessions play a 2-4-2-1 network: round trip, p95", "ms", 100),
    Budget("load.network.lost", "40 sessions play a 2-4-2-1 network: chunks lost", "chunks", 0),
    Budget("load.turns.p50", "30 sessions set a knob a second: round trip, p50", "ms"),
    Budget("load.turns.p95", "30 sessions set a knob a second: round trip, p95", "ms", 60),
    Budget("load.turns.cpu", "30 sessions set a knob a second: web and trainer", "ms a turn", 8),
    Budget("load.turns.lost", "30 sessions set a knob a second: answers lost", "answers", 0),
    Budget("load.told.p95", "the same, and their pages follow: p95", "ms"),
    Budget("load.told.cpu", "the same, and their pages follow: web and trainer", "ms a turn"),
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
