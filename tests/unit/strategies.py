"""Hypothesis strategies for experiments: any value a knob takes, any valid experiment."""

from __future__ import annotations

from typing import Any, cast

from hypothesis import strategies as st

from playground.core.experiment import Change, Edit, Experiment
from playground.core.knobs import KNOBS, Knob
from playground.core.losses import FOLLOWING, LOSSES
from playground.core.network import network_of

__all__ = ["data_experiments", "experiments", "values_of"]


def values_of(knob: Knob) -> st.SearchStrategy[Any]:
    """Every value that a knob takes."""
    if knob.kind == "choice":
        return st.sampled_from(knob.choices)
    if knob.kind == "subset":
        names = st.sets(st.sampled_from(knob.choices), min_size=1)
        return names.map(lambda chosen: tuple(name for name in knob.choices if name in chosen))
    if knob.kind == "widths":
        width = st.integers(cast("int", knob.low), cast("int", knob.high))
        return st.lists(width, max_size=knob.most).map(tuple)
    if knob.kind == "whole":
        return st.integers(cast("int", knob.low), cast("int", knob.high))
    reals = st.floats(cast("float", knob.low), cast("float", knob.high))
    return st.none() | reals if knob.optional else reals


def _changes() -> st.SearchStrategy[tuple[Change, ...]]:
    pairs = st.dictionaries(st.integers(1, 10_000_000), values_of(KNOBS["lr"]), max_size=32)
    return pairs.map(lambda rates: tuple(Change(step, rates[step]) for step in sorted(rates)))


@st.composite
def experiments(draw: st.DrawFn) -> Experiment:
    """Any valid experiment without own points, a network or the linear classifier."""
    names = draw(st.sets(st.sampled_from(sorted(KNOBS))))
    values = {name: draw(values_of(KNOBS[name])) for name in sorted(names)}
    many = values.get("data") == "classes"
    if LOSSES[values.get("loss", "mse")].many != many:
        values["loss"] = FOLLOWING[many]
    if values.pop("targets", "column") == "flat" and Experiment(**values).is_linear:
        values |= {"targets": "flat", "loss": "mse"}
    experiment = Experiment(**values, changes=draw(_changes()))
    return experiment if experiment.is_linear else experiment.replace(edits=draw(_edits(experiment)))


def _edits(experiment: Experiment) -> st.SearchStrategy[tuple[Edit, ...]]:
    places = st.tuples(st.integers(0, 10_000_000), st.integers(0, network_of(experiment).size - 1))
    values = st.dictionaries(places, st.floats(-1000, 1000).map(lambda value: value + 0.0), max_size=8)
    return values.map(lambda found: tuple(Edit(*place, found[place]) for place in sorted(found)))


@st.composite
def data_experiments(draw: st.DrawFn) -> Experiment:
    """Experiments with small classes of any shape, for what is about data."""
    values = {
        name: draw(values_of(knob))
        for name, knob in KNOBS.items()
        if knob.group in ("negative", "positive", "data")
    }
    values |= {"data": "gaussians", "val": 0.0}
    values["neg_n"], values["pos_n"] = draw(st.integers(2, 60)), draw(st.integers(2, 60))
    return Experiment(**values)
