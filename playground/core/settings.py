"""Every limit of a server as a named setting, read once from the environment (docs/settings.md)."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from typing import Any

from playground.core.errors import SettingsError
from playground.core.parsing import as_real, as_whole, number_text, quote

__all__ = ["PREFIX", "Settings", "SettingsError", "settings"]

PREFIX = "PLAYGROUND_"


def _number(default: float, low: float, high: float, meaning: str) -> Any:
    return field(default=default, metadata={"low": low, "high": high, "meaning": meaning})


@dataclass(frozen=True, slots=True)
class Settings:
    """One field a setting; the variable is PLAYGROUND_ and the field's name in capitals."""

    scheduler: str = field(
        default="",
        metadata={"meaning": "Address of a Dask scheduler (`tcp://…`) that trains; empty: a local process."},
    )
    time_budget: float = _number(0.15, 0.01, 10.0, "Seconds of training for one request of the stage.")
    time_limit: float = _number(10.0, 0.1, 600.0, "Seconds after which a request counts as unanswered.")
    warm_limit: float = _number(120.0, 1.0, 3600.0, "Seconds a trainer may take to start.")
    first_rows: int = _number(60, 1, 240, "Rows of the first reply of a run.")
    most_rows: int = _number(240, 1, 2000, "Rows of one reply at most.")
    upload_bytes: int = _number(2_000_000, 1000, 100_000_000, "Bytes of a CSV file of own points at most.")
    points_bytes: int = _number(
        32_000_000, 1_000_000, 10_000_000_000, "Bytes of sets of own points that the server keeps at most."
    )
    scenes: str = field(
        default="",
        metadata={"meaning": 'A file of scenes of your own (docs/hosting.md, "Scenes of your own").'},
    )
    frame_ancestors: str = field(
        default="'self'",
        metadata={
            "meaning": "Who may frame the app (the header's source list): `'none'`, `https://school.example`.",
            "pattern": r"[^\s;,]+( [^\s;,]+)*",
        },
    )
    public_url: str = field(
        default="",
        metadata={
            "meaning": "Address of the app from outside, on printed links and in chats: `https://…`.",
            "pattern": r"https?://[^\s<>\"'?#]+",
            "expected": "address",
        },
    )

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> Settings:
        """The settings of an environment; SettingsError names the variable that has no valid value."""
        values: dict[str, Any] = {}
        for setting in fields(cls):
            name = PREFIX + setting.name.upper()
            text = environment.get(name, "").strip()
            if not text:
                continue
            is_text = isinstance(setting.default, str)
            values[setting.name] = _text(name, text, setting) if is_text else _parse(name, text, setting)
        return cls(**values)


def _text(name: str, text: str, setting: Any) -> str:
    if not re.fullmatch(setting.metadata.get("pattern", ".*"), text):
        expected = setting.metadata.get("expected", "sources")
        raise SettingsError("setting", name=name, value=quote(text), expected_key=expected)
    return text


def _parse(name: str, text: str, setting: Any) -> float | int:
    whole = isinstance(setting.default, int)
    low, high = setting.metadata["low"], setting.metadata["high"]
    value = as_whole(text) if whole else as_real(text)
    if value is None or not low <= value <= high:
        raise SettingsError(
            "setting",
            name=name,
            value=quote(text),
            expected_key="whole" if whole else "real",
            low=number_text(low),
            high=number_text(high),
        )
    return value


@cache
def settings() -> Settings:
    """The settings of this process."""
    return Settings.read(os.environ)
