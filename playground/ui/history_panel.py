"""The run as a table of rows, thinned for the page and whole as a file."""

from __future__ import annotations

import csv
import io
import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from playground.experiment import Experiment
from playground.frames import Checkpoint, Chunk
from playground.settings import settings
from playground.ui.language import Say, speaker
from playground.ui.reply import ADVANCE
from playground.ui.session import slot
from playground.ui.tables import number, table
from playground.ui.waiting import ask_trainer

__all__ = ["History", "history_panel", "thinned"]

LIMIT: Final = 2000
MOST_ROWS: Final = 60
# Columns whose names need no words.
_SYMBOLS: Final = {"grad_w1": "∂w₁", "grad_w2": "∂w₂", "grad_b": "∂b", "w1": "w₁", "w2": "w₂", "b": "b"}
_SHARES: Final = frozenset({"accuracy", "val_accuracy"})


@dataclass(frozen=True, eq=False)
class History:
    """Every row of a run up to LIMIT: steps (m,), rows (m, columns); `cut` if the run goes on."""

    run: str
    steps: NDArray[np.uint32]
    rows: NDArray[np.float32]
    cut: bool

    def csv(self, experiment: Experiment) -> str:
        """step,epoch,loss,… as the command line writes it; a network's weights p0, p1, … come last."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(("step", "epoch", *experiment.row_names))
        for step, row in zip(self.steps.tolist(), self.rows, strict=True):
            writer.writerow((step, experiment.epoch_of(step), *map(str, row)))
        return out.getvalue()


def thinned(count: int, most: int = MOST_ROWS) -> list[int]:
    """At most `most` places of `count`, evenly spread, the first and the last among them."""
    if count <= most:
        return list(range(count))
    return [round(place) for place in np.linspace(0, count - 1, most).tolist()]


@st.fragment(key="history")
def history_panel(page: str) -> None:
    """The rows of the run on the page, computed by the trainer when the tab is opened."""
    say, place = speaker(), slot(page)
    experiment = place.experiment
    st.markdown(say("linear.history.lead", limit=LIMIT))
    history = place.history
    if not isinstance(history, History) or history.run != experiment.run_id:
        history = place.history = _compute(experiment, say)
    if history is None:
        return
    st.download_button(
        say("linear.history.download"),
        history.csv(experiment),
        file_name="gradient-playground-history.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
    )
    _table(experiment, history, say)


def _compute(experiment: Experiment, say: Say) -> History | None:
    """All rows, a request at a time, with the progress shown; None while the trainer cannot."""
    last = min(experiment.last_step, LIMIT)
    place = st.empty()
    chunks: list[Chunk] = []
    checkpoint: Checkpoint | None = None
    start, ended = 0, False
    while start <= last and not ended:
        asked = (experiment, checkpoint, start, 1, last + 1 - start, settings().time_budget)
        chunk: Chunk | None = ask_trainer("history", ADVANCE, *asked)
        if chunk is None:
            return None
        chunks.append(chunk)
        checkpoint, start, ended = chunk.checkpoint, chunk.checkpoint.step, chunk.end is not None
        if not ended:
            place.progress(start / (last + 1), text=say("linear.history.progress", step=start, last=last))
    place.empty()
    steps = np.concatenate([chunk.steps for chunk in chunks])
    rows = np.concatenate([chunk.rows for chunk in chunks])
    return History(experiment.run_id, steps, rows, cut=not ended)


def _table(experiment: Experiment, history: History, say: Say) -> None:
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
    if history.cut:
        st.caption(say("linear.history.cut", limit=LIMIT))
    table(say("linear.history.table"), header, rows)


def _title(column: str, say: Say) -> str:
    return _SYMBOLS.get(column) or say(f"linear.history.{column}")


def _written(column: str, value: float) -> str:
    if math.isnan(value):
        return "–"
    if column in _SHARES:
        return f"{100 * value:.1f} %"
    return number(value, 4) if column in _SYMBOLS else number(value)
