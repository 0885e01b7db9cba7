"""Kinds of layers on examples small enough to reckon by hand: inputs, weights, outputs, and their story.

request.py   what a learner sets, and the source that makes layer, inputs and outputs
padding.py   the zeros around a convolution's input
drawing.py   how the arrays are laid out as blocks of cells
terms.py     sums of products as text and as a number
stories.py   which cells made an output cell, and the arithmetic
"""

from __future__ import annotations

from playground.lessons.layers.kinds.drawing import Block, Drawing, drawings
from playground.lessons.layers.kinds.request import KINDS, KindReport, KindRequest, num_weights_text
from playground.lessons.layers.kinds.stories import Story, stories

__all__ = [
    "KINDS",
    "Block",
    "Drawing",
    "KindReport",
    "KindRequest",
    "Story",
    "drawings",
    "num_weights_text",
    "stories",
]
