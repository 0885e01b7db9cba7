"""What a page's opening brings over the network, as sent: compressed files and websocket messages."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

__all__ = ["Transfer"]


class Transfer:
    """Counts from its making on."""

    def __init__(self, page: Page) -> None:
        self.files = 0.0
        self.messages = 0.0
        session = page.context.new_cdp_session(page)
        session.on("Network.loadingFinished", self._file)
        session.on("Network.webSocketFrameReceived", self._message)
        session.send("Network.enable")

    @property
    def megabytes(self) -> float:
        return (self.files + self.messages) / 1e6

    def _file(self, event: dict[str, Any]) -> None:
        self.files += max(event["encodedDataLength"], 0)

    def _message(self, event: dict[str, Any]) -> None:
        # A binary message is told in base64, four letters for three bytes.
        self.messages += len(event["response"]["payloadData"]) * 3 / 4
