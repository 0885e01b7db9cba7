"""A first visit that loads little and early: Streamlit's own files compressed once, ours announced ahead."""

from __future__ import annotations

import gzip
import re
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

import streamlit
from anyio import to_thread
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from playground.shell.assets import SHEET, assets
from playground.shell.bundling import address
from playground.stage.stage import ENTRY as STAGE

__all__ = ["CompressedStatic", "Shell"]

STATIC: Final = Path(streamlit.__file__).parent / "static" / "static"
_NAME: Final = re.compile(r"/static/((?:js|css)/[\w.\-]+\.(js|css))$")
_TYPES: Final = {"js": "text/javascript; charset=utf-8", "css": "text/css; charset=utf-8"}
_YEAR: Final = "public, max-age=31536000, immutable"  # the names carry a hash of the content
_BODY: Final = re.compile(rb"<body[^>]*>")
_FONT: Final = re.compile(rb'<link\s[^>]*rel="preload"[^>]*as="font"[^>]*>')
_EARLY: Final = "BidiComponent.*.js"  # Streamlit's code for components: it comes late by itself


class CompressedStatic:
    """Answers for Streamlit's scripts and styles with gzip: a third of the bytes of a first visit.

    Streamlit leaves them as they are, because it would compress them at every request; here each is
    compressed once, when it is first asked for, and kept.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = None
        if scope["type"] == "http" and scope["method"] == "GET":
            match = _NAME.search(scope["path"])
            if match and "gzip" in Headers(scope=scope).get("accept-encoding", ""):
                body = await to_thread.run_sync(compressed, match[1])
        if body is None:
            await self.app(scope, receive, send)
            return
        headers = {"Content-Encoding": "gzip", "Cache-Control": _YEAR, "Vary": "Accept-Encoding"}
        suffix = scope["path"].rpartition(".")[2]
        await Response(body, media_type=_TYPES[suffix], headers=headers)(scope, receive, send)


@lru_cache(maxsize=512)
def compressed(name: str) -> bytes | None:
    """A file of Streamlit's static folder, compressed; None if there is no such file."""
    path = STATIC / name
    return gzip.compress(path.read_bytes(), 6, mtime=0) if path.is_file() else None


class Shell:
    """The page as it is first sent: with the style sheet, so that nothing is ever seen without it, and with
    word of the modules that the stage will need; without the font that Streamlit would use.
    """

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
                    headers.append("Link", preload_links())
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
                    if headers.get("content-encoding") == "gzip":
                        page = gzip.compress(dressed(gzip.decompress(page)), mtime=0)
                    else:
                        page = dressed(page)
                    headers["Content-Length"] = str(len(page))
                await send(start)
                message, start = {**message, "body": page}, None
            await send(message)

        await self.app(scope, receive, send_shell)


def dressed(page: bytes) -> bytes:
    """A page with the style sheet where its body begins: there it comes after Streamlit's, and wins."""
    sheet = f'<link rel="stylesheet" href="./{assets().url(SHEET)}">'
    return _BODY.sub(lambda body: body[0] + sheet.encode(), _FONT.sub(b"", page), count=1)


@cache
def preload_links() -> str:
    """The Link header of every page; addresses are relative, as all pages lie at the same depth."""
    links = [f"<static/js/{path.name}>; rel=modulepreload" for path in (STATIC / "js").glob(_EARLY)]
    return ", ".join([*links, f"<{address(STAGE)}>; rel=modulepreload"])
