"""Everything that the lesson pages ask for, once: the first use of an operation costs TensorFlow most."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from playground.core.activations import ACTIVATIONS
from playground.lessons.fit.fit import FitRequest
from playground.lessons.fit.loss_point import LossPointRequest
from playground.lessons.fit.metric_scores import MetricRequest
from playground.lessons.fit.tasks import compiling, fit, validation
from playground.lessons.layers.gallery import MODELS, GalleryRequest
from playground.lessons.layers.kinds import KINDS, KindRequest
from playground.lessons.layers.layer import LayerRequest
from playground.lessons.layers.shapes import ShapesRequest
from playground.lessons.layers.tasks import boundary, layers
from playground.lessons.predict.tasks import inference
from playground.lessons.questions import QUESTIONS, questions_of
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
from playground.lessons.tensors.stacking import StackRequest
from playground.lessons.tensors.tasks import assignment, eager, stacking, tensors
from playground.lessons.tensors.tensors import CONSTRUCTORS, TensorRequest
from playground.lessons.traps import traps_of

__all__ = ["pieces", "warm_next"]

Piece = Callable[[], object]


def pieces() -> list[Piece]:
    """The first use of everything, each of half a second at most on a usual computer."""
    return [*_tensors(), *_tape(), *_layers(), *_fit(), *_predict()]


def warm_next() -> int:
    """Warm the next piece; how many are left after it."""
    global _left
    if _left is None:
        _left = pieces()
    if _left:
        _left.pop(0)()
    return len(_left)


_left: list[Piece] | None = None  # of this process


def _tensors() -> Iterator[Piece]:
    square = TensorLiteral(((1.0, 2.0), (3.0, 4.0)))
    yield from (partial(tensors.build, TensorRequest(constructor)) for constructor in CONSTRUCTORS)
    yield from (partial(tensors.operate, OperationRequest(name, square, square)) for name in OPERATIONS)
    yield from (partial(assignment.play, sequence) for sequence in SEQUENCES.values())
    yield partial(stacking.stack, StackRequest())
    yield from (partial(eager.run_script, script) for script in SCRIPTS)
    yield from (partial(eager.compare_traced, function) for function in TRACED)
    yield from _traps_and_questions("tensors")


def _tape() -> Iterator[Piece]:
    for function in TAPE_FUNCTIONS:
        yield partial(tape.gradient, TapeRequest(function=function))
        yield partial(tape.curve, CurveRequest(function))
        yield partial(graph.record, GraphRequest(function))
    yield partial(free_fall.fall, FallRequest())
    yield partial(tape.two_inputs, TwoInputsRequest())
    yield from _traps_and_questions("tape")


def _layers() -> Iterator[Piece]:
    yield from (partial(layers.compare, LayerRequest(activation=name)) for name in ACTIVATIONS)
    yield from (partial(layers.example, KindRequest(kind)) for kind in KINDS)
    yield partial(layers.infer, ShapesRequest())
    yield from (partial(layers.build, GalleryRequest(model)) for model in MODELS)
    yield from (partial(boundary.learn, GalleryRequest(model), 0) for model in MODELS)
    yield from _traps_and_questions("layers")


def _fit() -> Iterator[Piece]:
    yield partial(fit.fit_epochs, FitRequest(epochs=1), None, 0.0)
    yield partial(compiling.loss_point, LossPointRequest())
    yield partial(validation.count, MetricRequest())


def _predict() -> Iterator[Piece]:
    yield partial(inference.confusion, FitRequest(), (0.2, -0.2, 0.5), 0.5)
    yield partial(inference.points, (0.2, -0.2, 0.5), ((0.0, 0.0),))


def _traps_and_questions(page: str) -> Iterator[Piece]:
    yield from (partial(traps.spring, key) for key in traps_of(page))
    yield from (partial(grading.judge, key, _blank(QUESTIONS[key])) for key in questions_of(page))


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
