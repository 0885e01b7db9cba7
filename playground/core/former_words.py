"""Former words of links. A rename adds its line here, so that no shared link breaks."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

__all__ = ["FORMER_NAMES", "FORMER_VALUES", "current_words"]

# Of query parameters: the former name, and today's.
FORMER_NAMES: Mapping[str, str] = MappingProxyType({})
# Of their values: the parameter and the former value, and today's value.
FORMER_VALUES: Mapping[tuple[str, str], str] = MappingProxyType(
    {("question", "square_at_three"): "square_at_minus_four"}
)


def current_words(words: Mapping[str, str]) -> dict[str, str]:
    """The words of a link as they are called today; where a link has both names, today's holds."""
    named = {FORMER_NAMES.get(name, name): text for name, text in words.items()}
    named |= {name: words[name] for name in named if name in words}
    return {name: FORMER_VALUES.get((name, text), text) for name, text in named.items()}
