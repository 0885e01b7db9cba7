"""The run up to the cursor as a table of rows, thinned for the page, and as a file."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from playground.core.experiment import Experiment
from playground.core.settings import settings
from playground.core.wire_format import Checkpoint, Chunk
from playground.export.history import rows_as_csv
from playground.shell.language import Say, speaker
from playground.shell.tables import number, percent, table
from playground.shell.trainer_status import ask_trainer
from playground.stage.printed_losses import PRINTED, printed_losses
from playground.stage.reply import ADVANCE
from playground.stage.session import slot

__all__ = ["History", "history_panel", "thinned"]

LIMIT: Final = 2000  # rows that are computed; a longer run has one in so many steps
FURTHEST: Final = 200_000  # steps: some seconds of training
MOST_ROWS: Final = 60
# Columns whose names need no words.
_SYMBOLS: Final = {"grad_w1": "∂w₁", "grad_w2": "∂w₂", "grad_b": "∂b", "w1": "w₁", "w2": "w₂", "b": "b"}
_SHARES: Final = frozenset({"accuracy", "val_accuracy"})


@dataclass(frozen=True, eq=False)
class History:
    """Rows of a run from step 0 on, each `stride` steps apart: steps (m,), rows (m, columns)."""

    run: str
    steps: NDArray[np.uint32]
    rows: NDArray[np.float32]
    stride: int = 1

    def until(self, step: int) -> History:
        """The rows up to a step."""
        count = int(np.searchsorted(self.steps, step, side="right"))
        return History(self.run, self.steps[:count], self.rows[:count], self.stride)

    def csv(self, experiment: Experiment) -> str:
        """step,epoch,loss,… as the command line writes it; a network's weights p0, p1, … come last."""
        return rows_as_csv(experiment, self.steps, self.rows)


def thinned(count: int, most: int = MOST_ROWS) -> list[int]:
    """At most `most` places of `count`, evenly spread, the first and the last among them."""
    if count <= most:
        return list(range(count))
    return [round(place) for place in np.linspace(0, count - 1, most).tolist()]


@st.fragment
def history_panel(page: str) -> None:
    """The rows of the run up to where the learner paused, computed by the trainer when the tab is opened."""
    say, place = speaker(), slot(page)
    experiment, at = place.experiment, place.step
    st.markdown(say("linear.history.lead" if at else "linear.history.empty"))
    whole = _known(place.history, experiment, at) or _compute(experiment, at, say)
    if whole is None:
        return
    place.history, history = whole, whole.until(at)
    st.download_button(
        say("linear.history.download"),
        history.csv(experiment),
        file_name="gradient-playground-history.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
    )
    _table(experiment, history, at, say)
    # Whoever has not come to the end of the notes' list sees no loss that is still to come.
    if history.stride == 1 and at >= len(PRINTED) - 1:
        printed_losses(experiment, history.rows[:, experiment.columns.index("loss")].tolist())


def _known(history: object, experiment: Experiment, at: int) -> History | None:
    """What was computed before, if it reaches the cursor: the next steps of a run are a slice of it."""
    if not isinstance(history, History) or history.run != experiment.run_id:
        return None
    # With a stride of 1 it was computed as far as any such history goes.
    reaches = history.stride == 1 or int(history.steps[-1]) + history.stride > min(at, FURTHEST)
    return history if history.stride == _stride(at) and reaches else None


def _stride(at: int) -> int:
    return max(1, math.ceil(min(at, FURTHEST) / LIMIT))


def _compute(experiment: Experiment, at: int, say: Say) -> History | None:
    """Rows up to the cursor, a request at a time, with the progress shown; None while the trainer cannot."""
    stride = _stride(at)
    last = min(experiment.last_step, LIMIT if stride == 1 else min(at, FURTHEST))
    place = st.empty()
    chunks: list[Chunk] = []
    checkpoint: Checkpoint | None = None
    start, ended = 0, False
    while start <= last and not ended:
        count = (last - start) // stride + 1
        asked = (experiment, checkpoint, start, stride, count, settings().time_budget)
        chunk: Chunk | None = ask_trainer("history", ADVANCE, *asked)
        if chunk is None:
            return None
        chunks.append(chunk)
        checkpoint, ended = chunk.checkpoint, chunk.end is not None
        if len(chunk):
            start = int(chunk.steps[-1]) + stride
        if not ended and start <= last:
            place.progress(start / (last + 1), text=say("linear.history.progress", step=start, last=last))
    place.empty()
    steps = np.concatenate([chunk.steps for chunk in chunks])
    rows = np.concatenate([chunk.rows for chunk in chunks])
    return History(experiment.run_id, steps, rows, stride)


def _table(experiment: Experiment, history: History, at: int, say: Say) -> None:
    shown = thinned(len(history.steps))
    columns = experiment.columns
    header = [say("linear.history.step"), *(_title(column, say) for column in columns)]
    rows = [
        [
            str(int(history.steps[place])),
            *(
                _written(column, float(value))
                for column, value in zip(columns, history.rows[place], strict=False)
            ),
        ]
        for place in shown
    ]
    if len(shown) < len(history.steps):
        st.caption(say("linear.history.thinned", shown=len(shown), count=len(history.steps)))
    if at > FURTHEST:
        st.caption(say("linear.history.cut", limit=f"{FURTHEST:,}"))
    elif history.stride > 1:
        st.caption(say("linear.history.strided", stride=history.stride))
    table(say("linear.history.table"), header, rows)


def _title(column: str, say: Say) -> str:
    return _SYMBOLS.get(column) or say(f"linear.history.{column}")


def _written(column: str, value: float) -> str:
    if math.isnan(value):
        return "–"
    if column in _SHARES:
        return percent(value)
    return number(value, 4) if column in _SYMBOLS else number(value)
