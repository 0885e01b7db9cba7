"""Run what the layers page shows: a layer three ways, kinds of layers, shape inference."""

from __future__ import annotations

from typing import Any

import numpy as np

from playground.lessons.layers.gallery import SUMMARY, GalleryRequest, LayerCount, ModelReport
from playground.lessons.layers.kinds import KindReport, KindRequest
from playground.lessons.layers.layer import WAYS, LayerReport, LayerRequest, LayerWay
from playground.lessons.layers.shapes import LayerState, Moment, ShapesReport, ShapesRequest
from playground.lessons.shared.tasks.sandbox import Namespace, describe

__all__ = ["build", "compare", "example", "infer"]


def compare(request: LayerRequest) -> LayerReport:
    """The dense layer by hand, as a subclass and from Keras, on the same inputs with the same weights."""
    namespace = Namespace()
    namespace.execute_each(request.source)
    namespace.execute(request.sums)
    names = namespace.names
    held = {
        "by_hand": [("W", names["W"]), ("b", names["b"])],
        "by_subclass": [(weight.name, weight) for weight in names["simple_dense"].weights],
        "by_keras": [(weight.name, weight) for weight in names["keras_dense"].weights],
    }
    ways = tuple(
        LayerWay(way, getattr(request, way), describe(names[way]), tuple(map(_weight, held[way])))
        for way in WAYS
    )
    return LayerReport(
        request.shared,
        describe(names["inputs"]),
        (describe(names["W"]), describe(names["b"])),
        describe(names["sums"]),
        ways,
        float(names["difference"]),
        request.comparison,
    )


def infer(request: ShapesRequest) -> ShapesReport:
    """The model after each of its steps."""
    namespace = Namespace()
    moments = []
    for step, source in request.sources.items():
        failure = namespace.execute(source)
        model = namespace.names["model"]
        result = namespace.names.get({"call": "first", "second": "second"}.get(step, ""))
        moments.append(
            Moment(
                step,
                source,
                namespace.printed(),
                failure,
                bool(model.built),
                tuple(map(_layer, model.layers)),
                None if result is None else tuple(result.shape),
            )
        )
    return ShapesReport(tuple(moments))


def _weight(named: tuple[str, Any]) -> tuple[str, tuple[int, ...], int]:
    name, weight = named
    shape = tuple(int(size) for size in weight.shape)
    return name, shape, int(weight.numpy().size)


def _layer(layer: Any) -> LayerState:
    weights = tuple((weight.name, tuple(int(size) for size in weight.shape)) for weight in layer.weights)
    output = tuple(layer.output.shape) if layer.built else None
    return LayerState(layer.name, int(layer.units), output, weights)


def example(request: KindRequest) -> KindReport:
    """The example layer on its inputs, and its number of weights as Keras counts them."""
    namespace = Namespace()
    namespace.execute_each(request.source)
    names = ("inputs", *request.weight_shapes, "cells", "outputs")
    arrays = {
        name: np.array(namespace.names[name], dtype=np.float32) for name in names if name in namespace.names
    }
    return KindReport(request.source, arrays, int(namespace.names["layer"].count_params()))


def build(request: GalleryRequest) -> ModelReport:
    """A model of the gallery as Keras builds it, by the functional API and, where possible, as Sequential."""
    namespace = Namespace()
    namespace.execute_each(f"{request.functional}\n{SUMMARY}")
    model = namespace.names["model"]
    layers = [model.get_layer(node.name) for node in request.network.nodes]
    sequential = None
    if request.sequential is not None:
        chain = Namespace()
        chain.execute(request.sequential)
        sequential = int(chain.names["model"].count_params())
    return ModelReport(
        tuple(
            LayerCount(layer.name, tuple(layer.output.shape), int(layer.count_params())) for layer in layers
        ),
        namespace.printed().strip(),
        int(model.count_params()),
        sequential,
    )
