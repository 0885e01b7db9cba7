"""The gallery: one record, from which graph, code and count come, against the model that Keras builds."""

from __future__ import annotations

import math

import numpy as np
import pytest

from playground.core.data import draw, split
from playground.core.errors import PlaygroundError
from playground.core.experiment import Experiment
from playground.core.keras_code import functional_code, is_chain, sequential_code
from playground.core.network import network_of
from playground.engine.run import advance
from playground.lessons.layers.boundary import PIECE
from playground.lessons.layers.gallery import MODELS, GalleryRequest
from playground.lessons.layers.tasks.boundary import learn
from playground.lessons.layers.tasks.layers import build
from playground.lessons.shared.tasks.sandbox import Namespace
from playground.locale import languages, say

WIDTHS: tuple[tuple[int, ...], ...] = ((), (4,), (4, 2), (3, 3, 3), (12, 1, 5, 2, 7, 6))


@pytest.mark.parametrize("hidden", WIDTHS, ids=str)
@pytest.mark.parametrize("arch", MODELS)
def test_keras_counts_what_the_record_says(arch: str, hidden: tuple[int, ...]) -> None:
    request = GalleryRequest(arch, hidden)
    network, report = request.network, build(request)
    assert report.num_weights == network.size
    assert [layer.name for layer in report.layers] == [node.name for node in network.nodes]
    assert [layer.shape for layer in report.layers] == [(None, node.units) for node in network.nodes]
    assert [layer.num_weights for layer in report.layers] == [
        network.parameters(node) for node in network.nodes
    ]
    assert f"Total params: {network.size} " in report.summary
    assert report.sequential == (network.size if is_chain(network) else None)


@pytest.mark.parametrize(
    ("arch", "hidden", "count"),
    [
        ("sequential", (), 2 + 1),
        ("sequential", (4, 2), (2 * 4 + 4) + (4 * 2 + 2) + (2 + 1)),
        ("branches", (4,), 2 * (2 * 4 + 4) + (8 + 1)),
        ("heads", (4, 2), (2 * 4 + 4) + (4 * 2 + 2) + 2 * (2 + 1)),
        ("residual", (4, 4), (2 * 4 + 4) + (4 * 4 + 4) + (4 + 1)),
    ],
)
def test_counts_by_hand(arch: str, hidden: tuple[int, ...], count: int) -> None:
    assert build(GalleryRequest(arch, hidden)).num_weights == count


def outputs(source: str, flat: np.ndarray, arch: str, points: np.ndarray) -> list[np.ndarray]:
    """What a model's code gives with the weights of a flat vector."""
    namespace = Namespace()
    assert namespace.execute(source) is None
    model = namespace.names["model"]
    network = network_of(Experiment(arch=arch, hidden=(4, 4), loss="bce"))
    for node in network.dense:
        assert node.kernel is not None
        assert node.bias is not None
        kernel = flat[node.kernel : node.bias].reshape(network.fan_in(node), node.units)
        model.get_layer(node.name).set_weights([kernel, flat[node.bias : node.bias + node.units]])
    found = model(points)
    return [np.asarray(part) for part in (found if isinstance(found, list) else [found])]


def by_hand(arch: str, flat: np.ndarray, points: np.ndarray) -> list[np.ndarray]:
    """The same graph in NumPy: tanh, and relu beside it in the second branch."""
    network = network_of(Experiment(arch=arch, hidden=(4, 4), loss="bce"))
    functions = {"tanh": np.tanh, "relu": lambda z: np.maximum(z, 0), "linear": lambda z: z}
    values = [points]
    for node in network.nodes[1:]:
        given = [values[place] for place in node.inputs]
        if node.kind == "dense":
            assert node.kernel is not None
            assert node.bias is not None
            kernel = flat[node.kernel : node.bias].reshape(-1, node.units)
            values.append(
                functions[node.activation](given[0] @ kernel + flat[node.bias : node.bias + node.units])
            )
        else:
            values.append(np.concatenate(given, axis=1) if node.kind == "concat" else given[0] + given[1])
    return [values[place] for place in network.outputs]


@pytest.mark.parametrize("arch", MODELS)
def test_the_code_computes_what_the_graph_says(arch: str) -> None:
    generator = np.random.default_rng(0)
    network = network_of(Experiment(arch=arch, hidden=(4, 4), loss="bce"))
    flat = generator.normal(size=network.size).astype(np.float32)
    points = generator.normal(size=(5, 2)).astype(np.float32)
    found, expected = outputs(functional_code(network), flat, arch, points), by_hand(arch, flat, points)
    assert len(found) == len(expected) == (2 if arch == "heads" else 1)
    for one, other in zip(found, expected, strict=True):
        np.testing.assert_allclose(one, other, atol=1e-5)
    chain = sequential_code(network)
    assert (chain is not None) == (arch == "sequential")
    if chain is not None:
        np.testing.assert_allclose(outputs(chain, flat, arch, points)[0], found[0], atol=1e-6)


def test_three_classes_have_three_outputs() -> None:
    request = GalleryRequest("sequential", (4,), data="classes")
    assert request.experiment.loss == "cce"
    assert build(request).layers[-1].shape == (None, 3)


def test_what_is_no_model_is_refused() -> None:
    for words in ({"arch": "ring"}, {"hidden": (13,)}, {"activation": "sine"}, {"data": "square"}):
        with pytest.raises(PlaygroundError) as caught:
            GalleryRequest(**words)  # type: ignore[arg-type]
        assert all(caught.value.message(language) for language in languages())


def test_the_run_on_the_stage_is_this_model() -> None:
    for arch in MODELS:
        request = GalleryRequest(arch, (4, 4), "relu", "moons")
        found, problems = Experiment.lenient(request.experiment.to_query())
        assert problems == ()
        assert network_of(found) == request.network


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("arch", MODELS)
def test_every_model_has_its_words(arch: str, language: str) -> None:
    assert all(say(f"layers.model.{arch}.{part}", language) for part in ("title", "about", "can", "cannot"))


@pytest.mark.sampled(2)
@pytest.mark.parametrize("arch", MODELS)
def test_a_model_learns_the_very_run_of_the_stage_and_keras_agrees_with_its_accuracy(arch: str) -> None:
    request = GalleryRequest(arch, (4, 4))
    experiment, pieces = request.experiment, range(request.experiment.steps // PIECE + 1)
    learned = [learn(request, number) for number in pieces]
    assert [one.step for one in learned] == [PIECE * number for number in pieces]
    assert [one.is_last for one in learned] == [number == pieces[-1] for number in pieces]
    assert learn(request, len(pieces)).step == experiment.steps
    on_stage = advance(experiment, None, 0, PIECE, len(pieces), math.inf)
    weights = [one.weights for one in learned]
    np.testing.assert_array_equal(weights, on_stage.rows[:, len(experiment.columns) :])
    sample, parts = draw(experiment), split(experiment)
    scores = outputs(request.functional, weights[-1], arch, sample.inputs)[0]
    is_right = (scores > experiment.decision_threshold) == (sample.targets > 0)
    assert is_right[parts.training].mean() == pytest.approx(learned[-1].accuracy, abs=2e-3)
    assert is_right[parts.held].mean() == pytest.approx(learned[-1].held_accuracy, abs=4e-3)
    assert learned[-1].accuracy > 0.95 > learned[0].accuracy
