"""One saving in Streamlit's own work, for a class on a small server.

At every run of every session, the stage's fragment included, Streamlit goes through all its options six
times to describe the theme: a fifth of what a request of the stage costs. The theme of a running server
does not change, so the description is kept. Without it everything works the same, a little dearer.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from streamlit import config
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session

__all__ = ["keep_theme"]

Populate = Callable[..., None]
_NAME = "_populate_theme_msg"


def keep_theme() -> None:
    """Keep the theme's description from now on, unless files are watched: then it may change."""
    populate: Any = getattr(app_session, _NAME, None)
    if config.get_option("server.fileWatcherType") != "none" or not callable(populate):
        return
    if not hasattr(populate, "kept"):
        setattr(app_session, _NAME, kept(populate))


def kept(populate: Populate) -> Populate:
    """The same function, which looks into the options once for each section."""
    messages: dict[str, CustomThemeConfig] = {}

    def from_memory(message: CustomThemeConfig, section: str = "theme") -> None:
        if section not in messages:
            description = CustomThemeConfig()
            populate(description, section)
            messages[section] = description
        if messages[section].ByteSize():  # an empty one must stay absent
            message.MergeFrom(messages[section])

    from_memory.kept = True  # type: ignore[attr-defined]
    return from_memory
