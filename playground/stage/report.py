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

__all__ = ["report_file"]

ENTRY: Final = "report/report.js"
_SHEETS: Final = (*(name for name in SHEETS if not name.startswith("animation/")), "report/report.css")
_FIGURES: Final = (
    '<div class="gp-stage gp-report-figures" data-theme="light">'
    '<div class="gp-report-plot"></div><div class="gp-report-curve"></div></div>'
)
_NAMES: Final = {"loss": "now_loss", "full_loss": "now_loss_all", "accuracy": "now_accuracy"}
_LONGEST: Final = 400  # characters of own points that are printed


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
    body = _body(e, run, end, title, language)
    return offline_page(language, title, script, _SHEETS, content, body, ("img-src data:",))


def _body(e: Experiment, run: WholeRun, end: End, title: str, language: str) -> str:
    page = "linear" if e.is_linear else "layers"
    query = urlencode(e.to_query(), safe=":,;")
    address = f"/{page}?{query}" if len(query) <= _LONGEST else f"/{page}?{query[:_LONGEST]}…"
    parts = [
        f"<h1>{html.escape(title)}</h1>",
        f"<p>{html.escape(say(f'take.report.ended_{end.reason}', language, step=f'{end.step:,}'))}</p>",
        _FIGURES,
        f"<h2>{html.escape(say('take.report.numbers', language))}</h2>",
        _table(_numbers(e, run, language)),
        f"<h2>{html.escape(say('take.report.settings', language))}</h2>",
        f'<div class="gp-report-columns">{_table(_settings(e, page, language))}</div>',
        f"<h2>{html.escape(say('take.report.link', language))}</h2>",
        f'<p class="gp-report-link"><code>{html.escape(address)}</code></p>',
        f"<p>{html.escape(say('take.report.origin', language))}</p>",
    ]
    return f'<main class="gp-report">{"".join(parts)}</main>\n'


def _table(rows: Iterator[tuple[str, str]]) -> str:
    lines = (f"<tr><th>{html.escape(name)}</th><td>{html.escape(text)}</td></tr>" for name, text in rows)
    return f"<table>{''.join(lines)}</table>"


def _numbers(e: Experiment, run: WholeRun, language: str) -> Iterator[tuple[str, str]]:
    """The columns of the last row: losses, accuracy, and of a line its gradient and weights."""
    yield say("stage.now_step", language), f"{int(run.steps[-1]):,}"
    for name, value in zip(e.columns, run.rows[-1], strict=False):
        shown = float(value)
        if math.isfinite(shown):
            label = say(f"stage.{_NAMES[name]}", language) if name in _NAMES else name
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
        elif text == "":
            text = knob.get("placeholder") or "–"
        yield knob["label"], str(choices.get(text, text))
