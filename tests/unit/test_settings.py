"""Settings come from the environment, are checked, and stand in docs/settings.md as they are in the code."""

from __future__ import annotations

import re
from dataclasses import Field, fields
from pathlib import Path
from typing import Any

import pytest

from playground.core.errors import SettingsError
from playground.core.parsing import number_text
from playground.core.settings import PREFIX, Settings

DOCUMENT = Path(__file__).parents[2] / "docs" / "settings.md"


def row(setting: Field[Any]) -> str:
    """The line of the table that documents a setting."""
    bounds, default = "text", setting.default or "empty"
    if "low" in setting.metadata:
        bounds = f"{number_text(setting.metadata['low'])} … {number_text(setting.metadata['high'])}"
        default = number_text(setting.default)
    return f"| `{PREFIX}{setting.name.upper()}` | {default} | {bounds} | {setting.metadata['meaning']} |"


def test_document_holds_every_setting_as_it_is() -> None:
    rows = [line for line in DOCUMENT.read_text().splitlines() if line.startswith("| `")]
    assert rows == [row(setting) for setting in fields(Settings)]


def test_an_empty_environment_gives_the_defaults() -> None:
    assert Settings.read({}) == Settings()
    assert Settings.read({"PLAYGROUND_TIME_LIMIT": " "}) == Settings()


def test_variables_are_read() -> None:
    read = Settings.read(
        {"PLAYGROUND_SCHEDULER": "tcp://there:8786", "PLAYGROUND_FIRST_ROWS": "30", "HOME": "x"}
    )
    assert read == Settings(scheduler="tcp://there:8786", first_rows=30)


@pytest.mark.parametrize("text", ["nan", "0", "-1", "1e9", "ten", "0.15s", "1_0"])
def test_a_bad_number_is_refused_in_one_line_that_names_the_variable(text: str) -> None:
    with pytest.raises(SettingsError) as refusal:
        Settings.read({"PLAYGROUND_TIME_BUDGET": text})
    line = str(refusal.value)
    assert re.fullmatch(r"received PLAYGROUND_TIME_BUDGET=.*; expected a number from 0.01 to 10; .+", line)


def test_a_fraction_of_a_row_is_refused() -> None:
    with pytest.raises(SettingsError, match="whole number"):
        Settings.read({"PLAYGROUND_MOST_ROWS": "1.5"})
