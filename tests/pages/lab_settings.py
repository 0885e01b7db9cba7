"""Three settings of every lab of the lesson pages: a default, and two whose numbers say something else.

A setting is the words of a link, and the buttons that are pressed on the page that it opens.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from playground.lessons.fit.view.state import STATE as FIT
from playground.lessons.layers.view.state import STATE as LAYERS
from playground.lessons.predict.view.state import STATE as PREDICT
from playground.lessons.shared.lab_records import CLINIC
from playground.lessons.shared.view.page_state import PageState
from playground.lessons.tape.view.state import STATE as TAPE
from playground.lessons.tensors.view.state import STATE as TENSORS

__all__ = ["LABS", "SETTINGS", "STATES", "Setting"]

# The pages with labs. The clinics are left out: test_traps runs every trap.
STATES: Final[Mapping[str, PageState]] = {
    state.page: state for state in (TENSORS, TAPE, LAYERS, FIT, PREDICT)
}
LABS: Final = [
    (page, lab.name)
    for page, state in STATES.items()
    for lab in state.labs
    if lab.name not in (CLINIC, "stage")
]


class Setting(NamedTuple):
    """The words of a link besides its `view`, and the keys of the buttons to press, in order."""

    words: Mapping[str, str] = {}
    presses: Sequence[str] = ()


_SMALL: Final = {"samples": "60", "epochs": "2"}
_TAUGHT: Final = {"samples": "100", "epochs": "3", "optimizer": "sgd"}

SETTINGS: Final[Mapping[tuple[str, str], tuple[Setting, Setting, Setting]]] = {
    ("tensors", "build"): (
        Setting(),
        Setting({"make": "uniform", "shape": "2,2,3", "low": "-3", "high": "-1"}),
        Setting({"make": "constant", "shape": "", "value": "0", "dtype": "int32"}),
    ),
    ("tensors", "operate"): (
        Setting(),
        Setting({"op": "add", "a": "[[1, 2]]", "b": "[1, 2, 3]"}),
        Setting({"op": "add", "a": "1", "a_dtype": "int32", "b": "[0.5, 2]"}),
    ),
    ("tensors", "assign"): (
        Setting({}, ("tensors_say_in_place",)),
        Setting({"sequence": "rebound"}, ("tensors_say_rebinds", "tensors_say_rebinds")),
        Setting({"sequence": "wrong_shape"}, ("tensors_say_in_place",)),
    ),
    ("tensors", "stack"): (
        Setting(),
        Setting({"samples": "2", "targets": "flat", "numbers": "unseeded"}),
        Setting({"samples": "1", "join": "stack", "draw": "7"}),
    ),
    ("tensors", "run"): (
        Setting({"run": "lines", "script": "random"}),
        Setting({"run": "traced", "function": "shapes", "call": "3"}),
        Setting({"run": "traced", "function": "side_effect", "call": "3"}),
    ),
    ("tape", "tape"): (
        Setting(),
        Setting({"kind": "integer_constant", "x": "2", "twice": "1"}),
        Setting({"function": "log", "x": "0"}),
    ),
    ("tape", "graph"): (
        Setting(),
        Setting({"function": "floor", "x": "1.5", "kind": "constant"}),
        Setting({"formula": "1/x", "x": "0"}),
    ),
    ("tape", "draw"): (Setting(), Setting({"question": "cubic_slope"}), Setting({"question": "relu_slope"})),
    ("tape", "fall"): (
        Setting(),
        Setting({"gravity": "1.62", "height": "20", "time": "9"}),
        Setting({"gravity": "20", "height": "5", "time": "0"}),
    ),
    ("tape", "inputs"): (
        Setting(),
        Setting({"w1": "0", "w2": "0", "b": "0"}),
        Setting({"samples": "1,2,3", "w1": "1", "w2": "1", "b": "0"}),
    ),
    ("layers", "layer"): (
        Setting(),
        Setting({"units": "1", "function": "sigmoid", "numbers": "4"}),
        Setting({"x": "[[0, 0]]", "units": "3", "function": "linear"}),
    ),
    ("layers", "kinds"): (
        Setting(),
        Setting({"kind": "conv2d", "padding": "same", "kernel": "2", "kind_units": "3"}),
        Setting({"kind": "gru", "kind_units": "3"}),
    ),
    ("layers", "shapes"): (
        Setting({"moment": "second"}),
        Setting({"moment": "second", "first": "2", "second": "3,2"}),
        Setting({"moment": "second", "first": "3,2", "second": "3,4,2", "widths": "3,2,1"}),
    ),
    ("layers", "gallery"): (
        Setting(),
        Setting({"arch": "residual", "hidden": "5,3", "activation": "linear", "data": "moons"}),
        Setting({"arch": "branches", "hidden": "3", "activation": "sigmoid", "data": "classes"}),
    ),
    ("fit", "fit"): (
        Setting({"samples": "100", "epochs": "3", "optimizer": "sgd", "lr": "0.05"}, ("fit_train",)),
        Setting(
            {**_TAUGHT, "lr": "0.2", "batch": "200", "epochs": "8", "val": "0"},
            ("fit_train",),
        ),
        Setting({**_TAUGHT, "lr": "0.00001", "epochs": "1"}, ("fit_train",)),
    ),
    ("fit", "compile"): (
        Setting({}, ("compile_try",)),
        Setting({"named_rate": "0.1", "target": "0", "score": "3"}, ("compile_try",)),
        Setting({"named_optimizer": "sgd", "named_loss": "bce", "task": "multiclass"}, ("compile_try",)),
    ),
    ("fit", "choosing"): (
        Setting({}, ("fit_choosing_try",)),
        Setting({"compared_data": "far", "compared_rate": "1"}, ("fit_choosing_try",)),
        Setting(
            {"compared": "optimizer", "compared_data": "overlap", "compared_rate": "0.01"},
            ("fit_choosing_try",),
        ),
    ),
    ("fit", "validation"): (
        Setting({"optimizer": "sgd", "lr": "0.05"}, ("fit_running_try", "fit_sorted_try")),
        Setting(
            {"optimizer": "sgd", "lr": "1", "loss": "huber", "val": "0"},
            ("fit_running_try", "fit_sorted_try"),
        ),
        Setting(
            {"optimizer": "sgd", "lr": "0.0001", "val": "0.5", "samples": "100"},
            ("fit_running_try", "fit_sorted_try"),
        ),
    ),
    ("fit", "metrics"): (
        Setting({}, ("fit_metrics_try",)),
        Setting({"scores": "0,1,0.99,0.01", "targets": "0,1,1,0", "threshold": "0.5"}, ("fit_metrics_try",)),
        Setting({"scores": "0.5,0.5", "targets": "1,0", "threshold": "0.5"}, ("fit_metrics_try",)),
    ),
    ("fit", "ways"): (
        Setting({}, ("fit_ways_try",)),
        Setting({"ways_optimizer": "sgd"}, ("fit_ways_try",)),
        Setting({"ways_optimizer": "momentum", "ways_loss": "hinge"}, ("fit_ways_try",)),
    ),
    ("predict", "scores"): (
        Setting(_SMALL, ("predict_scores_try",)),
        Setting({**_SMALL, "val": "0", "predict_batch": "50"}, ("predict_scores_try",)),
        Setting({**_SMALL, "loss": "bce", "val": "0.5"}, ("predict_scores_try",)),
    ),
    ("predict", "threshold"): (
        Setting(_SMALL),
        Setting({**_SMALL, "val": "0", "threshold": "0.8"}),
        Setting({**_SMALL, "loss": "bce", "threshold": "-1"}),
    ),
    ("predict", "points"): (
        Setting({**_SMALL, "points": "0,3;3,0;1.5,1.5"}),
        Setting({**_SMALL, "val": "0"}),
        Setting({**_SMALL, "loss": "bce", "points": "9,-9"}),
    ),
    ("predict", "call"): (
        Setting(_SMALL),
        Setting(_SMALL, ("predict_call_try",)),
        Setting({**_SMALL, "val": "0"}, ("predict_call_try",)),
    ),
}
