"""Names and the objects that they point at: a tag, an arrow and a box for each; what the last line did."""

from __future__ import annotations

from html import escape

import numpy as np
from numpy.typing import NDArray

from playground.lessons.shared.values import Value
from playground.lessons.shared.view.code_view import failure_html
from playground.lessons.shared.view.tensor_board import Part, across, board_html, part
from playground.lessons.shared.view.tensor_grid import Large, largest, value_html
from playground.lessons.tensors.assignment import AssignmentReport, Held, StepReport
from playground.shell.language import Say

__all__ = ["names_html"]


def names_html(report: AssignmentReport, step: int, said: str | None, say: Say) -> str:
    """The board of what the names point at after a step; `said` is what the learner expected of it."""
    held = report.steps[step - 1].after if step else report.start
    values = [one.value.values for one in report.start]
    values += [one.value.values for line in report.steps for one in line.after]
    scale = largest(values)  # one scale for all steps: a colour means the same before and after
    names = [_row(name, report, step, scale, say) for name in range(len(held))]
    # One arrangement for all steps: nothing jumps from one to the next.
    objects = [one for line in report.steps for one in line.after]
    is_narrow = all(one.same_object and one.value.shape[-1:] in ((), (1,)) for one in objects)
    lines = [names] if is_narrow else [[name] for name in names]
    return board_html(lines, scale, say, _outcome(report, step, said, say), "names")


def _row(name: int, report: AssignmentReport, step: int, scale: float, say: Say) -> Part:
    """A name with its arrow and its object; an object that it pointed at before stands apart."""
    line = report.steps[step - 1] if step else None
    now = line.after[name] if line is not None else report.start[name]
    before = line.before[name] if line is not None else now
    changed = _changed(before.value, now.value) if now.same_object else None
    html = _object(now, scale, say, changed, before.value.values)
    lost = ""
    if not now.same_object:
        note = escape(say("tensors_page.assign.lost"))
        figure = _object(before, scale, say, None, None, title="")
        lost = f'<div class="gp-object is-lost">{figure}<p class="gp-words is-quiet">{note}</p></div>'
    moved = " is-moved" if lost else ""
    row = (
        f'<div class="gp-name{moved}"><b class="gp-name-tag">{escape(now.name)}</b>'
        f'<span class="gp-name-arrow" aria-hidden="true"></span>'
        f'{lost}<div class="gp-object">{html}</div></div>'
    )
    return part(row, now.value.shape, across(now.value.shape))


def _object(
    held: Held,
    scale: float,
    say: Say,
    changed: NDArray[np.bool_] | None,
    before: NDArray[np.generic] | None,
    title: str | None = None,
) -> str:
    large = Large(across(held.value.shape))
    return value_html(
        held.name,
        held.value,
        scale=scale,
        changed=changed,
        before=before,
        large=large,
        title=title,
        say=say,
    )


def _outcome(report: AssignmentReport, step: int, said: str | None, say: Say) -> str:
    """What the last line did, and whether it was expected."""
    if step == 0:
        start = escape(say("tensors_page.assign.start"))
        return f'<div class="gp-outcome"><p class="gp-words">{start}</p></div>'
    line = report.steps[step - 1]
    code = f'<code class="gp-statement">{escape(line.source)}</code>'
    told = " ".join(_sentences(line, say))
    failure = failure_html(line.failure) if line.failure is not None else ""
    reason = say(f"lessons.reason.{line.failure.reason}") if line.failure is not None else ""
    why = f'<p class="gp-words is-quiet">{escape(reason)}</p>' if reason else ""
    return (
        f'<div class="gp-outcome"><div class="gp-outcome-line"><p class="gp-words">{code} {escape(told)}</p>'
        f"{_verdict(line, said, say)}</div>{failure}{why}</div>"
    )


def _sentences(line: StepReport, say: Say) -> list[str]:
    if line.failure is not None:
        return [say("tensors_page.assign.refused")]
    found = []
    for before, after in zip(line.before, line.after, strict=True):
        if not after.same_object:
            kind = say(f"lesson_cards.kind.{after.value.kind}")
            found.append(say("tensors_page.assign.rebound", name=after.name, kind=kind))
        elif _changed(before.value, after.value).any():
            found.append(say("tensors_page.assign.in_place", name=after.name))
    return found


def _verdict(line: StepReport, said: str | None, say: Say) -> str:
    if said is None:
        return ""
    is_right = said == line.effect
    kind = "right" if is_right else "wrong"
    answer = say("tensors_page.assign.you_said", effect=say(f"tensors_page.assign.effect.{said}"))
    text = f"{say(f'lesson_cards.{kind}')} {answer}"
    return f'<p class="gp-words is-{kind}" role="status">{escape(text)}</p>'


def _changed(before: Value, after: Value) -> NDArray[np.bool_]:
    """Which elements differ; all of them where the shape is another."""
    if before.values is None or after.values is None:
        return np.array(False)
    if before.values.shape != after.values.shape:
        return np.ones(after.values.shape, dtype=bool)
    return np.asarray(before.values != after.values)
