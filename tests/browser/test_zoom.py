"""Zoom and text spacing (WCAG 1.4.4, 1.4.10, 1.4.12): every page and view is read in full."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import pytest
from playwright.sync_api import BrowserContext

from tests.browser.test_axe import resting
from tools.contact_sheet import VIEWS
from tools.drive.reading import SPACED, unreadable
from tools.drive.server import Server

NewContext = Callable[..., BrowserContext]
# A desk of 1440x900 at 200 %, a window of 1280 px at 400 %, and a desk with the reader's own spacing.
FORMS: Final[dict[str, dict[str, Any]]] = {
    "200 %": {"viewport": {"width": 720, "height": 450}, "device_scale_factor": 2},
    "400 %": {"viewport": {"width": 320, "height": 640}},
    "spaced": {},
}


@pytest.mark.slow
@pytest.mark.sampled(2)
@pytest.mark.parametrize("path", [f"{page}?view={view}" for page, views in VIEWS.items() for view in views])
def test_all_of_a_view_is_read_at_any_zoom_and_spacing(
    new_context: NewContext, server: Server, path: str
) -> None:
    found: dict[str, list[str]] = {}
    for form, options in FORMS.items():
        page = new_context(**options).new_page()
        page.goto(f"{server.url}/{path.removesuffix('?view=')}")
        resting(page)
        if form == "spaced":
            page.add_style_tag(content=SPACED)
        found[form] = unreadable(page)
        page.close()
    assert found == {form: [] for form in FORMS}
