"""Words whose box has a fixed height fit into it, in every language and at every size of window."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page

from playground.locale import languages
from tools.drive.reading import unreadable
from tools.drive.server import Server, wait_until
from tools.drive.stage import Stage

STAGES = {"linear": "batch=64&steps=40", "layers": "batch=32&val=0.3&steps=40"}


@pytest.mark.slow
@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("page", STAGES)
def test_no_row_of_words_is_cut(
    new_context: Callable[..., BrowserContext], server: Server, page: str, language: str
) -> None:
    context = new_context(viewport={"width": 1440, "height": 900})
    stage = Stage(context.new_page()).open(server.url, f"{STAGES[page]}&lang={language}", page=page)
    stage.scrub(20).wait_exactly(20)
    stage.type_knob("lr", "0.05").scrub(30).wait_exactly(30)  # the run before is a line more
    for width, height in ((1440, 900), (1280, 720), (1024, 768), (390, 844)):
        stage.page.set_viewport_size({"width": width, "height": height})
        wait_until(lambda: cut(stage.page) == [], 10, f"no cut words at {width} by {height}")


def cut(page: Page) -> list[str]:
    """Words that are cut; Streamlit's menu folds by itself what does not fit into its row."""
    return [told for told in unreadable(page) if told.startswith("cut:") and "rc-overflow" not in told]
