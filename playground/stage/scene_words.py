"""What a scene is called and what it asks: in the app's own words, or in those of a teacher's file."""

from __future__ import annotations

from playground.core.scene_file import Text
from playground.core.scenes import entry_of
from playground.locale import say
from playground.stage.questions import AREAS

__all__ = ["group_of", "has_own_words", "question_text", "title_of"]


def has_own_words(name: str) -> bool:
    """Whether title and question come from the server's file; they are plain text then."""
    entry = entry_of(name)
    return entry is not None and entry.experiment is not None


def title_of(page: str, name: str, language: str) -> str:
    """The title of a scene."""
    entry = entry_of(name)
    return _own(entry.title if entry else None, language) or say(f"{_table(page, name)}.title", language)


def question_text(page: str, name: str, language: str) -> str:
    """The question of a scene, as the stage and its card say it."""
    entry = entry_of(name)
    own = _own(entry.question if entry else None, language)
    return own or say(f"{_table(page, name)}.question", language)


def group_of(name: str, language: str) -> str:
    """The group that a scene stands in; "" for none."""
    entry = entry_of(name)
    return _own(entry.group if entry else None, language)


def _own(text: Text | None, language: str) -> str:
    return text.of(language) if text else ""


def _table(page: str, name: str) -> str:
    return f"{AREAS.get(page, 'linear')}.scene.{name}"
