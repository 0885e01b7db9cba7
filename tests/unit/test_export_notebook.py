"""The notebook, run from its first cell to its last, gives the losses on the page."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pytest

from playground.core.experiment import Experiment
from playground.core.losses import losses_for
from playground.engine.run import advance
from playground.export.notebook import notebook
from playground.export.program import parts
from playground.locale import languages, say
from tests.unit.test_export_script import run

LINEAR = Experiment(lr=0.05, batch=32, neg_n=60, pos_n=45, steps=30)
NETWORK = Experiment(data="circle", hidden=(4,), loss="bce", samples=40, batch=16, val=0.25, steps=10)
EXPERIMENTS = {
    "linear": LINEAR,
    "network": NETWORK,
    **{f"linear, {name}": LINEAR.replace(loss=name) for name in losses_for(many=False)},
    **{f"network, {name}": NETWORK.replace(loss=name) for name in losses_for(many=False)},
    **{f"network, {name}": NETWORK.replace(data="classes", loss=name) for name in losses_for(many=True)},
}


def cells(experiment: Experiment, kind: str, language: str = "en") -> list[str]:
    content: dict[str, Any] = json.loads(notebook(experiment, language))
    assert (content["nbformat"], content["nbformat_minor"]) == (4, 5)
    assert content["metadata"]["kernelspec"]["name"] == "python3"
    names = [cell["id"] for cell in content["cells"]]
    assert len(set(names)) == len(names)
    return ["".join(cell["source"]) for cell in content["cells"] if cell["cell_type"] == kind]


@pytest.mark.sampled(3)
@pytest.mark.parametrize("experiment", EXPERIMENTS.values(), ids=EXPERIMENTS)
def test_its_cells_give_the_losses_of_the_page(experiment: Experiment) -> None:
    losses, _ = run("\n".join(cells(experiment, "code")))
    chunk = advance(experiment, None, 0, 1, len(losses) + 1, math.inf)
    assert chunk.end is not None
    assert chunk.end.step == len(losses) > 0
    np.testing.assert_allclose(losses, chunk.rows[:-1, 0], rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("experiment", [LINEAR, NETWORK], ids=["linear", "network"])
def test_every_part_is_explained_and_the_first_cell_has_the_words_of_the_link(
    experiment: Experiment, language: str
) -> None:
    lead, *headings = cells(experiment, "markdown", language)
    for name, text in experiment.to_query().items():
        assert f"{name}={text}" in lead
    titles = [say(title, language) for title, _ in parts(experiment)]
    firsts = [heading.splitlines()[0] for heading in headings]
    assert firsts == [f"## {number}. {title}" for number, title in enumerate(titles, start=1)]
    explained = [heading.splitlines()[2] for heading in headings]
    assert len(set(explained)) == len(titles), "each cell has a sentence of its own"
