"""The page Compare: what the browser is told, in each language, and the rows where no route answers it."""

from __future__ import annotations

import base64
import json
import math
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from playground.compare.best_rates import MOST_STEPS, RATES, best_rates, best_rates_of, sweep_of
from playground.compare.examples import EXAMPLES
from playground.compare.fan import MOST_ARROWS, fan
from playground.compare.page import PICTURE, content
from playground.compare.plane import plane
from playground.compare.surface import CELLS, surface
from playground.core.experiment import Experiment
from playground.core.knobs import text_of
from playground.core.network import network_of
from playground.core.optimizers import OPTIMIZERS
from playground.core.points import Points
from playground.core.wire_format import unpack
from playground.locale import languages, say
from playground.stage.draft import settle
from playground.stage.reply import ADVANCE
from playground.sweep.results import Result
from playground.theory.batch_gradients import batch_gradients
from playground.theory.loss_plane import directions
from playground.theory.loss_surface import grid, parabola
from playground.trainer.trainer import Trainer
from tests.pages.asking import message
from tests.pages.conftest import PAGES, Open


def told(app: AppTest) -> dict[str, dict[str, Any]]:
    """What each place of the page is given, by its part."""
    given = [json.loads(part.proto.json) for part in app.get("bidi_component") if part.proto.json]
    parts = [data[0] for data in given if isinstance(data, list)]
    return {data["part"]: data for data in parts if "part" in data}


@pytest.mark.parametrize("language", languages())
def test_the_page_has_its_places_and_its_words(open_page: Open, language: str) -> None:
    app = open_page("compare", lang=language)
    assert [title.value for title in app.title] == [say("common.page.compare", language)]
    assert [tab.label for tab in app.tabs] == [
        say(f"compare.{name}", language) for name in ("settings", "take")
    ]
    parts = told(app)
    assert set(parts) == {"picture", "runs", "results", "settings", "take"}
    assert parts["picture"]["say"] == json.loads(json.dumps(content(language)))
    assert parts["picture"]["reply"] is None


def test_examples_and_race_are_experiments_of_their_pages() -> None:
    said = content("en")
    assert [example["key"] for example in said["examples"]] == list(EXAMPLES)
    for example, runs in zip(said["examples"], EXAMPLES.values(), strict=True):
        assert len(runs) >= 2
        for given, run in zip(example["runs"], runs, strict=True):
            settled = settle(given["page"], given["words"], None)
            assert not settled.refused
            assert settled.experiment == run.experiment
    assert [name for name, _ in said["optimizers"]] == list(OPTIMIZERS)


def test_a_link_decides_the_view_whenever_it_is_followed_and_the_menu_keeps_it(open_page: Open) -> None:
    app = open_page("compare")
    views = [told(app)["picture"]["view"]]
    for words in ({"view": "surface", "run": "linear?"}, {}, {"run": "linear?"}, {"view": "nowhere"}):
        app.switch_page(PAGES["linear"])
        app.run()
        app.switch_page(PAGES["compare"])
        app.query_params.clear()
        for name, text in words.items():
            app.query_params[name] = text
        app.run()
        assert not app.exception
        views.append(told(app)["picture"]["view"])
    assert views == ["curves", "surface", "surface", "curves", "curves"]


def test_without_a_route_the_page_answers_a_request(open_page: Open) -> None:
    app = open_page("compare")
    app.session_state[PICTURE] = {"request": message({"lr": "0.05"}, seq=7, count=41)}
    app.run()
    header, blobs = unpack(base64.b64decode(told(app)["picture"]["reply"]))
    assert (header["seq"], header["words"], header["status"]) == (7, {"lr": "0.05"}, "ok")
    assert len(blobs["steps"]) // 4 == 41


def test_the_surface_is_answered_in_closed_form_or_on_a_grid_of_the_trainer(open_page: Open) -> None:
    app = open_page("compare", view="surface")
    assert told(app)["picture"]["view"] == "surface"
    asked = {"key": "1", "page": "linear", "words": {"lr": "0.05"}, "box": [-1, 1, -0.5, 1.5], "bias": None}
    app.session_state[PICTURE] = {"surface": asked}
    app.run()
    answer = told(app)["picture"]["surface"]
    form = parabola(Experiment())
    assert form is not None
    assert (answer["key"], answer["kind"], answer["best_bias"]) == ("1", "parabola", True)
    assert (answer["constant"], answer["slope"]) == (form.constant, list(form.slope))
    assert answer["curvature"] == [list(row) for row in form.curvature]
    # A busy machine may take longer than a request waits; the browser asks again then, and so does this.
    for key in map(str, range(2, 30)):
        bent = {**asked, "key": key, "words": {"loss": "bce"}, "bias": 0.25}
        app.session_state[PICTURE] = {"surface": bent}
        app.run()
        answer = told(app)["picture"]["surface"]
        assert answer["key"] == key
        if answer["kind"] == "grid":
            break
    found = grid(Experiment(loss="bce"), (-1.0, 1.0, -0.5, 1.5), CELLS, 0.25)
    assert (answer["kind"], answer["cells"]) == ("grid", CELLS)
    np.testing.assert_allclose(answer["losses"], found.losses, rtol=1e-12)


