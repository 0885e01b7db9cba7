"""A session that plays without a browser, for load tests: the page's websocket, then the route for rows."""

from __future__ import annotations

import asyncio
import base64
import json
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.typing import Subprotocol

from playground.core.wire_format import unpack
from tools.drive.posting import Connection

__all__ = ["FIRST_ROWS", "Reply", "Session", "SessionError"]

FIRST_ROWS = 60  # that the stage asks for when a knob is set

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
    words: dict[str, str] = field(default_factory=dict)  # of the experiment that holds
    element: str = ""
    fragment: str = ""
    received_bytes: int = 0
    _page_hash: str = ""
    _sequence: int = 0
    _socket: Any = None
    _rows: Connection | None = None
    _cache: dict[str, ForwardMsg] = field(default_factory=dict)
    _texts: dict[str, Any] = field(default_factory=dict)
    _have: dict[str, str] = field(default_factory=dict)
    _held: dict[str, str] | None = None  # with words that differ from what holds
    _tab: str = field(default_factory=lambda: uuid.uuid4().hex[:12])

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
        address = self._texts["rows"]
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

    async def turn(self, name: str, text: str, count: int = FIRST_ROWS, limit: float = 30.0) -> float:
        """Set a knob as the stage does: seconds to the words that hold, and the first rows of the new run."""
        self._held, self.words = self.words, {**self.words, name: text}
        try:
            reply, seconds = await self.ask(0, count, limit=limit)
        finally:
            self._held = None
        if reply.header["refused"]:
            raise SessionError(f"received a refusal of {name}={text}: {reply.header['refused']}")
        return seconds

    async def tell(self) -> None:
        """Tell the page what was decided, as a resting stage does, and wait until it has followed."""
        decided = {"words": self.words, "step": 0, "checkpoint": None, "resting": True}
        await self._send(self._fragment_run({"decided": decided}))
        await self._read_until_finished()

    async def _ask_once(self, start: int, count: int, stride: int) -> Reply:
        self._sequence += 1
        sequence = self._sequence
        request = self._request(sequence, start, count, stride)
        if self._rows is not None:
            body = await self._rows.post(json.dumps(request).encode())
            self.received_bytes += len(body)
            reply = Reply(*unpack(body))
            self._take(reply)
            return reply
        await self._send(self._fragment_run({"request": request}))
        while True:
            await self._read_until_finished()
            assert self.reply is not None
            if self.reply.header["seq"] == sequence:
                return self.reply

    def _request(self, sequence: int, start: int, count: int, stride: int) -> dict[str, Any]:
        """The stage's own request, with the checkpoint that the last reply left."""
        return {
            "seq": sequence,
            "page": self._texts["page"],
            "lang": self._texts["lang"],
            "tab": self._tab,
            "words": self.words,
            "held": self._held,
            "start": start,
            "stride": stride,
            "count": count,
            "checkpoint": self.checkpoint() if start else None,
            "have": self._have,
            "batch_at": None,
            "scrubbing": False,
        }

    def _take(self, reply: Reply) -> None:
        """Keep of a reply what the stage keeps: the words that hold, and which parts need not come again."""
        self.reply = reply
        self.words = dict(reply.header["words"])
        for part in ("texts", "config", "data"):
            if reply.header.get(part):
                self._have[part] = reply.header[part]["id"]
        if reply.header.get("texts"):
            self._texts = reply.header["texts"]

    def checkpoint(self) -> dict[str, Any] | None:
        """The state that the last chunk left, as the browser would send it back."""
        if self.reply is None or not self.reply.rows:
            return None
        step, state = self.reply.header["chunk"]["checkpoint"]["step"], self.reply.blobs["checkpoint"]
        if self.reply.header["weights"]:  # a network's: too many numbers for a list
            return {"step": step, "base64": base64.b64encode(state).decode()}
        return {"step": step, "values": memoryview(state).cast("f").tolist()}

    def _fragment_run(self, state_of_component: dict[str, Any]) -> BackMsg:
        message = BackMsg()
        state = message.rerun_script
        state.query_string = self.query
        state.page_script_hash = self._page_hash
        state.fragment_id = self.fragment
        state.cached_message_hashes.extend(self._cache)
        state.widget_states.widgets.append(
            WidgetState(id=self.element, json_value=json.dumps(state_of_component))
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
        self._take(Reply(*unpack(element.bidi_component.bytes)))
