"""Everything that the lesson pages ask for, once: the first use of an operation costs TensorFlow most."""

from __future__ import annotations

from collections.abc import Callable

from playground.core.activations import ACTIVATIONS
from playground.lessons.fit.fit import FitRequest
from playground.lessons.fit.loss_point import LossPointRequest
from playground.lessons.fit.metric_scores import MetricRequest
from playground.lessons.fit.tasks import compiling, fit, validation
from playground.lessons.layers.gallery import MODELS, GalleryRequest
from playground.lessons.layers.kinds import KINDS, KindRequest
from playground.lessons.layers.layer import LayerRequest
from playground.lessons.layers.shapes import ShapesRequest
from playground.lessons.layers.tasks import layers
from playground.lessons.predict.tasks import inference
from playground.lessons.questions import QUESTIONS
from playground.lessons.shared.question_records import Answer, Question
from playground.lessons.shared.tasks import grading, traps
from playground.lessons.shared.values import TensorLiteral
from playground.lessons.tape.free_fall import FallRequest
from playground.lessons.tape.graph import GraphRequest
from playground.lessons.tape.tape import TAPE_FUNCTIONS, CurveRequest, TapeRequest
from playground.lessons.tape.tasks import free_fall, graph, tape
from playground.lessons.tape.two_inputs import TwoInputsRequest
from playground.lessons.tensors.assignment import SEQUENCES
from playground.lessons.tensors.eager import SCRIPTS, TRACED
from playground.lessons.tensors.operations import OPERATIONS, OperationRequest
from playground.lessons.tensors.tasks import assignment, eager, tensors
from playground.lessons.tensors.tensors import CONSTRUCTORS, TensorRequest
from playground.lessons.traps import TRAPS

__all__ = ["steps_left", "warm_layers", "warm_step", "warm_tape", "warm_tensors"]

# What the pages of fit and predict need at their first use, in steps of about half a second.
_STEPS: list[Callable[[], object]] = [
    lambda: fit.fit_epochs(FitRequest(epochs=1), None, 0.0),
    lambda: compiling.loss_point(LossPointRequest()),
    lambda: validation.count(MetricRequest()),
    lambda: inference.confusion(FitRequest(), (0.2, -0.2, 0.5), 0.5),
    lambda: inference.points((0.2, -0.2, 0.5), ((0.0, 0.0),)),
]


def steps_left() -> int:
    """How many steps `warm_step` has left."""
    return len(_STEPS)


def warm_step() -> int:
    """Warm the next piece behind the stage's own; how many are left."""
    if _STEPS:
        _STEPS.pop(0)()
    return len(_STEPS)


def warm_tensors() -> None:
    """Run each task of the tensors page once."""
    for constructor in CONSTRUCTORS:
        tensors.build(TensorRequest(constructor))
    square = TensorLiteral(((1.0, 2.0), (3.0, 4.0)))
    for operation in OPERATIONS:
        tensors.operate(OperationRequest(operation, square, square))
    for sequence in SEQUENCES.values():
        assignment.play(sequence)
    for script in SCRIPTS:
        eager.run_script(script)
    for function in TRACED:
        eager.compare_traced(function)
    _warm_page("tensors")


def warm_tape() -> None:
    """Run each task of the tape page once."""
    for function in TAPE_FUNCTIONS:
        tape.gradient(TapeRequest(function=function))
        tape.curve(CurveRequest(function))
        graph.record(GraphRequest(function))
    free_fall.fall(FallRequest())
    tape.two_inputs(TwoInputsRequest())
    _warm_page("tape")


def warm_layers() -> None:
    """Run each task of the layers page once."""
    for activation in ACTIVATIONS:
        layers.compare(LayerRequest(activation=activation))
    for kind in KINDS:
        layers.example(KindRequest(kind))
    layers.infer(ShapesRequest())
    for model in MODELS:
        layers.build(GalleryRequest(model))
    _warm_page("layers")


def _warm_page(page: str) -> None:
    for key, trap in TRAPS.items():
        if trap.page == page:
            traps.spring(key)
    for key, question in QUESTIONS.items():
        if question.page == page:
            grading.judge(key, _blank(question))


def _blank(question: Question) -> Answer:
    """Any answer that the question takes."""
    match question.kind:
        case "number":
            return 0.0
        case "shape":
            return ()
        case "choice":
            return question.choices[0]
        case "curve":
            return (0.0,) * question.points
