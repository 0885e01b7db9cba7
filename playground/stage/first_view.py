"""The stage before Streamlit's client is there: which pages begin with one, and the route that answers it.

Streamlit's client takes a second until it shows a component. So the HTML of a stage page carries a place
for the stage (playground/server/shell.py), and `GET /first` answers the reply that the stage begins with.
It is the reply to a request of `POST /rows` from a browser that holds nothing. A page whose first words
would be a notice begins without.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qsl

from starlette.requests import Request as HttpRequest
from starlette.responses import Response

from playground.core.experiment import MOST_WORDS
from playground.core.scenes import home_of, scenes_of
from playground.core.settings import settings
from playground.core.wire_format import Chunk
from playground.locale import languages
from playground.shell import language
from playground.shell.frame import PAGES as ENTRIES
from playground.stage.draft import followed, settle
from playground.stage.panels import VIEWS
from playground.stage.reply import build, wanted
from playground.stage.request import PAGES, Request
from playground.stage.rows_route import NO_STORE, train
from playground.stage.view_words import HIDE, ONLY, STEP, view_problems
from playground.trainer.trainer import get_trainer

__all__ = ["first", "page_with_stage", "stands_on_stage"]

PATIENCE: Final = 0.3  # seconds; a picture without rows is better than none
MOST_CHARACTERS: Final = 8192  # of a query string; whatever is longer is followed by the page alone
# A page of another site cannot send this header unasked: browsers ask first, and get no permission.
_HEADER: Final = "x-stage"
_VIEWS: Final[Mapping[str, tuple[str, ...]]] = {
    "home": (), "linear": VIEWS, "layers": ("stage", "code", "history"),
}  # fmt: skip
_VIEW: Final = "view"
# Words that say what is shown, and nothing of the experiment.
_SHOWN: Final = frozenset({_VIEW, language.PARAMETER, HIDE, ONLY, STEP})
# Words that give the page another form, or another view than the stage.
_OTHERS: Final = frozenset({"embed", "embed_options", "question", "trap"})


def page_with_stage(path: str, query: str) -> str | None:
    """The page that an address opens, if it begins with a stage that is drawn without a notice; else None."""
    page = _page(path)
    return page if page is not None and _words(page, query) is not None else None


def stands_on_stage(path: str) -> bool:
    """Whether a page of this address has a stage, in whatever view it is opened."""
    return _page(path) is not None


def _page(path: str) -> str | None:
    last = path.rpartition("/")[2]
    return next((name for name in PAGES if ENTRIES[name].url_path == last), None)


def _words(page: str, query: str) -> dict[str, str] | None:
    """The words of a query string that a stage can begin with; None if the page has something to say about
    them.
    """
    if len(query) > MOST_CHARACTERS:
        return None
    try:
        pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=MOST_WORDS)
    except ValueError:
        return None
    words = dict(pairs)
    if len(words) < len(pairs) or words.keys() & _OTHERS:
        return None
    known = {"scene": scenes_of(page), _VIEW: _VIEWS[page], language.PARAMETER: languages()}
    if any(words[name] not in choices for name, choices in known.items() if name in words and choices):
        return None
    if view_problems(page, words):
        return None
    words = {name: text for name, text in words.items() if name not in _SHOWN}
    return None if followed(page, tuple(words.items())).refused else words


async def first(http: HttpRequest) -> Response:
    """What a stage begins with, as bytes; 400 for what is no such request.

    Where no rows come soon, the reply has none: the stage shows its points and asks again, as it always does.
    """
    request = _read(http)
    if request is None:
        return Response("expected the words of a stage page", 400, NO_STORE, "text/plain")
    settled = settle(request.page, request.words, None)
    e = settled.experiment
    training = asyncio.ensure_future(train(e, wanted(e, request), request.tab, get_trainer()))
    _under_way.add(training)  # it goes on, and who asks again finds its rows
    training.add_done_callback(_under_way.discard)
    await asyncio.wait([training], timeout=PATIENCE)
    status, chunk = training.result() if training.done() else ("busy", None)
    body = build(request, settled, status, chunk)
    return Response(body, 200, NO_STORE, "application/octet-stream")


_under_way: Final[set[asyncio.Future[tuple[str, Chunk | None]]]] = set()


def _read(http: HttpRequest) -> Request | None:
    if http.headers.get("sec-fetch-site", "same-origin") != "same-origin" or _HEADER not in http.headers:
        return None
    asked = http.query_params
    page, lang = asked.get("page", ""), asked.get(language.PARAMETER, "")
    if page not in PAGES or len(asked.multi_items()) != len(asked):
        return None
    # The page and its language are this route's own words.
    rest = "&".join(
        part for part in http.url.query.split("&") if part.partition("=")[0] not in ("page", "lang")
    )
    words = _words(page, rest)
    if words is None:
        return None
    content = {
        "seq": 0,
        "page": page,
        "lang": lang,
        "words": words or home_of(page).to_query(),
        "held": None,
        "start": 0,
        "stride": 1,
        "count": settings().first_rows,
        "batch_at": 0,
        "tab": http.headers[_HEADER],
    }
    return Request.read(content)
