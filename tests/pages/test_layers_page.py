"""The layers page on the real trainer, in both languages: what learners set, what Keras answers."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from playground.core.activations import ACTIVATIONS
from playground.core.knobs import KNOBS
from playground.lessons.layers.boundary import PIECE
from playground.lessons.layers.gallery import MODELS, GalleryRequest
from playground.lessons.layers.kinds import KINDS, KindRequest
from playground.lessons.layers.layer import LayerRequest
from playground.lessons.layers.shapes import STEPS, ShapesRequest
from playground.lessons.layers.view.state import STATE, VIEWS, WORDS, LayersState
from playground.lessons.questions import QUESTIONS
from playground.lessons.shared.values import TensorLiteral
from playground.lessons.shared.view.trap import plain
from playground.lessons.traps import traps_of
from playground.locale import languages, say
from playground.trainer.trainer import Trainer
from tests.pages.conftest import MAIN, TOKEN, link_of, widget

LOCALES = {"en": "en-US", "ko": "ko-KR"}
PAGE = "../pages/layers.py"


@pytest.fixture
def open_layers(trainer: Trainer) -> Any:
    """Opens the layers page with the words of a link."""

    def open_layers(language: str = "en", **words: str) -> AppTest:
        app = AppTest.from_file(str(MAIN), default_timeout=60)
        app.context = {"locale": LOCALES[language], "url": "http://localhost:8501/layers"}
        app.run()
        app.switch_page(PAGE)
        for name, text in words.items():
            app.query_params[name] = text
        app.run()
        assert not app.exception
        return app

    return open_layers


def html(app: AppTest) -> str:
    return (
        TOKEN.sub(r"\1", "\n".join(part.proto.body for part in app.get("html")))
        .replace("&#x27;", "'")
        .replace("&quot;", '"')
    )


def data_of(app: AppTest, key: str) -> dict[str, Any]:
    """What a component of the page was given."""
    (part,) = (part for part in app.get("bidi_component") if part.key == key)
    return dict(json.loads(part.proto.json)[0])


def notices_of(app: AppTest) -> list[str]:
    return [
        part.proto.body
        for part in app.get("html")
        if part.proto.body.startswith('<p class="gp-words is-notice')
    ]


def chain(app: AppTest) -> str:
    (found,) = (part.proto.body for part in app.get("html") if 'data-testid="chain"' in part.proto.body)
    return str(found)


@pytest.mark.sampled(3)
@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("view", VIEWS)
def test_every_lab_opens(open_layers: Any, language: str, view: str) -> None:
    app = open_layers(language, view=view)
    lead = f"layers_page.{view}.lead"
    assert say(lead, language) in html(app)
    assert link_of(app) == {"view": view}


@pytest.mark.parametrize("language", languages())
def test_a_layer_three_ways_without_a_difference(open_layers: Any, language: str) -> None:
    app = open_layers(language, view="layer")
    page = html(app)
    for part in (
        "def dense(inputs):",
        "class SimpleDense(keras.layers.Layer):",
        "keras.layers.Dense(units=2",
    ):
        assert part in page
    (difference,) = re.findall(r'layer-difference">[^<]*<b>([^<]+)</b>', page)
    assert float(difference) <= 1e-6
    grids = page.count('<table class="gp-grid gp-layer-grid')
    assert grids == 4 + 3  # of the equation, and of the three outputs
    assert say("layers_page.layer.holds", language, count=8) in page
    widget(app, "text_input", "layer_units").set_value("3").run()
    assert say("layers_page.layer.holds", language, count=12) in html(app)  # 3 · 3 + 3
    assert link_of(app)["units"] == "3"


def test_inputs_are_typed_and_nonsense_stays_in_the_field(open_layers: Any) -> None:
    app = open_layers(view="layer")
    widget(app, "text_input", "layer_inputs").set_value("[[1, 2], [3, 4], [5, 6]]").run()
    assert "(3, 2)" in html(app)
    assert link_of(app)["x"] == "[[1,2],[3,4],[5,6]]"
    widget(app, "text_input", "layer_inputs").set_value("[1, 2").run()
    assert not app.exception
    assert len(notices_of(app)) == 1
    assert widget(app, "text_input", "layer_inputs").value == "[1, 2"
    widget(app, "text_input", "layer_inputs").set_value("[1, 2]").run()
    assert "(2,)" in notices_of(app)[0]
    widget(app, "text_input", "layer_inputs").set_value("[[1, 2]]").run()
    assert notices_of(app) == []


@pytest.mark.sampled(4)
@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_drawn_with_its_stories(open_layers: Any, language: str, kind: str) -> None:
    app = open_layers(language, view="kinds", kind=kind)
    data = data_of(app, "layers_kinds_view")
    outputs = data["drawings"][-1]
    assert outputs["name"] == "outputs"
    assert len(data["stories"]) == len(outputs["values"])
    assert data["strings"]["filter"] == say("layers_page.cells.filter", language, number="{number}")
    for story, value in zip(data["stories"], outputs["values"], strict=True):
        end = float(story["lines"][-1].rsplit("= ", 1)[1].replace("−", "-"))
        assert end == pytest.approx(value, rel=1e-3, abs=1e-6)
    assert say(f"layers.kind.{kind}.about", language) in html(app)


def test_settings_of_a_convolution_change_its_output(open_layers: Any) -> None:
    app = open_layers(view="kinds", kind="conv2d")
    assert data_of(app, "layers_kinds_view")["drawings"][-1]["shape"] == [1, 3, 3, 2]
    widget(app, "selectbox", "kinds_padding").set_value("same").run()
    assert data_of(app, "layers_kinds_view")["drawings"][-1]["shape"] == [1, 5, 5, 2]
    widget(app, "text_input", "kinds_strides").set_value("2").run()
    assert data_of(app, "layers_kinds_view")["drawings"][-1]["shape"] == [1, 3, 3, 2]
    before = data_of(app, "layers_kinds_view")["drawings"][0]["values"]
    app.button(key="kinds_other_numbers").click().run()
    assert data_of(app, "layers_kinds_view")["drawings"][0]["values"] != before
    assert link_of(app) == {
        "view": "kinds", "kind": "conv2d", "padding": "same", "strides": "2", "kind_numbers": "1",
    }  # fmt: skip


@pytest.mark.parametrize("language", languages())
def test_weights_appear_step_by_step(open_layers: Any, language: str) -> None:
    app = open_layers(language, view="shapes")
    assert "?" in chain(app)
    assert 'data-built="false"' in chain(app)
    for step in STEPS[1:]:
        app.button(key="shapes_next").click().run()
        assert link_of(app)["moment"] == step
        if step == "before":
            assert "0 (unbuilt)" in html(app)
        if step in ("call", "after"):
            assert "(2, 4)" in chain(app)
            assert "?" not in chain(app)
    assert app.button(key="shapes_next").disabled
    assert "expected axis -1 of input shape to have value 2" in html(app)
    assert say("lessons.reason.input_axis", language) in html(app)


def test_the_second_input_fits_when_its_features_do(open_layers: Any) -> None:
    app = open_layers(view="shapes", moment="second", second="9,2", widths="3,2,1")
    assert say("layers_page.shapes.told.second_passed") in html(app)
    assert say("layers_page.shapes.count", count=2 * 3 + 3 + 3 * 2 + 2 + 2 + 1) in html(app)
    widget(app, "text_input", "shapes_first").set_value("(3,)").run()
    assert not app.exception
    assert say("layers_page.shapes.told.second_unbuilt") in html(app)
    assert say("layers_page.shapes.told.second_refused") not in html(app)  # nothing was built to be fitted


@pytest.mark.sampled(3)
@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("arch", MODELS)
def test_the_gallery_shows_what_keras_built(open_layers: Any, language: str, arch: str) -> None:
    app = open_layers(language, view="gallery", arch=arch, hidden="4,4")
    request = GalleryRequest(arch, (4, 4))
    data = data_of(app, "layers_model_view")
    assert [layer["name"] for layer in data["layers"]] == [node.name for node in request.network.nodes]
    assert sum(layer["weights"] for layer in data["layers"]) == request.network.size
    assert data["layers"][0]["shape"] == "(None, 2)"
    assert all(line in html(app) for line in request.functional.splitlines())
    assert "Total params" in html(app)
    assert say("layers_page.gallery.total", language, count=request.network.size) in html(app)
    (link,) = (link for link in app.get("page_link") if "view=stage" in link.proto.query_string)
    assert f"arch={arch}" in link.proto.query_string or arch == KNOBS["arch"].default
    for word in ("data=circle", "hidden=4"):
        assert word in link.proto.query_string


def test_widths_change_the_graph_and_refused_ones_do_not(open_layers: Any) -> None:
    app = open_layers(view="gallery")
    widget(app, "text_input", "gallery_hidden").set_value("7,3").run()
    assert [layer["units"] for layer in data_of(app, "layers_model_view")["layers"]] == [2, 7, 3, 1]
    widget(app, "text_input", "gallery_hidden").set_value("7,99").run()
    assert not app.exception
    assert len(notices_of(app)) == 1
    assert [layer["units"] for layer in data_of(app, "layers_model_view")["layers"]] == [2, 7, 3, 1]
    widget(app, "text_input", "gallery_hidden").set_value("").run()
    assert [layer["units"] for layer in data_of(app, "layers_model_view")["layers"]] == [2, 1]


RIGHT_AND_WRONG = [
    ("dense_count", "16", "12"),
    ("conv_shape", "(1, 5, 5, 4)", "(1, 7, 7, 4)"),
    ("xor_floor", "0.25", "0"),
]


@pytest.mark.sampled(3)
@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize(("key", "right", "wrong"), RIGHT_AND_WRONG)
def test_questions_are_judged_and_mistakes_named(
    open_layers: Any, language: str, key: str, right: str, wrong: str
) -> None:
    (view,) = (lab.name for lab in STATE.labs if key in lab.questions)
    app = open_layers(language, question=key)
    assert link_of(app)["view"] == view
    why = say(f"layers.question.{key}.why", language)
    assert why not in html(app)
    widget(app, "text_input", f"answer_{key}").set_value(wrong)
    app.button(key=f"answer_{key}_commit").click().run()
    mistake = dict(QUESTIONS[key].mistakes)
    name = next(
        name
        for name, text in mistake.items()
        if text.replace(" ", "") in (wrong.replace(" ", ""), "3*4", "0.0")
    )
    assert say(f"layers.question.{key}.mistake.{name}", language) in html(app)
    assert why not in html(app)
    widget(app, "text_input", f"answer_{key}").set_value(right)
    app.button(key=f"answer_{key}_commit").click().run()
    assert say("lesson_cards.right", language) in html(app)
    assert why in html(app)


@pytest.mark.sampled(3)
@pytest.mark.parametrize("key", traps_of("layers"))
def test_every_trap_opens_from_a_link_and_runs(open_layers: Any, key: str) -> None:
    app = open_layers(trap=key)
    assert link_of(app)["view"] == "traps"
    assert plain(say(f"traps.{key}.title")) in [title.value for title in app.header]
    app.button(key=f"trap_{key}_run_1").click().run()
    app.button(key=f"trap_{key}_run_2").click().run()
    assert not app.exception
    assert say(f"traps.{key}.mend") in html(app)


@pytest.mark.parametrize("language", languages())
def test_nonsense_in_the_link_is_told_and_left_out(open_layers: Any, language: str) -> None:
    words = {
        "view": "layer",
        "x": "[1,<b>]",
        "units": "many",
        "kind": "ring",
        "kernel": "99",
        "widths": "a,b",
        "first": "?",
        "hidden": "1e9",
        "![x](http://a.example/y.png)": "1",
        "moment": "later",
    }
    app = open_layers(language, **words)
    assert say("common.link_problem", language) in [text.value for text in app.text]
    assert len(notices_of(app)) >= 6
    assert not any("a.example" in part.value for part in app.markdown)
    assert not any("<b>" in told for told in notices_of(app))
    assert link_of(app) == {"view": "layer"}


def test_a_link_within_the_page_is_followed(open_layers: Any) -> None:
    app = open_layers(view="kinds", kind="gru")
    app.query_params.clear()
    app.query_params["view"] = "gallery"
    app.query_params["arch"] = "heads"
    app.run()
    assert data_of(app, "layers_model_view")["layers"][-1]["name"] == "distance"
    # What the browser still shows of a moment ago is not followed again.
    widget(app, "text_input", "gallery_hidden").set_value("5").run()
    app.query_params.clear()
    app.query_params["view"] = "gallery"
    app.query_params["arch"] = "heads"
    app.run()
    assert data_of(app, "layers_model_view")["layers"][1]["units"] == 5


@st.composite
def states(draw: st.DrawFn) -> LayersState:
    """Any state of the labs."""
    rows, columns = draw(st.integers(1, 6)), draw(st.integers(1, 6))
    numbers = st.floats(-1e6, 1e6, width=32).map(float)
    values = tuple(tuple(draw(numbers) for _ in range(columns)) for _ in range(rows))
    sizes = st.lists(st.integers(1, 8), min_size=1, max_size=3).map(tuple)
    hidden = st.lists(st.integers(1, 12), max_size=6).map(tuple)
    view = draw(st.sampled_from(VIEWS))
    return LayersState(
        LayerRequest(
            TensorLiteral(values), draw(st.integers(1, 6)), draw(st.sampled_from(sorted(ACTIVATIONS))), 7
        ),
        KindRequest(draw(st.sampled_from(sorted(KINDS))), 3, 2, 3, "same", draw(st.integers(0, 999))),
        ShapesRequest(draw(hidden.filter(bool)), draw(sizes), draw(sizes)),
        GalleryRequest(draw(st.sampled_from(MODELS)), draw(hidden), "gelu", "xor"),
        draw(st.sampled_from(STEPS)),
        view,
        draw(st.sampled_from(traps_of("layers"))) if view == "traps" else traps_of("layers")[0],
        "",
    )


@given(states())
def test_a_link_reads_back_what_it_says(shown: LayersState) -> None:
    assert STATE.read(STATE.written(shown)) == (shown, ())


def test_plain_links_are_short_and_questions_open_their_lab() -> None:
    assert STATE.written(LayersState()) == {"view": "layer"}
    assert STATE.read({}) == (LayersState(), ())
    assert STATE.read({"embed": "true", "question": "branches_count"})[0].view == "gallery"


def test_words_shared_with_the_stage_mean_the_same() -> None:
    shared = set(WORDS) & set(KNOBS)
    assert shared == {"arch", "hidden", "activation", "data"}
    request = GalleryRequest("heads", (5, 3), "relu", "moons")
    words = STATE.written(LayersState(gallery=request))
    knobs = request.experiment.to_query()
    assert words == {"view": "layer"} | {name: knobs[name] for name in shared}


@pytest.mark.parametrize("language", languages())
def test_widths_that_an_addition_cannot_take_are_told(open_layers: Any, language: str) -> None:
    app = open_layers(language, view="gallery", arch="residual", hidden="4,2")
    told = say("layers_page.gallery.first_width", language, widths="4,2", count=2, width=4)
    assert told in html(app)
    assert told not in html(open_layers(language, view="gallery", arch="residual", hidden="4,4"))


@pytest.mark.parametrize("language", languages())
def test_the_boundary_is_learned_to_the_end_and_stays_known(open_layers: Any, language: str) -> None:
    app = open_layers(language, view="gallery", arch="heads", data="moons")
    request = GalleryRequest("heads", data="moons")
    for _ in range(2 * request.experiment.steps // PIECE):
        data = data_of(app, "layers_boundary_view")
        if not data["running"]:
            break
        app.run()
    assert (data["running"], data["share"]) == (False, 1.0)
    assert len(data["weights"]) == request.network.size == data["network"]["size"]
    assert len(data["sample"]["labels"]) == request.experiment.num_points
    assert sum(data["sample"]["held"]) == request.experiment.num_held
    app.run()
    assert data_of(app, "layers_boundary_view")["weights"] == data["weights"]
