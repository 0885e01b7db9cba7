"""Layers and models: a layer three ways, kinds of layers, shape inference, a gallery of models."""

from __future__ import annotations

from playground.ui.lessons.layers_labs import layer_views

layer_views()
