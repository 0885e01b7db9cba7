"""A field for a number: an emptied one keeps its number, and the page's record judges what is typed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final

import streamlit as st

from playground.ui.versioned_widgets import held, tidy

__all__ = ["number_field"]

_WHOLE: Final = 2.0**53  # beyond this a float holds no single whole numbers


def number_field(
    label: str,
    key: str,
    value: float,
    change: Callable[[float], None],
    step: float = 1.0,
    **options: Any,
) -> None:
    """The field of a value; `change` is told another number, whole ones as int.

    It has no bounds of its own: the browser would refuse in English, whatever the page speaks, and read 3.7
    as 3 where whole numbers are wanted. So everything typed comes here, and the record says what it takes.
    """
    st.number_input(
        label,
        step=float(step),
        format="%.10g",
        # An emptied field falls back to its value.
        **held(key, float(value), partial(_typed, change)),
        **options,
    )


def _typed(change: Callable[[float], None], value: float) -> None:
    number = tidy(value)
    change(int(number) if number.is_integer() and abs(number) < _WHOLE else number)
