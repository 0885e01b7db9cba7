"""A field for a number as people type it: `core.parsing` reads it, and the page's record judges it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final

import streamlit as st

from playground.core.errors import PlaygroundError
from playground.core.parsing import Ambiguous, number_text, typed_real, typed_whole
from playground.locale import SOURCE, say
from playground.shell.versioned_widgets import held

__all__ = ["TypedNumberError", "number_field", "read_number"]

_LONGEST: Final = 100  # more than any number has: Streamlit cuts what is longer, and the rest might be one


class TypedNumberError(PlaygroundError):
    """The refusal of a text in a number field.

    `key` is the field's, `readings` are texts of the numbers that it may be, and `choose` types one of them.
    `held` is the text of the number that stays in use, empty if there is none.
    """

    def __init__(self, problem: PlaygroundError, key: str, held: str, choose: Callable[[str], None]) -> None:
        super().__init__(problem.reason, **problem.values)
        self.key, self.choose, self._problem, self._held = key, choose, problem, held
        is_asked = problem.reason == "lesson.ambiguous_for"
        self.readings: tuple[str, ...] = (
            (problem.values["first"], problem.values["second"]) if is_asked else ()
        )

    def told(self, language: str = SOURCE) -> str:
        """The refusal, and which number stays in use."""
        told = self._problem.told(language)
        return f"{told} {say('lesson_cards.holds', language, value=self._held)}" if self._held else told


def number_field(
    label: str,
    key: str,
    value: float | str,
    change: Callable[[Any], None],
    refuse: Callable[[PlaygroundError], object],
    whole: bool = False,
    **options: Any,
) -> None:
    """The field of a value; `change` is told another number, an int where a `whole` one is wanted.

    What is no number, or may be two, goes to `change` as text: the record says what it takes. It refuses by a
    PlaygroundError, which `refuse` shows; the field goes back to the value, as an emptied one does. A `value`
    that is text is one that is not corrected yet, and stays.
    """
    shown = value if isinstance(value, str) else number_text(value)
    standing = "" if isinstance(value, str) else shown
    st.text_input(
        label,
        max_chars=_LONGEST,
        autocomplete="off",
        **held(key, shown, partial(_typed, key, standing, whole, change, refuse)),
        **options,
    )


def read_number(text: str, whole: bool = False) -> float | int | str:
    """The number of a typed text; the text itself where it has none, or two."""
    number: float | int | Ambiguous | None = typed_whole(text) if whole else typed_real(text)
    if number is None and whole:
        number = typed_real(text)  # to be told as the number that is not whole
    if number is None or isinstance(number, Ambiguous):
        return text
    return number + 0  # a zero without a sign


def _typed(
    key: str,
    standing: str,
    whole: bool,
    change: Callable[[Any], None],
    refuse: Callable[[PlaygroundError], object],
    text: str,
) -> None:
    if not text.strip():
        return
    try:
        change(read_number(text, whole))
    except PlaygroundError as problem:
        refuse(
            TypedNumberError(problem, key, standing, partial(_typed, key, standing, whole, change, refuse))
        )
