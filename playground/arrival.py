"""How a learner came to a page: by a link, by the menu, or from another view of the same page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import streamlit as st

from playground.compare import page as compare
from playground.lessons.layers.view import page as layers_views
from playground.shell import url_state
from playground.shell.frame import PAGES
from playground.stage import panels
from playground.stage.link import arrive, follow
from playground.stage.session import slot

__all__ = ["Arrival"]

# What a link to a stage may ask for by `view`.
_VIEWS: Final = {"linear": panels.VIEWS, "layers": layers_views.VIEWS_OF_LINKS}


@dataclass(frozen=True, slots=True)
class Arrival:
    """One run of a page.

    `is_new`: the run before showed another page, or another kind of view of this one. `on_stage`: the stage
    is shown. `is_stale`: the address bar still holds the words of the view that was left just now.
    """

    page: str
    is_new: bool
    on_stage: bool
    is_stale: bool = False

    @classmethod
    def at(cls, page: str) -> Arrival:
        """What this run shows of a page."""
        entry, is_new = PAGES[page], arrive(page)
        if entry.holds_link and entry.is_lesson:  # stage and labs, behind a switch
            on_stage, is_new, is_stale = layers_views.follow(is_new)
            return cls(page, is_new, on_stage, is_stale)
        return cls(page, is_new, entry.holds_link)

    @property
    def is_lab(self) -> bool:
        """Whether a lab is shown, whose words `url_state` holds."""
        return PAGES[self.page].is_lesson and not self.on_stage

    @property
    def shelf(self) -> str:
        """The tab below the stage that the address asks for; "" for none."""
        view = st.query_params.get("view")
        return view if self.on_stage and view in panels.VIEWS else ""

    def follow_link(self) -> bool:
        """Take over the words of the address bar; whether it has none, since the menu led to this lab."""
        if self.is_stale:
            return False
        if self.on_stage:
            follow(slot(self.page), self.is_new, _VIEWS.get(self.page, ()))
            return False
        if self.page == compare.PAGE and self.is_new:
            compare.follow()
        return self.is_lab and url_state.follow(self.page, self.is_new)
