"""What a link or a setting could not be used for, said once, above the stage."""

from __future__ import annotations

import streamlit as st

from playground.ui.language import language, speaker
from playground.ui.session import slot

__all__ = ["notices"]

_MOST = 6


def notices(page: str) -> None:
    """The problems of the last link or change, as plain text: parts of them come from the link."""
    place = slot(page)
    problems = place.problems
    if not problems:
        return
    say = speaker()
    with st.container(key="gp_notices", border=True, gap="xsmall"):
        st.text(say("common.knob_problem" if place.refused else "common.link_problem"))
        for problem in problems[:_MOST]:
            st.text(f"• {problem.told(language())}")
        if len(problems) > _MOST:
            st.text("…")
