"""The loss of gradient descent mode by mode: what the closed form says, and what TensorFlow measured."""

from __future__ import annotations

from typing import Final

import numpy as np
import streamlit as st

from playground.core.data import draw
from playground.core.experiment import Experiment
from playground.core.losses import LOSSES
from playground.core.optimizers import OPTIMIZERS
from playground.core.settings import settings
from playground.core.wire_format import LINEAR_COLUMNS, Chunk
from playground.shell.language import speaker
from playground.shell.trainer_status import ask_trainer
from playground.stage.reply import ADVANCE
from playground.theory.summary import Theory

__all__ = ["modes_panel"]

STEPS: Final = 120
_LOSS: Final = LINEAR_COLUMNS.index("loss")
_WEIGHTS: Final = LINEAR_COLUMNS.index("w1")


def modes_panel(experiment: Experiment, theory: Theory) -> None:
    """A chart over the first steps, where the closed form holds: plain descent, squared error, all points."""
    e = experiment
    optimizer = OPTIMIZERS[e.optimizer]
    is_plain = optimizer.descent is not None and not optimizer.slots  # no momentum
    plain = is_plain and e.targets == "column" and e.is_full_batch and not e.changes
    plain = plain and LOSSES[e.loss].is_parabola
    if not plain or theory.eigenvalues is None or theory.optimum is None or theory.loss_floor is None:
        return
    say = speaker()
    st.subheader(say("theory.modes_title"))
    st.markdown(say("theory.modes_text"))
    last = min(e.last_step, STEPS)
    chunk: Chunk | None = ask_trainer("modes", ADVANCE, e, None, 0, 1, last + 1, settings().time_budget)
    if chunk is None or not len(chunk):
        return
    from playground.figures.modes import mode_losses, modes_figure  # Plotly: only where it is looked at

    steps = chunk.steps.astype(np.int64)
    start, optimum = chunk.rows[0, _WEIGHTS:], np.array(theory.optimum)
    shares = mode_losses(draw(e).inputs, start, optimum, e.lr, steps)
    words = {name: say(f"theory.modes_{name}") for name in ("mode", "sum", "measured", "step", "excess")}
    measured = chunk.rows[:, _LOSS].astype(np.float64) - theory.loss_floor
    figure = modes_figure(steps, shares, theory.eigenvalues, measured, words)
    st.plotly_chart(figure, key="gp_modes", config={"displayModeBar": False}, alt=say("theory.modes_alt"))
