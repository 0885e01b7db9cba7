"""A program that adds one entry to each table of choices, as docs/development.md says, and uses all of them.

The tables are read when modules are imported, so this runs in a process of its own, and each table gets its
entry before the modules that read it are there. Nothing else of the program is changed.
"""

from __future__ import annotations

import contextlib
import dataclasses
import io
import json
import math
from types import MappingProxyType
from typing import Any

import numpy as np

from playground import locale
from playground.core import activations, datasets, features, initializers, losses, optimizers

Array = Any


def stripes(uniform: Array, label: int, _classes: int) -> Array:
    """The classes lie in turn beside each other, in four stripes."""
    places = 6.0 * uniform - 3.0
    places[:, 0] = 1.5 * np.floor(4.0 * uniform[:, 0] / 2.0) * 2.0 + 1.5 * label - 3.0 + 1.4 * uniform[:, 1]
    return places


def add(module: Any, table: str, name: str, entry: Any) -> None:
    """The table with one entry more, in its module."""
    setattr(module, table, MappingProxyType({**getattr(module, table), name: entry}))


CHOICES = {
    "optimizer": "lion",
    "loss": "log_cosh",
    "data": "stripes",
    "activation": "silu",
    "initializer": "lecun_uniform",
    "features": "x1cube",
}
WORDS = {
    **{f"{knob}.choices.{name}": f"Scratch {name}" for knob, name in CHOICES.items()},
    **{f"{word}_{CHOICES['loss']}": f"Scratch {word}" for word in ("lead", "rates", "best")},
}


def add_entries() -> None:
    """What docs/development.md and docs/training.md tell to add, but for the browser's own two tables."""
    add(
        optimizers,
        "OPTIMIZERS",
        "lion",
        optimizers.Optimizer(
            name="lion",
            keras_class="Lion",
            formula=r"w \leftarrow w - \eta\,\operatorname{sign}(0.9\,m + 0.1\,g)",
            code=(
                "variable.assign_sub(learning_rate * tf.sign(0.9 * mean + 0.1 * gradient))\n"
                "mean.assign(0.99 * mean + 0.01 * gradient)"
            ),
            slots=(optimizers.Slot("mean", "means"),),
        ),
    )
    assert losses.LOSSES["huber"].linear is not None
    add(
        losses,
        "LOSSES",
        "log_cosh",
        losses.Loss(
            name="log_cosh",
            many=False,
            threshold=0.5,
            keras="keras.losses.LogCosh()",
            shading=losses.Shading("straight", span=0.5, full=0.5),
            pointwise=losses.Pointwise(
                values=lambda targets, outputs: np.log(np.cosh(outputs - targets)),
                slopes=lambda targets, outputs: np.tanh(outputs - targets),
                curvature=1.0,
                is_parabola=False,
                best_line="unknown",
            ),
            linear=dataclasses.replace(
                losses.LOSSES["huber"].linear,
                function="log_cosh_loss",
                line="tf.math.log(tf.cosh({output} - {targets}))",
                formulas=losses.Formulas("L", r"\nabla L"),
            ),
        ),
    )
    add(datasets, "SHAPES", "stripes", datasets.Shape(stripes, scale=0.1))
    add(activations, "ACTIVATIONS", "silu", "tf.nn.silu")
    add(initializers, "INITIALIZERS", "lecun_uniform", "LecunUniform")
    add(features, "FEATURES", "x1cube", features.Feature("x1 * x1 * x1", lambda x1, x2: x1 * x1 * x1))
    own_strings = locale.own_strings
    more: Any = lambda area, language=locale.SOURCE: {  # noqa: E731
        **own_strings(area, language),
        **{name: word for name, word in WORDS.items() if area == ("knobs" if "." in name else "theory")},
    }
    locale.own_strings = more


def add_rules() -> None:
    """The functions that compute: TensorFlow's, and NumPy's for the theory."""
    from playground.engine import losses as engine_losses
    from playground.engine import update_rules
    from playground.engine.runtime import tf
    from playground.theory import replay

    def lion(weights: Any, slots: Any, gradient: Any, step_size: Any, settings: Any) -> Any:
        del settings
        step = tf.sign(0.9 * slots[0] + 0.1 * gradient)
        return weights - step_size * step, (0.99 * slots[0] + 0.01 * gradient,)

    def lion_replayed(e: Any, weights: Any, slots: Any, gradients: Any, rates: Any, t: int) -> Any:
        del e, t
        step = np.sign(0.9 * slots[0] + 0.1 * gradients)
        slots[0] = 0.99 * slots[0] + 0.01 * gradients
        return weights - rates * step

    update_rules.UPDATE_RULES["lion"] = update_rules.UpdateRule(lion, lambda: ())
    engine_losses.PER_SAMPLE["log_cosh"] = lambda targets, outputs: tf.math.log(tf.cosh(outputs - targets))
    replay.RULES["lion"] = lion_replayed


def check_page_and_link() -> None:
    """Each entry is in the panel's knob with its word, and survives a link."""
    from playground.core.experiment import Experiment
    from playground.stage.draft import settle
    from playground.stage.knob_panel import describe

    panel = describe("layers", locale.SOURCE)["knobs"]
    for knob, name in CHOICES.items():
        assert [name, f"Scratch {name}"] in panel[knob]["choices"], knob
    words = {**CHOICES, "features": "x1,x2,x1cube", "hidden": "4", "lr": "0.01"}
    experiment = Experiment.parse(words)
    assert Experiment.parse(experiment.to_query()) == experiment
    settled = settle("layers", words, None)
    assert (settled.refused, settled.experiment) == ((), experiment)


def told(*arguments: str) -> str:
    """What the command prints."""
    from playground.cli import main

    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        assert main(arguments) == 0, arguments
    return out.getvalue()


def check_command_and_exports() -> None:
    """The command line trains and exports; the exported program gives the rows of the stage."""
    from playground.core.experiment import Experiment
    from playground.engine.run import advance
    from tests.unit.test_export_script import run

    small = "neg_n=20 pos_n=20 steps=8 lr=0.01 optimizer=lion loss=log_cosh"
    network = (
        "data=stripes samples=20 hidden=4 activation=silu features=x1,x2,x1cube steps=8 lr=0.01 "
        "initializer=lecun_uniform optimizer=lion loss=log_cosh"
    )
    for line in (small, network):
        words = line.split()
        rows = json.loads(told("train", "--format", "json", *words))
        assert len(rows) == 9
        printed, _ = run(told("export", *words))
        chunk = advance(Experiment.parse(dict(w.split("=") for w in words)), None, 0, 1, 9, math.inf)
        assert len(printed) == 8
        np.testing.assert_allclose(printed, chunk.rows[:-1, 0], rtol=1e-4)
    assert json.loads(told("theory", *small.split()))["hessian_eigenvalues"] is None
    assert "Lion(" in told("export", "--to", "notebook", *network.split())


if __name__ == "__main__":
    locale.set_strict(True)
    add_entries()
    check_page_and_link()
    add_rules()
    check_command_and_exports()
    print("every entry arrived")
