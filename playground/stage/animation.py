"""A run as one HTML file: it plays in any browser, without a network, from the stage's own drawing modules.

The file holds the bundled modules, their style sheets, and a reply of the stage with the run's rows. Its own
Content-Security-Policy lets exactly this script and this sheet run, and nothing be fetched.
"""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import html
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from playground.core.experiment import Experiment
from playground.core.wire_format import Chunk, End
from playground.export.history import whole_run
from playground.export.targets import Material
from playground.locale import languages, own_name, say, strings
from playground.shell.assets import assets
from playground.shell.bundling import bundled
from playground.stage.draft import Settled
from playground.stage.reply import build, first_request, texts

__all__ = [
    "MOST_NUMBERS",
    "MOST_ROWS",
    "SHEETS",
    "animation_file",
    "animation_page",
    "offline_page",
    "reply_text",
]

ENTRY: Final = "animation/animation.js"
SHEETS: Final = (
    *("stage/buttons.css", "stage/figures.css", "stage/gauge.css", "stage/loss.css", "stage/messages.css"),
    *("stage/plot.css", "stage/stage.css", "stage/stage_network.css", "stage/transport.css"),
    "animation/animation.css",
)
MOST_ROWS: Final = 1001
MOST_NUMBERS: Final = 40_000  # of all rows: 210 kB as text
PAGE: Final = "linear"  # the page whose words a reply would have; an animation has none of its knobs
_UNUSED: Final = ("question_", "knobs", "problem_", "arch_", "health_", "gauge_", "waiting_")
_STYLE: Final = (
    "html{color-scheme:light dark}"
    "body{margin:0;background:light-dark(#fbfaf7,#12141a);color:light-dark(#1d1c22,#eceae4)}"
)
_COMMENT: Final = re.compile(r"/\*.*?\*/\s*", re.DOTALL)


def animation_file(material: Material) -> str:
    """The page of the whole run; where there are many rows or weights, of some of its rows."""
    e = material.experiment
    run = whole_run(material, max(2, min(MOST_ROWS, MOST_NUMBERS // len(e.row_names))))
    # A run without a last step ends where its rows do.
    end = run.end or End("done", int(run.steps[-1]), float(run.rows[-1, 0]))
    return animation_page(e, Chunk(run.steps, run.rows, run.checkpoint, end), run.stride, material.language)


def animation_page(experiment: Experiment, chunk: Chunk, stride: int, language: str) -> str:
    """The page that plays the rows of a chunk, which are `stride` steps apart."""
    content = {
        "language": language,
        "languages": {name: _speech(experiment, name) for name in languages()},
        "reply": reply_text(experiment, chunk, stride, language),
    }
    title = say("take.animation.page", language)
    return offline_page(language, title, f"{bundled(ENTRY)}\nplay();\n", SHEETS, content)


def offline_page(
    language: str,
    title: str,
    script: str,
    sheets: Sequence[str],
    content: Mapping[str, Any],
    body: str = "",
    further: Sequence[str] = (),
) -> str:
    """A page that runs from a file: a module's script, style sheets, data that the script reads, markup.

    `further` are more directives of its Content-Security-Policy.
    """
    style = _STYLE + "".join(_COMMENT.sub("", assets().text(name)) for name in sheets)
    if "</script" in script or "</style" in style:
        raise ValueError("received a source that would end its own element; expected none")
    # In a script element nothing is escaped, and "<" could end it.
    data = json.dumps(content, ensure_ascii=False).replace("<", "\\u003c")
    policy = "; ".join(
        (
            "default-src 'none'",
            f"script-src '{_digest(script)}'",
            f"style-src '{_digest(style)}'",
            *further,
            "base-uri 'none'",
            "form-action 'none'",
        )
    )
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{html.escape(title)}</title>\n<style>{style}</style>\n"
        f'</head>\n<body>\n{body}<script type="application/json" id="gp-run">{data}</script>\n'
        f'<script type="module">{script}</script>\n</body>\n</html>\n'
    )


def reply_text(experiment: Experiment, chunk: Chunk, stride: int, language: str) -> str:
    """What the stage would be sent, with all rows at once and without the words of its knobs, as base64."""
    request = dataclasses.replace(
        first_request(PAGE, language, {}),
        stride=stride,
        batch_at=None,
        have_texts=texts(PAGE, language).id,
    )
    return base64.b64encode(build(request, Settled(experiment), "ok", chunk)).decode()


def _speech(experiment: Experiment, language: str) -> dict[str, Any]:
    words = strings("stage", language)
    query = experiment.to_query()
    return {
        "name": own_name(language),
        "title": say("take.animation.page", language),
        "origin": say("take.animation.origin", language),
        "settings": " ".join(f"{name}={text}" for name, text in query.items())
        or say("take.animation.plain", language),
        "strings": {name: text for name, text in words.items() if not name.startswith(_UNUSED)},
    }


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
