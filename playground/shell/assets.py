"""The files of assets/: named by their content when a route serves them, inside the page when none does."""

from __future__ import annotations

import base64
import gzip
import hashlib
import mimetypes
import re
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Final

from playground.shell.site import SITE

__all__ = [
    "FIRST",
    "ROUTE",
    "ROWS",
    "SHEET",
    "Asset",
    "Assets",
    "assets",
    "is_served",
    "rows_address",
    "serve",
]

ROUTE: Final = "assets"
ROWS: Final = "rows"
FIRST: Final = "first"
SHEET: Final = "styles.css"
FOLDER: Final = SITE / "assets"
_TYPES = {".js": "text/javascript", ".woff2": "font/woff2", ".svg": "image/svg+xml", ".css": "text/css"}
_COMPRESSED = frozenset({".woff2", ".png", ".jpg", ".webp"})
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_URL = re.compile(r"url\(\"([\w./-]+)\"\)")


@dataclass(frozen=True)
class Asset:
    """One file, read once: its bytes, its type, and the same bytes compressed where that helps."""

    path: str
    body: bytes

    @property
    def media_type(self) -> str:
        suffix = Path(self.path).suffix
        return _TYPES.get(suffix) or mimetypes.guess_type(self.path)[0] or "application/octet-stream"

    @cached_property
    def gzipped(self) -> bytes | None:
        """The body compressed (once, not at every request), or None where it is compressed already."""
        return None if Path(self.path).suffix in _COMPRESSED else gzip.compress(self.body, 9, mtime=0)


@dataclass(frozen=True)
class Assets:
    """All files below a folder by relative path, and a version that changes with any of them."""

    files: dict[str, Asset]
    version: str

    @classmethod
    def read(cls, folder: Path = FOLDER) -> Assets:
        files: dict[str, Asset] = {}
        digest = hashlib.blake2b(digest_size=8)
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            name = file.relative_to(folder).as_posix()
            files[name] = Asset(name, file.read_bytes())
            digest.update(name.encode() + b"\0" + files[name].body + b"\0")
        return cls(files, digest.hexdigest())

    def url(self, path: str) -> str:
        """Where a file is served, relative to the app's own address."""
        return f"{ROUTE}/{self.version}/{path}"

    def text(self, path: str) -> str:
        return self.files[path].body.decode()

    def code(self, path: str) -> str:
        """A module without comments: the types that modules import from each other go in circles."""
        return _COMMENT.sub("", self.text(path))

    @cached_property
    def sheet(self) -> Asset:
        """All style sheets as one file; it lies beside the folders that they name files of."""
        return Asset(SHEET, "\n".join(self.text(name) for name in self._sheets()).encode())

    @cached_property
    def styles(self) -> str:
        """All style sheets but those of large fonts as one text that holds what they name."""
        sheets = (self.text(name) for name in self._sheets() if not name.startswith("fonts/"))

        def inside(match: re.Match[str]) -> str:
            found = self.files[match[1]]
            return f'url("data:{found.media_type};base64,{base64.b64encode(found.body).decode()}")'

        return _URL.sub(inside, "\n".join(sheets))

    def _sheets(self) -> list[str]:
        return [name for name in sorted(self.files) if name.endswith(".css")]


@cache
def assets() -> Assets:
    """The assets of this process, read once."""
    return Assets.read()


_served = False


def serve() -> None:
    """Tell that a route serves the assets from now on."""
    global _served
    _served = True


def rows_address() -> str | None:
    """Where rows are asked for, relative to the app's own address; None on a host without routes."""
    return ROWS if _served else None


def is_served() -> bool:
    """Whether pages may point at the route; else everything goes into the page itself."""
    return _served
