"""Streamlit's HTML as it is first sent: with the style sheet, the font, and the place of the stage that the
page begins with.

Nothing is ever seen without the style sheet, and the font that Streamlit would use is not fetched. The
first script of the page (assets/shell.js) tells Streamlit's client where its server is, and puts the stage
on before that client is there. Where the stage is not to begin (playground/stage/first_view.py), the page
is Streamlit's own.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import html
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Final
from urllib.parse import parse_qsl

import streamlit
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from playground.core.settings import settings
from playground.locale import languages
from playground.server.preview import preview_of, tags
from playground.shell.assets import SHEET, assets
from playground.shell.bundling import address
from playground.shell.frame import PAGES as ENTRIES
from playground.shell.streamlit_internals import host_config
from playground.stage.first_view import page_with_stage, stands_on_stage
from playground.stage.knob_panel import VIEWS_WITHOUT_STAGE
from playground.stage.stage import ENTRY as STAGE

__all__ = ["Shell", "dressed", "script_digest", "titled"]

SCRIPT: Final = "shell.js"
FONT: Final = "fonts/inter-latin.woff2"
_SCRIPTS: Final = Path(streamlit.__file__).parent / "static" / "static" / "js"
_BODY: Final = re.compile(rb"<body[^>]*>")
_TITLE: Final = re.compile(rb"<title>[^<]*</title>")
_FONT: Final = re.compile(rb'<link\s[^>]*rel="preload"[^>]*as="font"[^>]*>')
# Sidebar, bar, picture and rail, where assets/lessons/lab_layout.css puts them.
_LAB_PLACE: Final = (
    '<div class="gp-early" data-page="lab"><div class="gp-early-side"></div><div class="gp-early-main">'
    '<div class="gp-early-bar"></div><div class="gp-early-lab"><div></div><div></div></div></div></div>'
)
_COMPONENTS: Final = "BidiComponent.*.js"  # Streamlit's code for components: it comes late by itself


class Shell:
    """Dresses every page of HTML on its way to the browser."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        start: Message | None = None  # held back until the length of the page is known
        page = b""

        async def send_shell(message: Message) -> None:
            nonlocal start, page
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if headers.get("content-type", "").startswith("text/html"):
                    headers.append("Link", preload_links(stands_on_stage(scope["path"])))
                    # A copy that the browser keeps would outlive the version of the sheet in it.
                    del headers["etag"]
                    del headers["last-modified"]
                    start = message
                    return
            elif start is not None:
                page += message.get("body", b"")
                if message.get("more_body"):
                    return
                headers = MutableHeaders(scope=start)
                if page:  # there is none where only the headers were asked for
                    place, host = place_of(scope), await host_config()
                    zipped = headers.get("content-encoding") == "gzip"
                    page = dressed(gzip.decompress(page) if zipped else page, place, host)
                    page = titled(page, scope)
                    if zipped:
                        page = gzip.compress(page, mtime=0)
                    headers["Content-Length"] = str(len(page))
                await send(start)
                message, start = {**message, "body": page}, None
            await send(message)

        await self.app(scope, receive, send_shell)


@dataclass(frozen=True, slots=True)
class Place:
    """What an address begins with before Streamlit's client is there: a stage, or a lab's places."""

    page: str
    is_stage: bool


def place_of(scope: Scope) -> Place | None:
    """The place of an address; None where the page is Streamlit's own."""
    path, query = scope["path"], scope["query_string"].decode("latin-1")
    if (stage := page_with_stage(path, query)) is not None:
        return Place(stage, is_stage=True)
    lesson = lesson_page(path, query)
    return None if lesson is None else Place(lesson, is_stage=False)


def lesson_page(path: str, query: str) -> str | None:
    """The page of an address that begins with a lab."""
    last = path.rpartition("/")[2]
    found = next(
        (name for name, entry in ENTRIES.items() if entry.has_sidebar and entry.url_path == last), None
    )
    if found is None or not stands_on_stage(path):
        return found
    view = dict(parse_qsl(query)).get("view")
    return found if view in VIEWS_WITHOUT_STAGE.get(found, ()) else None


def dressed(page: bytes, place: Place | None, host: str | None) -> bytes:
    """A page with the script in its head, and the style sheet where its body begins: after Streamlit's, so
    it wins.
    """
    body = f'<link rel="stylesheet" href="./{assets().url(SHEET)}">{_place(place)}'.encode()
    page = _BODY.sub(lambda found: found[0] + body, page, count=1)
    return _FONT.sub(lambda _: _head(place, host).encode(), page, count=1)


def titled(page: bytes, scope: Scope) -> bytes:
    """A page with its own name, and with what a chat shows of its link."""
    path, query = scope["path"], scope["query_string"].decode("latin-1")
    preview = preview_of(path, query, Headers(scope=scope).get("accept-language", ""))
    told = f"<title>{html.escape(preview.title)}</title>{tags(preview, query, settings().public_url)}"
    return _TITLE.sub(lambda _: told.encode(), page, count=1)


def _head(place: Place | None, host: str | None) -> str:
    values = {} if host is None else {"host": host}
    if place is not None:
        begins = {"stage": f"./{address(STAGE)}"} if place.is_stage else {"lab": "1"}
        values |= {**begins, "page": place.page, "languages": " ".join(languages())}
    data = "".join(f' data-{name}="{html.escape(value)}"' for name, value in values.items())
    font = f'<link rel="preload" href="./{assets().url(FONT)}" as="font" type="font/woff2" crossorigin>'
    return f"{font}<script{data}>{assets().code(SCRIPT)}</script>"


@lru_cache(maxsize=8)
def _place(place: Place | None) -> str:
    if place is None:
        return ""
    if not place.is_stage:
        return _LAB_PLACE
    knobs = '<div class="gp-early-side"><div class="gp-early-knobs"></div></div>'
    block = '<div class="gp-early-block"><div class="gp-early-stage"></div></div>'
    main = f'<div class="gp-early-main">{block}</div>'
    return f'<div class="gp-early" data-page="{place.page}">{knobs}{main}</div>'


@cache
def script_digest() -> str:
    """The digest of the script in the page's head, for the header that allows it."""
    return base64.b64encode(hashlib.sha256(assets().code(SCRIPT).encode()).digest()).decode()


@cache
def preload_links(on_stage: bool) -> str:
    """The Link header of a page; addresses are relative, as all pages lie at the same depth."""
    links = [f"<static/js/{path.name}>; rel=modulepreload" for path in _SCRIPTS.glob(_COMPONENTS)]
    return ", ".join([*links, f"<{address(STAGE)}>; rel=modulepreload"] if on_stage else links)
