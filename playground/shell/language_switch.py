"""The languages side by side, in the corner of every page."""

from __future__ import annotations

from typing import Final

import streamlit as st

from playground.locale import languages, own_name
from playground.shell.language import choose, language, speaker
from playground.shell.versioned_widgets import held_choice

__all__ = ["SWITCH", "switch"]

SWITCH: Final = "language_switch"


def switch() -> None:
    """The switch, which stands on the language of this run."""
    st.segmented_control(
        speaker()("common.language"),
        format_func=own_name,
        required=True,
        label_visibility="collapsed",
        **held_choice(SWITCH, language(), languages(), choose, translated=False),
    )
