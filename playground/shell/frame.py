"""What all pages share: the table of pages, their styles, and the row above them."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Final

import streamlit as st
from streamlit.navigation.page import Page
from streamlit.runtime.scriptrunner import get_script_run_ctx

from playground.locale import languages, strings
from playground.shell.assets import FOLDER, SHEET, assets, is_served
from playground.shell.bundling import component, load
from playground.shell.language import Say, chosen, followed, language, picked, remember, speaker
from playground.shell.language_switch import switch
from playground.shell.site import SITE
from playground.shell.terms import begin
from playground.shell.versioned_widgets import heard

__all__ = [
    "PAGES",
    "Entry",
    "ask_for_shelf",
    "begin_sidebar",
    "configure",
    "header",
    "heading",
    "name_tab",
    "name_view",
    "page_of",
    "styles",
]

SIDEBAR_WIDTH: Final = 320
_PAGE_JS: Final = "page.js"
_PAGE: Final = "page_words"  # the key of the component
_SHELF: Final = "asked_shelf"
_PAGES: Final = SITE / "pages"


@dataclass(frozen=True, slots=True)
class Entry:
    """A page: its file, its address, its icon, and whether the address bar holds its experiment."""

    file: str
    icon: str
    url_path: str = ""
    holds_link: bool = False
    is_lesson: bool = False  # the address bar holds words of its own (playground.shell.url_state)
    has_sidebar: bool = True

    def page(self, say: Say) -> Page:
        """The page with its title in the language of this run."""
        name = Path(self.file).stem
        return st.Page(
            _PAGES / self.file,  # absolute: relative ones break when a host runs the root file as a script
            title=say(f"common.page.{name}"),
            icon=self.icon,
            url_path=self.url_path,
            default=not self.url_path,
        )


# Another page is another entry here, a file in pages/ that calls `begin_with_navigation` (see
# playground/shell/streamlit_internals.py), and a title in the catalogue.
PAGES: Final[dict[str, Entry]] = {
    "home": Entry("home.py", ":material/home:", holds_link=True, has_sidebar=False),
    "tensors": Entry("tensors.py", ":material/grid_on:", "tensors", is_lesson=True),
    "tape": Entry("tape.py", ":material/timeline:", "tape", is_lesson=True),
    "linear": Entry("linear.py", ":material/scatter_plot:", "linear", holds_link=True),
    "layers": Entry("layers.py", ":material/layers:", "layers", holds_link=True, is_lesson=True),
    "fit": Entry("fit.py", ":material/model_training:", "fit", is_lesson=True),
    "predict": Entry("predict.py", ":material/online_prediction:", "predict", is_lesson=True),
    "compare": Entry("compare.py", ":material/insights:", "compare"),
    "sweep": Entry("sweep.py", ":material/grid_view:", "sweep", is_lesson=True),
}


def name_tab(page: Page) -> None:
    """The page's name before the app's, in the browser's tab."""
    if page.url_path:
        st.set_page_config(page_title=f"{page.title} · {speaker()('common.title')}")


def name_view(page: str, view: str) -> None:
    """The open view before both, as a tab is found by what it shows."""
    say = speaker()
    titles = (f"{page}_page.{view}.title", f"common.page.{page}", "common.title")
    st.set_page_config(page_title=" · ".join(map(say, titles)))


def page_of(name: str) -> Page:
    """The page to link to."""
    return PAGES[name].page(speaker())


def heading(title: str) -> None:
    """The heading of a page whose stage leaves no room for one: it is heard, but not seen."""
    with st.container(key="gp_heading"):
        st.html(f"<h1>{html.escape(title)}</h1>")


def configure() -> None:
    """Title, favicon and width of the page."""
    st.set_page_config(
        page_title=speaker()("common.title"),
        page_icon=str(FOLDER / "favicon.svg"),
        layout="wide",
        initial_sidebar_state=SIDEBAR_WIDTH,
        menu_items={"About": speaker()("common.about")},
    )


def styles() -> None:
    """The style sheets inside the page, where no route serves them: else the page came with them."""
    if not is_served():
        st.html(f"<style>{assets().styles}</style>")


def ask_for_shelf(view: str) -> None:
    """A link asked for a view below the stage, or for none (""): the browser scrolls to it, once."""
    count, _ = st.session_state.get(_SHELF, (0, ""))
    st.session_state[_SHELF] = (count + 1, view)


def begin_sidebar() -> None:
    """Open the sidebar before anything else is drawn, which it would move aside later."""
    with st.sidebar, st.container(key="gp_sidebar_begins"):
        st.html("<span></span>")


def header(query: str | None) -> None:
    """The language switch, in the corner of every page, and what concerns the browser's page as a whole.

    `query` takes the place of the one in the address bar, if there is one to take.
    """
    followed()
    begin()
    with st.container(key="gp_language", width="content"):
        switch()
        load(_PAGE_JS, "page")
        context = get_script_run_ctx()
        data = {
            "language": language(),
            "languages": languages(),
            "chosen": chosen(),
            "picked": picked(),
            "query": query,
            # All runs say it: the browser may not see the first of two quick ones.
            "shelf": _shelf(),
            # Two pages may have the same words, and the component hears only of what is another.
            "page": "" if context is None else context.page_script_hash,
            "sheet": assets().url(SHEET) if is_served() else None,
            "words": _words_of_streamlit(language()),
        }
        component(_PAGE_JS)(key=_PAGE, data=data, on_language_change=heard(_remember))
        _keep_in_touch()
    before = language()
    _remember()  # what a browser told the server before this one is no change, so no callback hears of it
    if language() != before:
        st.rerun()


@cache
def _words_of_streamlit(language: str) -> dict[str, str]:
    """What Streamlit says in English only, and what stands in its place."""
    own = strings("streamlit", language)
    return {english: own[key] for key, english in strings("streamlit").items() if own[key] != english}


def _shelf() -> str | None:
    count, view = st.session_state.get(_SHELF, (0, ""))
    return f"{count}:{view}" if view else None


def _remember() -> None:
    told = st.session_state.get(_PAGE)
    remember(told.get("language") if isinstance(told, Mapping) else None)


@st.fragment(run_every=timedelta(days=1))
def _keep_in_touch() -> None:
    """Nothing. But a browser that lost its server asks the next one for a run if something runs by itself.

    Without it a page whose last run was a whole one would not be drawn by the next server, and its widgets
    would ask for fragments that this server does not know.
    """