def test_the_plane_of_a_network_is_answered_by_its_axes_and_then_row_by_row(
    open_page: Open, trainer: Trainer
) -> None:
    words = {"data": "circle", "hidden": "3", "samples": "60", "steps": "9"}
    e = Experiment.parse(words)
    rows = trainer.call(ADVANCE, e, None, 0, 9, 2, 10.0, time_limit=30.0).rows
    start, end = (row[-network_of(e).size :].astype(float) for row in rows)
    ends = {"start": start.tolist(), "end": end.tolist()}
    asked = {"page": "layers", "words": words, **ends, "seed": 2, "box": None, "row": 0}
    app = open_page("compare", view="network")
    app.session_state[PICTURE] = {"plane": {**asked, "key": "axes"}}
    app.run()
    axes = told(app)["picture"]["plane"]
    found = directions(network_of(e), start, end, 2)
    assert found is not None
    assert (axes["key"], axes["kind"]) == ("axes", "directions")
    np.testing.assert_array_equal([axes["along"], axes["across"]], [found.along, found.across])
    assert axes["length"] == pytest.approx(np.linalg.norm(end - start))

    # The corner of the box is the start, then the end lies two thirds along the first row.
    side, losses = axes["cells"] + 1, []
    box = [0.0, axes["length"] * axes["cells"] / (side // 2), 0.0, 1.0]
    for count in range(400):
        app.session_state[PICTURE] = {
            "plane": {**asked, "key": str(count), "box": box, "row": len(losses) // side}
        }
        app.run()
        answer = told(app)["picture"]["plane"]
        assert answer["key"] == str(count)
        if answer["kind"] == "rows":
            assert answer["row"] == len(losses) // side
            losses += answer["losses"]
        if len(losses) >= side * side:
            break
    assert len(losses) == side * side
    place = e.columns.index("full_loss")
    assert [losses[0], losses[side // 2]] == pytest.approx([row[place] for row in rows], rel=1e-6)

    nothing = {"key": "0", "kind": "none"}
    question = {**asked, "key": "0"}
    for wrong in (
        {"seed": -1},
        {"seed": True},
        {"seed": 10**9},
        {"start": ends["start"][1:]},
        {"end": [math.inf, *ends["end"][1:]]},
        {"end": ends["start"]},
        {"end": "x"},
        {"page": "linear", "words": {}},
    ):
        assert plane({**question, **wrong}) == nothing, wrong
    for off in ({"box": [1, 0, 0, 1], "row": 0}, {"box": box, "row": side}, {"box": box, "row": 0.5}):
        assert (plane({**question, **off}) or {})["kind"] == "directions", off


def test_a_fan_has_the_gradient_of_every_batch_and_keeps_the_one_that_is_taken() -> None:
    e = Experiment(batch=3, steps=900)  # 667 batches an epoch
    asked = {"key": "1", "page": "linear", "words": e.to_query(), "step": 800, "weights": [0.5, -0.25, 0.125]}
    answer = fan(asked)
    found = batch_gradients(e, 800, (0.5, -0.25, 0.125))
    assert answer is not None
    assert found is not None
    assert (answer["kind"], answer["count"]) == ("fan", 667)
    assert MOST_ARROWS <= len(answer["gradients"]) <= MOST_ARROWS + 1
    np.testing.assert_allclose(
        answer["gradients"][answer["taken"]], found.gradients[800 - 667][:2], rtol=1e-5
    )
    np.testing.assert_allclose(answer["full"], found.full, rtol=1e-15)
    for wrong in (
        {"step": 901},
        {"step": 1.5},
        {"step": True},
        {"weights": [1, 2]},
        {"weights": [1, 2, math.inf]},
    ):
        assert fan({**asked, **wrong}) == {"key": "1", "kind": "none"}
    for words in ({}, {"batch": "8", "targets": "flat"}):
        assert fan({**asked, "words": words, "step": 1}) == {"key": "1", "kind": "none"}


def test_each_optimizer_races_at_the_rate_with_the_least_loss(open_page: Open, trainer: Trainer) -> None:
    words = {"neg_n": "20", "pos_n": "20", "steps": "12", "batch": "8", "lr_changes": "3:5"}
    app = open_page("compare")
    for _ in range(200):
        app.session_state[PICTURE] = {"rates": {"key": "1", "page": "linear", "words": words}}
        app.run()
        answer = told(app)["picture"]["rates"]
        if answer["status"] not in ("running", "busy"):
            break
    assert (answer["key"], answer["status"], answer["done"]) == ("1", "done", answer["count"])
    base = Experiment(neg_n=20, pos_n=20, steps=12, batch=8)
    for optimizer in ("sgd", "adam"):
        losses = {}
        for lr in RATES.values:
            e = base.replace(optimizer=optimizer, lr=lr)
            chunk = trainer.call(ADVANCE, e, None, 0, 1, 13, 10.0, time_limit=30.0)
            if chunk.end.reason == "done":
                losses[text_of(lr)] = chunk.rows[-1][e.columns.index("full_loss")]
        assert answer["best"][optimizer] == min(losses, key=lambda lr: losses[lr])
    assert list(answer["best"]) == list(OPTIMIZERS)


def test_the_best_rate_is_the_lower_of_two_alike_and_none_that_diverged() -> None:
    sweep = sweep_of(Experiment(steps=100_000, stop="never", edits=()))
    assert sweep.experiment.steps == MOST_STEPS
    results = {}
    for point in sweep.points:
        run, has_diverged = point.experiment.run_id, point.experiment.optimizer == "adam" or point.x > 8
        loss = 0.1 if point.x >= 5 else 0.5
        results[run] = Result(run, "diverged" if has_diverged else "done", 9, loss, 1.0, None, None, None)
    best = best_rates_of(sweep, results)
    assert best == {name: text_of(RATES.values[5]) for name in OPTIMIZERS if name != "adam"}


@pytest.mark.parametrize(
    "asked",
    [
        None, "x", {}, {"key": 3}, {"key": "1", "page": "home", "words": {}},
        {"key": "1", "page": "linear", "words": {"lr": 3}},
        {"key": "1", "page": "linear", "words": [["lr", "3"]]},
    ],
)  # fmt: skip
def test_what_is_no_question_has_no_answer(asked: object) -> None:
    assert surface(asked) is None
    assert best_rates(asked) is None
    assert fan(asked) is None
    assert plane(asked) is None


def test_points_that_the_server_lacks_are_asked_for_before_a_question_is_answered(open_page: Open) -> None:
    inputs = np.random.default_rng(77).normal(size=(1100, 2)).astype(np.float32)
    own = Points(inputs, (inputs[:, 0] > 0).astype(np.float32))
    asked = {"key": "1", "page": "linear", "words": {"points": own.word}, "box": None, "bias": None}
    app = open_page("compare", view="surface")

    def answered(**state: Any) -> dict[str, Any]:
        app.session_state[PICTURE] = {"surface": asked, **state}
        app.run()
        return told(app)["picture"]

    first = answered()
    assert (first["surface"], first["lacking"]) == (None, {"names": [own.word], "turn": 0})
    # A tab that has it no more has the answer of the run that is shown then, without the set.
    gone = answered(points={"turn": 1, "gone": [own.word], "texts": []})
    form = parabola(Experiment())
    assert form is not None
    assert (gone["surface"]["constant"], gone["lacking"]) == (form.constant, {"names": [], "turn": 1})
    brought = answered(points={"turn": 2, "gone": [], "texts": ["nonsense", own.packed]})
    form = parabola(Experiment(points=own))
    assert form is not None
    assert (brought["surface"]["constant"], brought["lacking"]) == (form.constant, {"names": [], "turn": 2})


def test_a_surface_without_a_box_or_a_loss_of_other_weights_is_none() -> None:
    bent: dict[str, str] = {"loss": "bce"}
    no_number = [0, float("nan"), 0, 2]
    for words, box in ((bent, [1, 1, 0, 2]), (bent, no_number), ({"targets": "flat"}, [0, 1, 0, 1])):
        assert surface({"key": "1", "page": "linear", "words": words, "box": box}) == {
            "key": "1",
            "kind": "none",
        }
