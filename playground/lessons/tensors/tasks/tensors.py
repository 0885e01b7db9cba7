"""Build the learner's tensor, and compute the operation the learner chose."""

from __future__ import annotations

from playground.lessons.shared.tasks.sandbox import describe, run
from playground.lessons.tensors.operations import (
    OPERATIONS,
    OperationReport,
    OperationRequest,
    broadcast_plan,
)
from playground.lessons.tensors.tensors import TensorReport, TensorRequest

__all__ = ["build", "operate"]


def build(request: TensorRequest) -> TensorReport:
    """The tensor as TensorFlow builds it."""
    source = request.source
    return TensorReport(source, describe(run(source).names["t"]))


def operate(request: OperationRequest) -> OperationReport:
    """The result of an operation, or the error in its place; with a plan where the operation broadcasts."""
    source = request.source
    ran = run(source)
    shapes = [literal.shape for literal in request.operands]
    plan = None
    if OPERATIONS[request.operation].broadcasts and shapes[0] is not None and shapes[1] is not None:
        plan = broadcast_plan(shapes[0], shapes[1])
    return OperationReport(
        source,
        tuple(describe(ran.names[name]) for name in "ab" if name in ran.names),
        describe(ran.names["c"]) if "c" in ran.names else None,
        ran.failure,
        plan,
    )
