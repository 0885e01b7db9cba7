"""A QR code on the page, read back by a decoder that knows nothing of what drew it."""

from __future__ import annotations

import io

import zxingcpp
from PIL import Image
from playwright.sync_api import Locator

__all__ = ["read_code"]


def read_code(picture: Locator) -> str:
    """The text of the one code that a camera would see here."""
    shown = Image.open(io.BytesIO(picture.screenshot())).convert("L")
    found = zxingcpp.read_barcodes(shown)
    assert [code.format.name for code in found] == ["QRCode"]
    return str(found[0].text)
