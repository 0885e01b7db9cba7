"""Every control of a stage page is in its link: each is changed, and the link is opened in a new browser."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qsl

import pytest
from playwright.sync_api import BrowserContext, expect

from playground.core.experiment import Experiment
from playground.core.knobs import KNOBS, text_of
from playground.core.optimizers import OPTIMIZERS
from playground.stage.knob_panel import knob_names
from tools.drive.server import Server
from tools.drive.stage import Stage

NewContext = Callable[..., BrowserContext]
_RUN = (
    "steps=60&stop=loss&target=0.2&target_accuracy=0.9&patience=20&min_delta=0.01"
    "&init_seed=4&shuffle_seed=5&seed=3"
)
_CLASSES = (
    "neg_x=-1&neg_y=2&neg_sx=1.5&neg_sy=0.5&neg_rho=0.2&neg_n=300"
    "&pos_x=2&pos_y=1&pos_sx=0.7&pos_sy=1.2&pos_rho=-0.3&pos_n=200"
)
LINEAR = f"{_CLASSES}&w1=0.5&w2=-0.5&b=0.25&lr=0.05&batch=32&optimizer=adam&loss=bce&{_RUN}"
LAYERS = (
    "data=moons&samples=300&noise=0.2&val=0.3&hidden=5,5&activation=relu&features=x1,x2,x1x2&arch=residual"
    "&initializer=he_normal&lr=0.05&batch=64&optimizer=momentum&momentum=0.8&loss=huber"
    f"&l1=0.001&l2=0.002&dropout=0.1&{_RUN}"
)
# Controls that do not stand beside the others: of Gaussian classes, of many classes, of other optimisers; and
# the broadcasting trap, which takes the squared error.
_GAUSSIANS = {f"{prefix}_{name}" for prefix in ("neg", "pos") for name in ("x", "y", "sx", "sy", "rho", "n")}
_SETTINGS = {name for optimizer in OPTIMIZERS.values() for name in optimizer.knobs} - {"momentum"}
APART = {"linear": {"targets"}, "layers": _GAUSSIANS | _SETTINGS | {"classes", "labels"}}


@pytest.mark.slow
@pytest.mark.parametrize(("path", "query"), [("linear", LINEAR), ("layers", LAYERS)])
def test_every_control_is_in_the_link(new_context: NewContext, server: Server, path: str, query: str) -> None:
    experiment = Experiment.parse(dict(parse_qsl(query)))
    words = experiment.to_query()
    assert set(words) == set(knob_names(path)) - APART[path], (
        "each control has another value than its default"
    )
    stage = Stage(new_context().new_page()).open(server.url, "lr=0.1" if path == "linear" else "", page=path)
    # What a control offers depends on the data and the optimiser, which come first.
    for name in sorted(words, key=lambda name: name not in ("data", "optimizer", "loss")):
        kind, text = KNOBS[name].kind, text_of(getattr(experiment, name))
        if kind == "choice":
            stage.choose(name, text).wait_value(name, text)
        elif kind == "subset":
            for choice in KNOBS[name].choices:
                box = stage.unfold(name).knob(name).locator(f"input[value={choice}]")
                box.set_checked(choice in getattr(experiment, name))
        else:
            stage.type_knob(name, text)
    stage.wait_run(experiment).wait_link(experiment)
    expect(stage.panel.locator(".gp-knob-problem:visible")).to_have_count(0)

    fresh = Stage(new_context().new_page())
    fresh.page.goto(stage.page.url)
    fresh.ready().wait_run(experiment)
    assert fresh.values() == stage.values()
    assert {name: text for name, text in fresh.values().items() if name in words} == words
