"""What the app adds to Streamlit's server: the assets' route, security headers, a trainer warmed early."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hashlib
import re
import sys
import threading
from collections.abc import AsyncIterator
from functools import cache
from pathlib import Path
from typing import Any

import streamlit
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Match, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import config

from playground.core.scenes import scene_file
from playground.core.settings import SettingsError, settings
from playground.server.middleware import CompressedStatic
from playground.server.nagle import disable_nagle
from playground.server.shell import Shell, script_digest
from playground.shell.assets import FIRST, ROUTE, ROWS, SHEET, Asset, assets, serve
from playground.shell.bundling import BUNDLED, bundled
from playground.shell.streamlit_internals import (
    cache_theme_message,
    count_presses,
    finish_callbacks,
    refuse_left_fragments,
    tell_failed_downloads,
)
from playground.stage.first_view import first
from playground.stage.rows_route import rows
from playground.stage.scene_answers import check_answers
from playground.trainer.trainer import get_trainer

__all__ = ["check_settings", "content_security_policy", "lifespan", "middleware", "routes"]

_YEAR = "public, max-age=31536000, immutable"
_PERMISSIONS = "accelerometer=(), camera=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=()"
_INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)


async def asset(request: Request) -> Response:
    """A file of assets/ under its version: kept for a year. Under an older one: today's file, not kept."""
    found = _asset(request.path_params["path"])
    if found is None:
        return Response("not found", status_code=404, media_type="text/plain")
    current = request.path_params["version"] == assets().version
    headers = {"Cache-Control": _YEAR if current else "no-cache", "Vary": "Accept-Encoding"}
    body = found.body
    if found.gzipped is not None and "gzip" in request.headers.get("accept-encoding", ""):
        body, headers["Content-Encoding"] = found.gzipped, "gzip"
    return Response(body, media_type=found.media_type, headers=headers)


def _asset(path: str) -> Asset | None:
    folder, _, entry = path.partition("/")
    if folder == BUNDLED and entry.endswith(".js") and entry in assets().files:
        return _bundled(entry)
    if path == SHEET:
        return assets().sheet
    return assets().files.get(path)


@cache
def _bundled(entry: str) -> Asset:
    """An entry with all that it reaches, as one file."""
    return Asset(entry, bundled(entry).encode())


def check_settings() -> None:
    """End the start with one line and status 2 where an environment variable, or the file of scenes that it
    names, has no valid value.
    """
    try:
        settings()
        check_answers(scene_file())
    except SettingsError as refusal:
        print(refusal, file=sys.stderr, flush=True)
        raise SystemExit(2) from None


class RouteBelowBasePath(Route):
    """A route below the base path that Streamlit serves the app at (`server.baseUrlPath`).

    The base path is read at each request. When the routes are made, Streamlit may not have found its
    configuration yet, and reading an option then would keep it from finding the one beside the root file.
    """

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        base = config.get_option("server.baseUrlPath").strip("/")
        if not base:
            return super().matches(scope)
        mount = f"{scope.get('root_path', '')}/{base}"
        if not scope["path"].startswith(f"{mount}/"):
            return Match.NONE, {}
        return super().matches({**scope, "root_path": mount})


def routes() -> list[BaseRoute]:
    """The routes beside Streamlit's own; from this call on pages point at them."""
    serve()
    return [
        RouteBelowBasePath(f"/{ROUTE}/{{version}}/{{path:path}}", asset, methods=["GET", "HEAD"]),
        RouteBelowBasePath(f"/{ROWS}", rows, methods=["POST"]),
        RouteBelowBasePath(f"/{FIRST}", first, methods=["GET"]),
    ]


@cache
def content_security_policy(frame_ancestors: str) -> str:
    """Everything from this server alone; no eval; no plugins; framed only where allowed.

    Streamlit runs component modules from blob: addresses and styles from inline sheets.
    """
    index = Path(streamlit.__file__).parent / "static" / "index.html"
    scripts = _INLINE_SCRIPT.findall(index.read_text(encoding="utf-8"))
    digests = (base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts)
    hashes = "".join(f" 'sha256-{digest}'" for digest in (*digests, script_digest()))
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' blob:{hashes}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            f"frame-ancestors {frame_ancestors}",
        )
    )


class SecurityHeaders:
    """Sets the headers of every HTTP answer; leaves websockets alone."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.headers = {
            "Content-Security-Policy": content_security_policy(settings().frame_ancestors),
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "same-origin",
            "Permissions-Policy": _PERMISSIONS,
            "Cross-Origin-Opener-Policy": "same-origin",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self.headers)
            await send(message)

        await self.app(scope, receive, send_with_headers)


def middleware() -> list[Middleware]:
    """The middleware around Streamlit's own."""
    return [Middleware(SecurityHeaders), Middleware(Shell), Middleware(CompressedStatic)]


@contextlib.asynccontextmanager
async def lifespan(_app: Any) -> AsyncIterator[None]:
    """Warm the trainer behind the first page; stop it with the server."""
    cache_theme_message()
    refuse_left_fragments()
    count_presses()
    finish_callbacks()
    tell_failed_downloads()
    disable_nagle(asyncio.get_running_loop())
    threading.Thread(target=_warm, name="warm", daemon=True).start()
    yield


def _warm() -> None:
    with contextlib.suppress(Exception):  # the first request tries again, and shows what is wrong
        get_trainer().warm()
