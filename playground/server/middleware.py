"""Streamlit's own files, sent with fewer bytes: scripts and styles compressed once, fonts that no page uses
left out.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

import streamlit
from anyio import to_thread
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from playground.shell.assets import assets

__all__ = ["CompressedStatic"]

STATIC: Final = Path(streamlit.__file__).parent / "static" / "static"
_NAME: Final = re.compile(r"/static/((?:js|css)/[\w.\-]+\.(js|css))$")
_TYPES: Final = {"js": "text/javascript; charset=utf-8", "css": "text/css; charset=utf-8"}
_YEAR: Final = "public, max-age=31536000, immutable"  # the names carry a hash of the content
# The face that Streamlit puts behind every font: it is fetched as soon as a page shows a letter that Inter
# lacks.
_FALLBACK: Final = re.compile(r"@font-face\{font-family:Source Sans;[^}]*\}")
_SYMBOLS: Final = re.compile(r"\.\./media/(MaterialSymbols-[\w.\-]+\.woff2)")


class CompressedStatic:
    """Answers for Streamlit's scripts and styles with gzip: a third of the bytes of a first visit.

    Streamlit leaves them as they are, because it would compress them at every request; here each is
    compressed once, when it is first asked for, and kept.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body, headers = None, Headers(scope=scope) if scope["type"] == "http" else Headers()
        if scope["type"] == "http" and scope["method"] == "GET":
            match = _NAME.search(scope["path"])
            if match and "gzip" in headers.get("accept-encoding", ""):
                body = await to_thread.run_sync(compressed, match[1])
        if body is None:
            await self.app(scope, receive, send)
            return
        suffix = scope["path"].rpartition(".")[2]
        answer = {"Content-Encoding": "gzip", "Cache-Control": _YEAR, "Vary": "Accept-Encoding"}
        if suffix == "css":
            # The content is not the one of the name any more, and another app may stand at this address
            # tomorrow.
            answer |= {"Cache-Control": "no-cache", "ETag": _tag(body)}
            if headers.get("if-none-match") == answer["ETag"]:
                await Response(status_code=304, headers=answer)(scope, receive, send)
                return
        await Response(body, media_type=_TYPES[suffix], headers=answer)(scope, receive, send)


@lru_cache(maxsize=512)
def compressed(name: str) -> bytes | None:
    """A file of Streamlit's static folder, compressed; None if there is no such file."""
    path = STATIC / name
    if not path.is_file():
        return None
    body = path.read_bytes()
    return gzip.compress(thrifty(body.decode()).encode() if path.suffix == ".css" else body, 6, mtime=0)


def thrifty(style: str) -> str:
    """Streamlit's styles without the fallback font, and with the icons of this app alone.

    The subset of icons (tools/fonts.py) has the name of the font that it was made of. Another version of
    Streamlit brings another name, and its pages get the whole font.
    """

    def smaller(match: re.Match[str]) -> str:
        name = f"fonts/{match[1]}"
        return f"../../{assets().url(name)}" if name in assets().files else match[0]

    return _SYMBOLS.sub(smaller, _FALLBACK.sub("", style))


@cache
def _tag(body: bytes) -> str:
    return f'"{hashlib.blake2b(body, digest_size=8).hexdigest()}"'
