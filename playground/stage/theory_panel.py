"""What is known before training, in plain words: modes, critical rate, best line, Bayes."""

from __future__ import annotations

import math

import streamlit as st

from playground.core.experiment import Experiment
from playground.core.losses import LOSSES
from playground.shell.language import Say, speaker
from playground.shell.tables import number, table
from playground.stage.modes_panel import modes_panel
from playground.theory.critical_rate import UNBOUNDED_LOSS, critical_lr, mode_factors, no_rate_reason
from playground.theory.population import population
from playground.theory.summary import Theory, summary

__all__ = ["theory_panel"]


def theory_panel(experiment: Experiment) -> None:
    """The closed forms of an experiment."""
    say, theory = speaker(), summary(experiment)
    st.markdown(say(f"theory.lead_{experiment.loss}"))
    left, right = st.columns(2, gap="large")
    with left:
        _rates(experiment, theory, say)
    with right:
        _best(experiment, theory, say)
        _bayes(theory, say)
        _population(experiment, say)
    modes_panel(experiment, theory)


def _rates(experiment: Experiment, theory: Theory, say: Say) -> None:
    st.subheader(say("theory.rates_title"))
    if theory.critical_lr is None or theory.eigenvalues is None:
        reason = no_rate_reason(experiment)
        key = f"rates_{experiment.loss}" if reason == UNBOUNDED_LOSS else f"no_rate_{reason}"
        st.markdown(say(f"theory.{key}"))
        return
    st.markdown(say(f"theory.rates_{experiment.loss}_{experiment.optimizer}"))
    values = {"rate": number(theory.critical_lr), "now": f"{experiment.current_lr:.6g}"}
    batch, whole = str(experiment.batch_size), number(critical_lr(theory.eigenvalues))
    st.markdown(f"**{say(f'theory.critical_{theory.critical_kind}', **values, batch=batch, whole=whole)}**")
    factors = mode_factors(theory.eigenvalues, experiment.current_lr, experiment.optimizer)
    if not LOSSES[experiment.loss].is_parabola or factors is None:
        return
    header = [say(f"theory.{name}") for name in ("mode", "eigenvalue", "factor", "half")]
    modes = enumerate(zip(theory.eigenvalues[::-1], factors[::-1], strict=True), start=1)
    rows = [
        [str(place), number(value), number(factor, 4), _half_life(factor, say)]
        for place, (value, factor) in modes
    ]
    terms = {say("theory.mode"): "mode", say("theory.eigenvalue"): "eigenvalue"}
    table(say("theory.rates_table"), header, rows, terms=terms)
    if not theory.exact_batch:
        st.caption(say("theory.batch_note"))


def _half_life(factor: float, say: Say) -> str:
    """Updates until half of the error in a mode is left."""
    if factor >= 1.0:
        return say("theory.grows")
    if factor <= 0.5:
        return say("theory.at_once")
    return str(math.ceil(math.log(0.5) / math.log(factor)))


def _best(experiment: Experiment, theory: Theory, say: Say) -> None:
    st.subheader(say("theory.best_title"))
    if theory.optimum is None or theory.loss_floor is None:
        st.markdown(say(f"theory.best_{experiment.loss}_none"))
        return
    kind = "flat" if experiment.targets == "flat" else experiment.loss
    st.markdown(say(f"theory.best_{kind}_text"))
    header = ["", "w₁", "w₂", "b", say("theory.floor")]
    values = [number(value) for value in (*theory.optimum, theory.loss_floor)]
    table(say("theory.best_table"), header[1:], [values], heads=False)


def _bayes(theory: Theory, say: Say) -> None:
    st.subheader(say("theory.bayes_title"))
    if theory.bayes_accuracy is None:
        st.markdown(say("theory.bayes_none"))
    else:
        st.markdown(say("theory.bayes_text", accuracy=f"{100 * theory.bayes_accuracy:.2f} %"))


def _population(experiment: Experiment, say: Say) -> None:
    known = population(experiment)
    if known is None:
        return
    st.subheader(say("theory.population_title"))
    values = {
        "eigenvalues": ", ".join(number(value) for value in known.eigenvalues[::-1]),
        "floor": number(known.best.loss),
        "count": str(experiment.num_samples),
    }
    if known.critical_lr is None:
        st.markdown(say("theory.population_no_rate_text", **values))
        return
    values |= {"critical": number(known.critical_lr), "batch": str(experiment.batch_size)}
    key = "population_text" if experiment.is_full_batch else "population_batch_text"
    st.markdown(say(f"theory.{key}", **values))
