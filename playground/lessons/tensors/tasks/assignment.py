"""Run the assignment lab's sequence: a pure function of the request, one line a step."""

from __future__ import annotations

from typing import Any

from playground.lessons.shared.tasks.sandbox import Namespace, describe
from playground.lessons.tensors.assignment import AssignmentReport, AssignmentRequest, Held, StepReport

__all__ = ["play"]

_NAMES = ("t", "v")


def play(request: AssignmentRequest) -> AssignmentReport:
    """Run all steps in order in one namespace; a refused step changes nothing and the next one goes on."""
    namespace = Namespace()
    namespace.execute(request.start_source)
    objects = _objects(namespace)
    start = before = _held(objects, objects)
    steps = []
    for source in request.sources:
        failure = namespace.execute(source)
        objects, previous = _objects(namespace), objects
        after = _held(objects, previous)
        steps.append(StepReport(source, before, after, failure))
        before = after
    return AssignmentReport("\n".join((request.start_source, *request.sources)), start, tuple(steps))


def _objects(namespace: Namespace) -> tuple[Any, ...]:
    return tuple(namespace.names[name] for name in _NAMES)


def _held(objects: tuple[Any, ...], previous: tuple[Any, ...]) -> tuple[Held, Held]:
    tensor, variable = (
        Held(name, describe(value), value is before)
        for name, value, before in zip(_NAMES, objects, previous, strict=True)
    )
    return tensor, variable
