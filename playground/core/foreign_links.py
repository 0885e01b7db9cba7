"""Links of TensorFlow Playground in our words, and Keras' names of what our words set."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from playground.core.errors import ExperimentError
from playground.core.parsing import as_real, as_whole, half_width, number_text

__all__ = ["KERAS_WORDS", "is_foreign", "no_counterpart", "translate"]

# What a reader of Keras calls a word of our links; for the question "did you mean …?" only.
KERAS_WORDS: Mapping[str, str] = {
    "alpha": "lr",
    "batchsize": "batch",
    "dataset": "data",
    "eta": "lr",
    "kernelinitializer": "initializer",
    "kernelregularizer": "l2",
    "layers": "hidden",
    "learningrate": "lr",
    "optimiser": "optimizer",
    "regularizationrate": "l2",
    "units": "hidden",
    "validationsplit": "val",
}

_MOST_SHOWN = 8

# TensorFlow Playground (https://playground.tensorflow.org) writes its state behind the # of its address, as
# name=value pairs: https://github.com/tensorflow/playground/blob/master/src/state.ts.
_SAME = {"activation": "activation", "batchSize": "batch", "learningRate": "lr", "networkShape": "hidden"}
_DATA_SETS = {"gauss": "gaussians"}  # the others have the same names
_FEATURES = {
    "x": "x1",
    "y": "x2",
    "xSquared": "x1sq",
    "ySquared": "x2sq",
    "xTimesY": "x1x2",
    "sinX": "sinx1",
    "sinY": "sinx2",
}
_ON_AT_FIRST = ("x", "y")  # the features that its page opens with
_SWITCHES = ("cosX", "cosY", "collectStats", "discretize", "hideText", "showTestData")
_OTHERS = (
    "dataset",
    "initZero",
    "noise",
    "percTrainData",
    "problem",
    "regDataset",
    "regularization",
    "regularizationRate",
    "seed",
    "tutorial",
)
_PATTERNS = re.compile(r"\w{1,30}_hide|weight_?\d{1,4}", re.ASCII)
_NAMES = frozenset({*_SAME, *_FEATURES, *_SWITCHES, *_OTHERS})
_SHARED = frozenset({"activation", "noise", "seed", "x", "y"})  # words that our own pages have as well


def is_foreign(words: Mapping[str, str]) -> bool:
    """Whether words are those of a link of TensorFlow Playground: one of them at least is no word of ours."""
    return any(_is_name(name) and name not in _SHARED for name in words)


def translate(words: Mapping[str, str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Our words for the words of a link, and its foreign words that have no counterpart here.

    Words of a link of TensorFlow Playground are replaced: dataset=gauss, networkShape=4,2, batchSize,
    learningRate, regularization with regularizationRate, percTrainData, noise (there in percent), features,
    seed, initZero. Switches of its page that are off, and what only says its default
    (problem=classification), go without a word. Its data and its losses are not the same as ours, so the
    numbers of a run differ. A value that cannot be read is handed on as it is, so that the experiment refuses
    it by our word. Any other mapping comes back unchanged.
    """
    if not is_foreign(words):
        return dict(words), ()
    ours: dict[str, str] = {}
    unknown: list[str] = []
    for name, text in words.items():
        given = half_width(text).strip()
        if name in _SAME:
            ours[_SAME[name]] = given
        elif name == "dataset":
            ours["data"] = _DATA_SETS.get(given, given)
        elif name == "noise":
            ours["noise"] = _share(given)
        elif name == "percTrainData":
            ours["val"] = _share(given, rest=True)
        elif name == "seed":
            ours["seed"] = _seed(given)
        elif name == "regularization" and given in ("L1", "L2"):
            ours[given.lower()] = words.get("regularizationRate", "0").strip()
        elif name == "initZero" and given == "true":
            ours["initializer"] = "zeros"
        elif name == "regularizationRate":
            if "regularization" not in words and as_real(given) != 0:
                unknown.append(name)
        elif name not in _FEATURES and not _is_silent(name, given):
            unknown.append(name)
    if any(name in words for name in _FEATURES):
        on = [name for name in _FEATURES if _is_on(words, name)]
        if on:
            ours["features"] = ",".join(_FEATURES[name] for name in on)
        else:  # a network without inputs
            unknown += [name for name in _ON_AT_FIRST if name in words]
    return ours | {name: text for name, text in words.items() if not _is_name(name)}, tuple(unknown)


def no_counterpart(words: Sequence[str]) -> ExperimentError:
    """The refusal that names the foreign words `translate` found no word of ours for."""
    shown = ", ".join(words[:_MOST_SHOWN]) + (", …" if len(words) > _MOST_SHOWN else "")
    return ExperimentError("foreign_words", words=shown)


def _is_name(name: str) -> bool:
    return name in _NAMES or _PATTERNS.fullmatch(name) is not None


def _is_silent(name: str, given: str) -> bool:
    """Whether a word asks for nothing that is missing here, or is no word of that page."""
    if not _is_name(name) or given in ("", "false"):
        return True
    nothing = {"problem": "classification", "regularization": "none"}
    return name == "regDataset" or nothing.get(name) == given


def _is_on(words: Mapping[str, str], feature: str) -> bool:
    on = words.get(feature)
    return feature in _ON_AT_FIRST if on is None else on.strip() == "true"


def _share(percent: str, *, rest: bool = False) -> str:
    """A percentage as a share, or the share that is left of 1."""
    if as_real(percent) is None:
        return percent
    share = Decimal(percent) / 100
    return number_text(float(1 - share if rest else share))


def _seed(text: str) -> str:
    """A seed there is five decimals such as 0.59189; here a whole number. Equal seeds stay equal."""
    decimals = re.fullmatch(r"0?\.(\d{1,9})", text)
    if as_whole(text) is not None or decimals is None:
        return text
    return str(int(decimals[1]))
