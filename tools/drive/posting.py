"""One kept connection that posts JSON, with little work: the generator of a load shares the cores."""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit

__all__ = ["Connection", "PostingError"]


class PostingError(RuntimeError):
    """The answer is not 200."""


class Connection:
    """Posts one body after another to a path of a server."""

    def __init__(self, url: str, path: str) -> None:
        self._host, self._port = urlsplit(url).hostname or "localhost", urlsplit(url).port or 80
        self._head = f"POST {path} HTTP/1.1\r\nHost: {self._host}\r\nContent-Type: application/json\r\n"
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def post(self, body: bytes) -> bytes:
        """The body of the answer; PostingError for any status but 200. It opens itself, and opens again."""
        if self._streams is None or self._streams[0].at_eof():
            self.close()
            self._streams = await asyncio.open_connection(self._host, self._port)
        reader, writer = self._streams
        writer.write(f"{self._head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode().lower().split("\r\n")
            lengths = [int(line.partition(":")[2]) for line in head if line.startswith("content-length:")]
            answer = await reader.readexactly(lengths[0])
        except (asyncio.IncompleteReadError, ConnectionError):
            self.close()
            raise
        if head[0].split()[1] != "200":
            raise PostingError(f"received {head[0]!r}; expected 200")
        return answer

    def close(self) -> None:
        """Let the connection go."""
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None
