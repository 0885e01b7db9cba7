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
from playground.lessons.shared.lab_records import Lab, clinic, names_of
from playground.lessons.shared.shapes import read_shape
from playground.lessons.shared.validation import check_choice
from playground.lessons.shared.values import TensorLiteral, write_values
from playground.lessons.shared.view.page_state import (
    QUESTION,
    TRAP,
    VIEW,
    PageState,
    Word,
    check_shown,
    text,
    whole,
)
from playground.lessons.traps import traps_of

__all__ = ["LABS", "PAGE", "QUESTIONS", "STATE", "VIEWS", "WORDS", "LayersState"]

PAGE: Final = "layers"
_VIEW: Final = "playground.lessons.layers.view"
# The labs of the page, in order. A lab more is an entry more, its module and its table in the catalogue.
LABS: Final = (
    Lab("layer", f"{_VIEW}.layer", ("dense_count",)),
    Lab("kinds", f"{_VIEW}.kinds", ("conv_shape", "rnn_shape", "lstm_count"), minutes=10),
    Lab("shapes", f"{_VIEW}.shapes", ("unbuilt", "other_batch")),
    Lab("gallery", f"{_VIEW}.gallery", ("branches_count", "xor_floor"), minutes=10),
    clinic(),
)
VIEWS: Final = names_of(LABS)
QUESTIONS: Final = tuple(key for lab in LABS for key in lab.questions)


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
        check_shown(self, VIEWS, traps_of(PAGE), QUESTIONS)
        check_choice("moment", self.moment, STEPS)


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
STATE: Final = PageState(PAGE, LayersState(), WORDS, LABS, traps_of(PAGE))
