"""What a tape records of a formula: every intermediate value, its gradient, every local derivative."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

from playground.expression import depends_on_x, to_text
from playground.lessons.shared.tasks.sandbox import Namespace, scalar
from playground.lessons.tape.graph import (
    INPUT,
    Edge,
    GraphReport,
    GraphRequest,
    Node,
    Operation,
    operations_of,
)

__all__ = ["record"]


def record(request: GraphRequest) -> GraphReport:
    """The graph of a formula at x: values forward, gradients backward, a local derivative on each edge."""
    source = request.source
    namespace = Namespace()
    namespace.execute(source)
    names = namespace.names
    gradients = names["gradients"]
    nodes = [Node(INPUT, "input", INPUT, INPUT, scalar(names["x"]), scalar(gradients[0]), 0, 0)]
    edges: list[Edge] = []
    operations = operations_of(request.tree)
    for operation, gradient in zip(operations, gradients[1:], strict=False):
        _add(operation, names[operation.name], gradient, namespace, nodes, edges)
    if not operations:
        nodes.append(_last(request, names["y"], gradients))
        if depends_on_x(request.tree):
            edges.append(Edge(INPUT, "y", 0, scalar(gradients[0])))
    return GraphReport(source, _rows(nodes), tuple(edges))


def _add(
    operation: Operation,
    value: Any,
    gradient: Any,
    namespace: Namespace,
    nodes: list[Node],
    edges: list[Edge],
) -> None:
    namespace.execute(operation.local_source)
    derivatives = iter(namespace.names["local"])
    levels = {node.name: node.level for node in nodes}
    used = [levels[operand.code] for operand in operation.operands if not operand.is_constant]
    level = max(used) + 1
    for place, operand in enumerate(operation.operands):
        start = operand.code
        if operand.is_constant:
            start = f"{operation.name}.{place}"
            nodes.append(
                Node(
                    start, "constant", operand.label, operand.code, scalar(operand.value), None, level - 1, 0
                )
            )
        local = None if operand.is_constant else scalar(next(derivatives))
        edges.append(Edge(start, operation.name, place, local))
    nodes.append(
        Node(
            operation.name,
            "operation",
            operation.label,
            f"{operation.name} = {operation.code}",
            scalar(value),
            scalar(gradient),
            level,
            0,
        )
    )


def _last(request: GraphRequest, value: Any, gradients: list[Any]) -> Node:
    """The only other node of a formula without an operation: x itself, or a constant."""
    line = request.source.splitlines()[2].strip()
    label, number, gradient = to_text(request.tree), scalar(value), scalar(gradients[1])
    if depends_on_x(request.tree):
        return Node("y", "operation", label, line, number, gradient, 1, 0)
    return Node("y", "constant", label, line, number, gradient, 1, 0)


def _rows(nodes: list[Node]) -> tuple[Node, ...]:
    """Nodes of one level below one another, in the order in which they were made."""
    taken: Counter[int] = Counter()
    placed = []
    for node in nodes:
        placed.append(replace(node, row=taken[node.level]))
        taken[node.level] += 1
    return tuple(placed)
