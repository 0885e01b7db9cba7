"""A run as one HTML file to print: settings, both figures at the last step, final numbers, and the link.

Numbers and settings are plain HTML. The figures are drawn by the stage's own modules when the file is opened.
"""

from __future__ import annotations

import html
import math
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlencode

from playground.core.experiment import Experiment
from playground.core.knobs import KNOBS, text_of
from playground.core.wire_format import Chunk, End
from playground.export.history import WholeRun, whole_run
from playground.export.targets import Material
from playground.locale import say, strings
from playground.shell.bundling import bundled
from playground.stage.animation import MOST_NUMBERS, MOST_ROWS, SHEETS, offline_page, reply_text
from playground.stage.knob_panel import describe, state_of
from playground.stage.qr_code import qr_code

__all__ = ["report_file"]

ENTRY: Final = "report/report.js"
_SHEETS: Final = (*(name for name in SHEETS if not name.startswith("animation/")), "report/report.css")
_FIGURES: Final = (
    '<div class="gp-stage gp-report-figures" data-theme="light">'
    '<div class="gp-report-plot"></div><div class="gp-report-curve"></div>'
)
_NAMES: Final = {
    "loss": "stage.now_loss",
    "full_loss": "stage.now_loss_all",
    "accuracy": "stage.now_accuracy",
    "val_loss": "compare.column_val_loss",
    "val_accuracy": "compare.column_val_accuracy",
    "grad_norm": "stage.now_norm",
}
_SYMBOLS: Final = {
    "grad_w1": "∂L/∂w₁", "grad_w2": "∂L/∂w₂", "grad_b": "∂L/∂b", "w1": "w₁", "w2": "w₂",
}  # fmt: skip
_LONGEST: Final = 400  # characters of a link that are printed; a code holds more
_CHANGED: Final = ("lr_changes", "edits")  # words of a link that no knob has
_LONGEST_CHANGE: Final = 60


def report_file(material: Material) -> str:
    """The report of the whole run, in the reader's language."""
    e, language = material.experiment, material.language
    run = whole_run(material, max(2, min(MOST_ROWS, MOST_NUMBERS // len(e.row_names))))
    end = run.end or End("done", int(run.steps[-1]), float(run.rows[-1, 0]))
    chunk = Chunk(run.steps, run.rows, run.checkpoint, end)
    content = {
        "reply": reply_text(e, chunk, run.stride, language),
        "strings": dict(strings("stage", language)),
    }
    script = f"{bundled(ENTRY)}\nreport();\n"
    title = say("take.report.page", language)
    body = _body(e, run, end, title, language, material.address)
    return offline_page(language, title, script, _SHEETS, content, body, ("img-src data:",))


def _body(e: Experiment, run: WholeRun, end: End, title: str, language: str, address: str) -> str:
    def tell(word: str, **values: str) -> str:
        return html.escape(say(f"take.report.{word}", language, **values))

    page = "linear" if e.is_linear else "layers"
    link, is_whole = _link(e, page, address)
    code = qr_code(link) if address and is_whole else None
    shown = link if len(link) <= _LONGEST else f"{link[:_LONGEST]}…"
    parts = [
        '<header class="gp-report-head"><div>',
        f"<h1>{html.escape(title)}</h1>",
        f"<p>{tell(f'ended_{end.reason}', step=f'{end.step:,}')}</p>",
        f'<p class="gp-report-link"><code>{html.escape(shown)}</code></p>',
        f"<p>{tell('origin_code' if code else 'origin_address' if address else 'origin')}</p>",
        "" if is_whole else f"<p>{tell('points')}</p>",
        "</div>",
        f'<img class="gp-report-code" alt="{tell("code")}" src="{html.escape(code)}">' if code else "",
        "</header>",
        _FIGURES,
        f"<section><h2>{tell('numbers')}</h2>{_table(_numbers(e, run, language))}</section></div>",
        f"<h2>{tell('settings')}</h2>",
        f'<div class="gp-report-columns">{_table(_settings(e, page, language))}</div>',
    ]
    return f'<main class="gp-report">{"".join(parts)}</main>\n'


def _link(e: Experiment, page: str, address: str) -> tuple[str, bool]:
    """The link of the experiment, and whether it holds all of it: many own points stay where they are."""
    query = urlencode(e.to_query(), safe=":,;")
    return f"{address.rstrip('/')}/{page}{'?' if query else ''}{query}", not e.sets_by_digest


def _table(rows: Iterator[tuple[str, str]]) -> str:
    lines = (f"<tr><th>{html.escape(name)}</th><td>{html.escape(text)}</td></tr>" for name, text in rows)
    return f"<table>{''.join(lines)}</table>"


def _numbers(e: Experiment, run: WholeRun, language: str) -> Iterator[tuple[str, str]]:
    """The columns of the last row: losses, accuracy, and of a line its gradient and weights."""
    yield say("stage.now_step", language), f"{int(run.steps[-1]):,}"
    for name, value in zip(e.columns, run.rows[-1], strict=False):
        shown = float(value)
        if math.isfinite(shown):
            label = say(_NAMES[name], language) if name in _NAMES else _SYMBOLS.get(name, name)
            yield label, f"{shown:.6g}"


def _settings(e: Experiment, page: str, language: str) -> Iterator[tuple[str, str]]:
    """Every knob that means something here, in the words of the panel."""
    panel, hidden = describe(page, language)["knobs"], set(state_of(e, page)["hidden"])
    for name, knob in panel.items():
        if name in hidden or name not in KNOBS:
            continue
        text = text_of(getattr(e, name))
        choices = dict(knob.get("choices") or ())
        if name == "batch":
            text = f"{e.batch_size:,}"
        elif "," in text:
            text = text.replace(",", ", ")
        elif text == "":
            text = knob.get("placeholder") or "–"
        yield knob["label"], str(choices.get(text, text))
    for name in _CHANGED:
        text = e.to_query().get(name, "")
        if text:
            shown = text if len(text) <= _LONGEST_CHANGE else f"{text[:_LONGEST_CHANGE]}…"
            yield say(f"compare.setting_{name}", language), shown
