"""Hypothesis strategies for experiments: any value a knob takes, any valid experiment."""

from __future__ import annotations

from typing import Any, cast

from hypothesis import strategies as st

from playground.experiment import Change, Experiment
from playground.knobs import KNOBS, Knob

__all__ = ["data_experiments", "experiments", "values_of"]


def values_of(knob: Knob) -> st.SearchStrategy[Any]:
    """Every value that a knob takes."""
    if knob.kind == "choice":
        return st.sampled_from(knob.choices)
    if knob.kind == "whole":
        return st.integers(cast("int", knob.low), cast("int", knob.high))
    reals = st.floats(cast("float", knob.low), cast("float", knob.high))
    return st.none() | reals if knob.optional else reals


def _changes() -> st.SearchStrategy[tuple[Change, ...]]:
    pairs = st.dictionaries(st.integers(1, 10_000_000), values_of(KNOBS["lr"]), max_size=32)
    return pairs.map(lambda rates: tuple(Change(step, rates[step]) for step in sorted(rates)))


@st.composite
def experiments(draw: st.DrawFn) -> Experiment:
    """Any valid experiment without own points."""
    names = draw(st.sets(st.sampled_from(sorted(KNOBS))))
    values = {name: draw(values_of(KNOBS[name])) for name in sorted(names)}
    if values.get("targets") == "flat":
        values["loss"] = "mse"
    return Experiment(**values, changes=draw(_changes()))


@st.composite
def data_experiments(draw: st.DrawFn) -> Experiment:
    """Experiments with small classes of any shape, for what is about data."""
    values = {
        name: draw(values_of(knob))
        for name, knob in KNOBS.items()
        if knob.group in ("negative", "positive", "data")
    }
    values["neg_n"], values["pos_n"] = draw(st.integers(2, 60)), draw(st.integers(2, 60))
    return Experiment(**values)
