"""The link of a run shown large with its QR code, and the place where a lesson is made of scenes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Final
from urllib.parse import parse_qsl, quote, urlsplit

import streamlit as st

from playground.core.knobs import KNOBS
from playground.core.lesson import LESSON, MOST_PARTS, pages_of_scenes
from playground.core.rate_changes import HARD_LIMIT
from playground.shell import language
from playground.shell.language import Say, speaker
from playground.shell.tables import words
from playground.stage.knob_panel import knob_names
from playground.stage.qr_code import MOST_CODED, qr_code
from playground.stage.scene_words import title_of
from playground.stage.view_words import HIDE, ONLY, PARTS, STAGE, STEP, TABS

__all__ = ["ask_to_share", "asked_of", "lesson_link", "share_if_asked", "with_words"]

_LONGEST_LINK: Final = 20_000
_ASKED: Final = "share_asked"
_SCHEMES: Final = ("http", "https")


def ask_to_share(page: str, key: str) -> None:
    """The learner wants to see the link; the next run shows the place."""
    state = st.session_state.get(key)
    told = state.get("share") if isinstance(state, Mapping) else None
    if (asked := asked_of(told)) is not None:
        st.session_state[_ASKED] = (page, *asked)


def share_if_asked(page: str) -> None:
    """The place of the link, over the page, if it was asked for."""
    asked = st.session_state.pop(_ASKED, None)
    if asked is not None and asked[0] == page:
        st.dialog(speaker()("share.title"), width="large")(_panel)(*asked)


def with_words(link: str, **added: str) -> str:
    """The link with further words."""
    return link + "".join(
        f"{'&' if place or '?' in link else '?'}{name}={quote(text, safe=',')}"
        for place, (name, text) in enumerate(added.items())
    )


def lesson_link(link: str, names: Sequence[str], **added: str) -> str:
    """The link of a lesson on the server of a link, in the language that this one names."""
    address = urlsplit(link)
    folder = address.path.rpartition("/")[0]
    asked = dict(parse_qsl(address.query)).get(language.PARAMETER)
    spoken = {} if asked is None else {language.PARAMETER: asked}
    base = f"{address.scheme}://{address.netloc}{folder}/{pages_of_scenes()[names[0]]}"
    return with_words(base, **{LESSON: ",".join(names), **added, **spoken})


def asked_of(told: object) -> tuple[str, int, bool] | None:
    """Link, step and whether a lesson is wanted, as a browser tells them; None for anything else."""
    if not isinstance(told, Mapping):
        return None
    link, step = told.get("link"), told.get("step")
    if not isinstance(link, str) or len(link) > _LONGEST_LINK or not link.isprintable():
        return None
    try:
        if urlsplit(link).scheme not in _SCHEMES:
            return None
    except ValueError:
        return None
    if not isinstance(step, int) or isinstance(step, bool) or not 0 <= step <= HARD_LIMIT:
        step = 0
    return link, step, told.get("lesson") is True


def _panel(page: str, link: str, step: int, wants_lesson: bool) -> None:
    say = speaker()
    titles = [say("share.tab_link"), say("share.tab_lesson")]
    run, lesson = st.tabs(titles, default=titles[wants_lesson])
    with run:
        _run(link, step, say)
    with lesson:
        _lesson(page, link, say)


def _run(link: str, step: int, say: Say) -> None:
    settings, code = st.columns(2, gap="medium")
    added: dict[str, str] = {}
    with settings:
        words(say("share.link_lead"), "quiet")
        if step and st.toggle(say("share.at_step", step=step), key="share_step"):
            added[STEP] = str(step)
        if st.toggle(say("share.alone"), key="share_alone"):
            added[ONLY] = STAGE
        _text(with_words(link, **added))
    with code:
        _code(with_words(link, **added), say)


def _lesson(page: str, link: str, say: Say) -> None:
    settings, code = st.columns(2, gap="medium")
    pages = pages_of_scenes()
    own = sorted(pages, key=lambda name: pages[name] != page)  # this page's scenes first
    parts = {name: _part(name, say) for name in (*PARTS, *knob_names(page))}
    added: dict[str, str] = {}
    with settings:
        words(say("share.lesson_lead"), "quiet")
        names = st.multiselect(
            say("share.scenes"),
            own,
            format_func=lambda name: _title(name, say),
            max_selections=MOST_PARTS,
            placeholder="",
            key="share_scenes",
        )
        hidden = st.multiselect(
            say("share.hide"),
            list(parts),
            format_func=parts.__getitem__,
            placeholder="",
            key=f"share_hide_{page}",
        )
        if hidden:
            added[HIDE] = ",".join(hidden)
        if st.toggle(say("share.alone"), key="share_lesson_alone"):
            added[ONLY] = STAGE
        if names:
            _text(lesson_link(link, names, **added))
        else:
            words(say("share.no_scenes"), "quiet")
    if names:
        with code:
            _code(lesson_link(link, names, **added), say)


def _title(name: str, say: Say) -> str:
    page = pages_of_scenes()[name]
    title = title_of(page, name, language.language())
    return say("share.scene_of", page=say(f"common.page.{page}"), title=title)


def _part(name: str, say: Say) -> str:
    if name in TABS:
        return say("share.part.tab", title=say(f"linear.tab.{name}"))
    return say(f"share.part.{name}") if name in PARTS else say(KNOBS[name].label_key)


def _text(link: str) -> None:
    """A link as text that one press selects."""
    st.html(f'<p class="gp-shared-link">{escape(link)}</p>')


def _code(link: str, say: Say) -> None:
    """The QR code of a link, or why there is none."""
    drawing = qr_code(link)
    if drawing is None:
        words(say("share.too_long", count=len(link), most=MOST_CODED), "notice")
    else:
        st.html(f'<img class="gp-qr" alt="{escape(say("share.qr"))}" src="{escape(drawing)}">')
