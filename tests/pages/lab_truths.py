"""What has to hold for a sentence of a lab to be said: a check for each key, of the values in it."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

import numpy as np

from playground.core.data import draw, split
from playground.locale import say
from tests.pages.lab_fit_truths import FIT_TRUTHS
from tests.pages.lab_shown import Shown, design, holds, near, real

__all__ = ["TRUTHS"]


# ---- layers


def weights_count(shown: Shown, text: str, count: int) -> None:
    formula, _, told = text.replace("·", "*").partition("=")
    assert re.fullmatch(r"[\d\s*+()]+", formula)
    assert eval(formula, {"__builtins__": {}}) == int(told) == count


def gallery_total(shown: Shown, count: int) -> None:
    r = shown.record.gallery
    outputs, widths = r.experiment.num_outputs, r.hidden
    stack = [2, *([widths[0]] * len(widths) if r.arch == "residual" else widths)]
    hidden = sum((a + 1) * b for a, b in itertools.pairwise(stack))
    branches = 2 if r.arch == "branches" else 1
    assert count == branches * hidden + (branches * stack[-1] + 1) * outputs


def line_bound(shown: Shown, is_line: bool, share: str) -> None:
    """No line of many gets more right than is said, and one of them gets nearly as many."""
    request = shown.record.gallery
    assert is_line == (request.activation == "linear")
    sample, places = draw(request.experiment), split(request.experiment).training
    x, y = design(sample.inputs[places]), sample.labels[places]
    x[:, :2] -= x[:, :2].mean(axis=0)
    angles = np.linspace(0, np.pi, 180, endpoint=False)
    along = x[:, :2] @ np.stack([np.cos(angles), np.sin(angles)])
    best = 0.0
    for projected in along.T:
        labels = y[np.argsort(projected)]
        totals = np.concatenate([[0], np.cumsum(labels == 1)])
        below, above = totals, totals[-1] - totals
        counts = np.arange(len(totals))
        best = max(best, (above + counts - below).max(), (below + len(labels) - counts - above).max())
    assert best / len(y) - 1e-9 <= real(share) / 100 + 5e-4
    assert real(share) / 100 <= best / len(y) + 0.02


def boundary_told(shown: Shown, step: int, steps: int, accuracy: str, held_accuracy: str) -> None:
    assert 0 <= step <= steps == shown.record.gallery.experiment.steps
    assert 0 <= real(accuracy) <= 100 >= real(held_accuracy) >= 0
    bound = re.search(r'data-testid="bound">[^<]*?([\d.]+) %', shown.html)
    if bound and shown.record.gallery.activation == "linear":
        assert real(accuracy) <= real(bound[1])


def second_input(shown: Shown, outcome: str, **_: object) -> None:
    """What Keras does with a second input, by the shapes alone."""
    first, second = shown.record.shapes.first, shown.record.shapes.second
    built = len(first) > 1
    if not built:
        wanted = "unbuilt"
    elif len(first) != len(second):
        wanted = "rank"
    else:
        wanted = "passed" if first[-1] == second[-1] else "refused"
    assert outcome == wanted


def other_branch(shown: Shown, left: str, right: str) -> None:
    assert left == shown.record.gallery.activation
    assert right in shown.html
    assert left != right


def residual_width(shown: Shown, width: int, widths: str, count: int) -> None:
    hidden = shown.record.gallery.hidden
    assert (width, widths, count) == (hidden[0], ",".join(map(str, hidden)), len(hidden))
    assert len(set(hidden)) > 1


# ---- tapes and tensors


def landing(shown: Shown, landing: str) -> None:
    fall = shown.record.fall
    near(landing, math.sqrt(2 * fall.height / fall.gravity))
    assert fall.time > math.sqrt(2 * fall.height / fall.gravity)


def inner_gradient(shown: Shown, value: str) -> None:
    near(value, shown.record.fall.gravity)


def outer_stopped(shown: Shown, speed: str, value: str) -> None:
    fall = shown.record.fall
    near(speed, fall.gravity * min(fall.time, math.sqrt(2 * fall.height / fall.gravity)))
    assert value == "None"


def stacked(shown: Shown, is_crossed: bool, targets: str, predictions: str, differences: str) -> None:
    shapes = [tuple(map(int, re.findall(r"\d+", text))) for text in (targets, predictions)]
    request = shown.record.stack
    assert shapes[0] == ((2 * request.samples,) if request.targets == "flat" else (2 * request.samples, 1))
    together = np.broadcast_shapes(*shapes)
    assert str(together) == differences
    assert (math.prod(together) > 2 * request.samples) == is_crossed


def of_tape(condition: Callable[[Any], bool]) -> Callable[..., None]:
    return partial(holds, lambda record: condition(record.tape))


def said(shown: Shown, effect: str) -> None:
    assert effect in {
        say(f"tensors_page.assign.effect.{name}") for name in ("in_place", "rebinds", "refused")
    }


TRUTHS: Final[Mapping[str, Callable[..., None]]] = {
    **FIT_TRUTHS,
    "layers_page.kinds.count": weights_count,
    "layers_page.gallery.total": gallery_total,
    "layers_page.gallery.bound_line": partial(line_bound, is_line=True),
    "layers_page.gallery.bound_bent": partial(line_bound, is_line=False),
    "layers_page.gallery.first_width": residual_width,
    "layers_page.boundary.told": boundary_told,
    "layers.model.branches.can": other_branch,
    **{
        f"layers_page.shapes.told.second_{outcome}": partial(second_input, outcome=outcome)
        for outcome in ("passed", "refused", "rank", "unbuilt")
    },
    "lessons.reason.input_axis": partial(
        holds, lambda record: record.shapes.first[-1] != record.shapes.second[-1]
    ),
    "lessons.reason.input_shape": partial(
        holds, lambda record: len(record.shapes.first) != len(record.shapes.second)
    ),
    "layers_page.shapes.silent": partial(holds, lambda record: record.moment not in ("before", "after")),
    "tape.reason.integer": of_tape(lambda tape: tape.kind.startswith("integer")),
    "tape.reason.not_watched": of_tape(lambda tape: tape.kind.endswith("constant") and not tape.watch),
    "tape.odd.pole": of_tape(
        lambda tape: tape.value == 0 and (tape.function == "log" or tape.expression == "1/x")
    ),
    "lessons.reason.tape_spent": of_tape(lambda tape: tape.calls == 2 and not tape.persistent),
    "tape_page.graph.own_input": of_tape(lambda tape: tape.kind != "variable"),
    "tape_page.graph.broken": of_tape(lambda tape: tape.function == "floor"),
    "tape_page.shares.name": lambda shown, count: holds(
        lambda record: len(record.inputs.samples) == count, shown
    ),
    "tape_page.fall.landed": landing,
    "tape_page.fall.right_result": inner_gradient,
    "tape_page.fall.wrong_result": outer_stopped,
    "tensors_page.stack.paired": partial(stacked, is_crossed=False),
    "tensors_page.stack.crossed": partial(stacked, is_crossed=True),
    "tensors_page.stack.why_seeded": partial(holds, lambda record: record.stack.numbers == "seeded"),
    "tensors_page.stack.why_unseeded": partial(holds, lambda record: record.stack.numbers == "unseeded"),
    "tensors_page.operate.copies": partial(
        holds, lambda record: record.operation.a.shape != record.operation.b.shape
    ),
    "lessons.reason.broadcast": partial(
        holds, lambda record: record.operation.a.shape[-1] != record.operation.b.shape[-1]
    ),
    "lessons.reason.dtype_mix": partial(
        holds, lambda record: record.operation.a.dtype != record.operation.b.dtype
    ),
    "tensors_page.assign.you_said": said,
    "tensors_page.assign.refused": partial(
        holds,
        lambda record: (
            "[0, 0] =" in record.assignment.sources[0] or "assign(" in record.assignment.sources[0]
        ),
    ),
    "tensors_page.assign.rebound": lambda shown, name, kind: holds(
        lambda record: re.match(rf"{name} = {name} - ", record.assignment.sources[1]) and kind == "tensor",
        shown,
    ),
    "tensors_page.assign.lost": partial(
        holds, lambda record: any(" = v - " in line for line in record.assignment.sources[:2])
    ),
    "lessons.reason.item_assignment": partial(
        holds, lambda record: re.match(r"t\[.*\] = ", record.assignment.sources[0]) is not None
    ),
    "lessons.reason.assign_shape": partial(holds, lambda record: "v.assign(" in record.assignment.sources[0]),
    "tensors.traced.shapes.why": partial(
        holds, lambda record: record.function == "shapes" and record.call == 3
    ),
    "tensors.traced.side_effect.why": partial(
        holds, lambda record: record.function == "side_effect" and record.call == 3
    ),
}
