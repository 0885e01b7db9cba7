"""A session that plays without a browser, for load tests: the page's websocket, then the route for rows."""

from __future__ import annotations

import asyncio
import base64
import json
import time
from dataclasses import dataclass, field
from typing import Any, cast

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.typing import Subprotocol

from playground.frames import unpack
from tools.drive.posting import Connection

__all__ = ["Reply", "Session", "SessionError"]

_FINISHED = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)


class SessionError(RuntimeError):
    """The server's messages do not hold what the stage needs."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A payload for the stage: its header and raw blobs."""

    header: dict[str, Any]
    blobs: dict[str, bytes]

    @property
    def rows(self) -> int:
        """How many rows came with it."""
        return int(self.header["chunk"]["count"]) if self.header.get("chunk") else 0


@dataclass
class Session:
    """One open page; `async with Session(...)` connects, runs the page and holds its first reply."""

    url: str  # http://…
    query: str = ""
    page: str = "linear"
    reply: Reply | None = None
    element: str = ""
    fragment: str = ""
    received_bytes: int = 0
    _page_hash: str = ""
    _sequence: int = 0
    _socket: Any = None
    _rows: Connection | None = None
    _cache: dict[str, ForwardMsg] = field(default_factory=dict)

    async def __aenter__(self) -> Session:
        address = self.url.replace("http", "ws", 1) + "/_stcore/stream"
        self._socket = await websockets.connect(
            address, subprotocols=[Subprotocol("streamlit")], max_size=None, compression=None
        )
        message = BackMsg()
        message.rerun_script.page_name = self.page
        message.rerun_script.query_string = self.query
        await self._send(message)
        await self._read_until_finished()
        if self.reply is None:
            raise SessionError(f"received no stage on page {self.page!r}; expected one component with bytes")
        address = self.reply.header["config"]["rows"]
        if address is not None:
            self._rows = Connection(self.url, f"/{address}")
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._rows is not None:
            self._rows.close()
        await self._socket.close()

    async def ask(self, start: int, count: int, stride: int = 1, limit: float = 30.0) -> tuple[Reply, float]:
        """Rows from `start` on, and the seconds they took; asks again while the trainer is not ready."""
        asked = time.monotonic()
        while True:
            reply = await asyncio.wait_for(self._ask_once(start, count, stride), limit)
            if reply.header["status"] == "ok":
                return reply, time.monotonic() - asked
            if time.monotonic() - asked > limit:
                raise SessionError(f"received status {reply.header['status']!r} for {limit:g} s; expected ok")
            await asyncio.sleep(0.3)

    async def _ask_once(self, start: int, count: int, stride: int) -> Reply:
        self._sequence += 1
        sequence = self._sequence
        request = self._request(sequence, start, count, stride)
        if self._rows is not None:
            body = await self._rows.post(json.dumps(request).encode())
            self.received_bytes += len(body)
            self.reply = Reply(*unpack(body))
            return self.reply
        await self._send(self._fragment_run(request))
        while True:
            await self._read_until_finished()
            reply = self.reply
            if reply is not None and reply.header["seq"] == sequence:
                return reply

    def _request(self, sequence: int, start: int, count: int, stride: int) -> dict[str, Any]:
        """The stage's own request, with the checkpoint that the last reply left."""
        assert self.reply is not None
        header = self.reply.header
        self._have = {
            "config": (header.get("config") or {}).get("id") or self._known("config"),
            "data": (header.get("data") or {}).get("id") or self._known("data"),
        }
        return {
            "seq": sequence,
            "run": header["run"],
            "start": start,
            "stride": stride,
            "count": count,
            "checkpoint": self.checkpoint() if start else None,
            "have": self._have,
        }

    def _known(self, name: str) -> str | None:
        return cast("dict[str, str | None]", getattr(self, "_have", {})).get(name)

    def checkpoint(self) -> dict[str, Any] | None:
        """The state that the last chunk left, as the browser would send it back."""
        if self.reply is None or not self.reply.rows:
            return None
        step, state = self.reply.header["chunk"]["checkpoint"]["step"], self.reply.blobs["checkpoint"]
        if self.reply.header["weights"]:  # a network's: too many numbers for a list
            return {"step": step, "base64": base64.b64encode(state).decode()}
        return {"step": step, "values": memoryview(state).cast("f").tolist()}

    def _fragment_run(self, request: dict[str, Any]) -> BackMsg:
        message = BackMsg()
        state = message.rerun_script
        state.query_string = self.query
        state.page_script_hash = self._page_hash
        state.fragment_id = self.fragment
        state.cached_message_hashes.extend(self._cache)
        live = {"run": request["run"], "started": True}
        state.widget_states.widgets.append(
            WidgetState(id=self.element, json_value=json.dumps({"request": request, "live": live}))
        )
        return message

    async def _send(self, message: BackMsg) -> None:
        await self._socket.send(message.SerializeToString())

    async def _read_until_finished(self) -> None:
        while True:
            data = await self._socket.recv()
            self.received_bytes += len(data)
            message = ForwardMsg()
            message.ParseFromString(data)
            kind = message.WhichOneof("type")
            if kind == "ref_hash":
                cached = self._cache[message.ref_hash]
                cached.metadata.CopyFrom(message.metadata)
                message, kind = cached, cached.WhichOneof("type")
            elif message.metadata.cacheable:
                self._cache[message.hash] = message
            if kind == "delta":
                self._read_delta(message)
            elif kind == "script_finished" and message.script_finished in _FINISHED:
                return

    def _read_delta(self, message: ForwardMsg) -> None:
        if message.delta.WhichOneof("type") != "new_element":
            return
        element = message.delta.new_element
        if element.WhichOneof("type") == "exception":
            raise SessionError(f"received an exception on the page: {element.exception.message}")
        if element.WhichOneof("type") != "bidi_component" or not element.bidi_component.bytes:
            return
        self.element = element.bidi_component.id
        self.fragment = message.delta.fragment_id
        self._page_hash = message.metadata.active_script_hash
        self.reply = Reply(*unpack(element.bidi_component.bytes))
