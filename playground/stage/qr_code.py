"""QR codes of links, as pictures that a page and a printed report hold."""

from __future__ import annotations

from typing import Final

import segno

__all__ = ["MOST_CODED", "qr_code"]

MOST_CODED: Final = 1200  # characters of a link that a QR code on a projector can hold


def qr_code(link: str) -> str | None:
    """The QR code of a link as the address of an SVG picture; None where the link is too long for one."""
    if len(link) > MOST_CODED:
        return None
    # Dark on white in every theme, as cameras expect it.
    drawing: str = segno.make(link, error="l", micro=False).svg_data_uri(
        omitsize=True, border=4, light="#fff"
    )
    return drawing
