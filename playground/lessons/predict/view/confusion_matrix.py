"""The confusion matrix of a threshold as a table."""

from __future__ import annotations

from html import escape

from playground.lessons.predict.inference import Confusion
from playground.shell.language import Say

__all__ = ["confusion_html"]


def confusion_html(now: Confusion, say: Say, *, is_held_out: bool) -> str:
    """The four counts; the wrong ones have a ground of their own, and words."""
    names = (("true_negative", "false_positive"), ("false_negative", "true_positive"))
    head = "".join(
        f'<th scope="col">{escape(say(f"predict_page.threshold.said_{name}"))}</th>'
        for name in ("negative", "positive")
    )
    rows = ""
    for row, label in enumerate(("negative", "positive")):
        cells = "".join(
            f'<td class="{"" if row == column else "is-wrong"}" data-testid="{names[row][column]}">'
            f"{int(now.matrix[row, column])}"
            f"<small>{escape(say(f'predict_page.threshold.{names[row][column]}'))}</small></td>"
            for column in range(2)
        )
        rows += f'<tr><th scope="row">{escape(say(f"predict_page.threshold.is_{label}"))}</th>{cells}</tr>'
    caption = escape(say(f"predict_page.threshold.matrix{'' if is_held_out else '_training'}"))
    return (
        f'<table class="gp-confusion"><caption>{caption}</caption>'
        f"<thead><tr><td></td>{head}</tr></thead><tbody>{rows}</tbody></table>"
    )
