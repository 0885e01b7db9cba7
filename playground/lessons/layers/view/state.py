"""What a learner has set in the labs of the layers page: records that read from a link and write one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from playground.core.knobs import KNOBS
from playground.lessons.layers.gallery import GalleryRequest
from playground.lessons.layers.kinds import KindRequest
from playground.lessons.layers.layer import LayerRequest
from playground.lessons.layers.shapes import STEPS, ShapesRequest, read_widths, write_widths
from playground.lessons.shared.shapes import read_shape
from playground.lessons.shared.validation import check_choice
from playground.lessons.shared.values import TensorLiteral, write_values
from playground.lessons.shared.view.page_state import QUESTION, TRAP, VIEW, PageState, Word, text, whole
from playground.lessons.traps import traps_of
from playground.stage.knob_panel import VIEWS_WITHOUT_STAGE

__all__ = ["PAGE", "QUESTIONS", "STATE", "VIEWS", "WORDS", "LayersState"]

PAGE: Final = "layers"
VIEWS: Final = VIEWS_WITHOUT_STAGE[PAGE]
# Which questions stand beside which lab.
QUESTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "layer": ("dense_count",),
    "kinds": ("conv_shape", "rnn_shape", "lstm_count"),
    "shapes": ("unbuilt", "other_batch"),
    "gallery": ("branches_count", "xor_floor"),
    "traps": (),
}


@dataclass(frozen=True, slots=True)
class LayersState:
    """All labs; each part checks itself when it is built."""

    layer: LayerRequest = field(default_factory=LayerRequest)
    kinds: KindRequest = field(default_factory=KindRequest)
    shapes: ShapesRequest = field(default_factory=ShapesRequest)
    gallery: GalleryRequest = field(default_factory=GalleryRequest)
    moment: str = STEPS[0]  # how far the learner went with the unbuilt model
    view: str = VIEWS[0]
    trap: str = traps_of(PAGE)[0]
    question: str = ""  # the one that a link asks for

    def __post_init__(self) -> None:
        check_choice("view", self.view, VIEWS)
        check_choice("moment", self.moment, STEPS)
        check_choice("trap", self.trap, traps_of(PAGE))
        if self.question:
            check_choice("question", self.question, [key for keys in QUESTIONS.values() for key in keys])


def _write_shape(shape: tuple[int, ...]) -> str:
    return ",".join(map(str, shape))


def _write_inputs(inputs: TensorLiteral) -> str:
    return write_values(inputs.values).replace(" ", "")


WORDS: Final[Mapping[str, Word]] = {
    "view": replace(VIEW, even_default=True),  # without it the address means the stage
    "x": Word("layer", "inputs", TensorLiteral.read, _write_inputs),
    "units": whole("layer", "units"),
    "function": text("layer", "activation"),
    "numbers": whole("layer", "seed"),
    "kind": text("kinds", "kind"),
    "kind_units": whole("kinds", "units"),
    "kernel": whole("kinds", "kernel_size"),
    "strides": whole("kinds", "strides"),
    "padding": text("kinds", "padding"),
    "kind_numbers": whole("kinds", "seed"),
    "widths": Word("shapes", "widths", read_widths, write_widths),
    "first": Word("shapes", "first", read_shape, _write_shape),
    "second": Word("shapes", "second", read_shape, _write_shape),
    "moment": text("", "moment"),
    # The same words as on the stage, for the same things.
    "arch": text("gallery", "arch"),
    "hidden": Word("gallery", "hidden", KNOBS["hidden"].parse, write_widths),
    "activation": text("gallery", "activation"),
    "data": text("gallery", "data"),
    "question": QUESTION,
    "trap": TRAP,
}
STATE: Final = PageState(PAGE, LayersState(), WORDS, QUESTIONS, traps_of(PAGE))
