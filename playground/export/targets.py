"""What can be taken away from an experiment: one record each, for the page and the command line.

A target more is an entry more, the function that it names, and its words in `locale/*/take.toml`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from types import MappingProxyType
from typing import Any

from playground.core.experiment import Experiment

__all__ = ["FILE_NAME", "TARGETS", "Ask", "Material", "Target"]

FILE_NAME = "gradient-playground"
Ask = Callable[..., Any]  # ask("module:function", *arguments): the result of a task of the trainer


@dataclass(frozen=True, slots=True)
class Material:
    """What a target is made of: the experiment, the reader's language, and a way to train.

    `most_rows` bounds the rows of a history; a longer run has one row in so many steps. `address` is that of
    the app, without a page; empty where nobody knows it.
    """

    experiment: Experiment
    language: str
    ask: Ask
    most_rows: int
    address: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """A kind of file: its ending, its media type, and "module:function", which makes it of a `Material`.

    `tells_run`: the file shows what training leads to, and so the answer to an open question.
    """

    name: str
    ending: str
    media_type: str
    maker: str
    tells_run: bool = False

    @property
    def is_text(self) -> bool:
        return self.media_type != "application/octet-stream"

    @property
    def file_name(self) -> str:
        return f"{FILE_NAME}{self.ending}"

    def make(self, material: Material) -> bytes:
        """The content of the file."""
        module, _, function = self.maker.partition(":")
        content: bytes | str = getattr(import_module(module), function)(material)
        return content.encode() if isinstance(content, str) else content


_EXPORT = "playground.export"
_TABLE = (
    Target("script", ".py", "text/x-python", f"{_EXPORT}.program:script_file"),
    Target("notebook", ".ipynb", "application/x-ipynb+json", f"{_EXPORT}.notebook:notebook_file"),
    Target("animation", ".html", "text/html", "playground.stage.animation:animation_file", True),
    Target("report", "-report.html", "text/html", "playground.stage.report:report_file", True),
    Target("json", ".json", "application/json", f"{_EXPORT}.experiment_json:experiment_file"),
    Target("keras", ".keras", "application/octet-stream", f"{_EXPORT}.keras_model:keras_file", True),
    Target("history-csv", "-history.csv", "text/csv", f"{_EXPORT}.history:csv_file", True),
    Target("history-json", "-history.json", "application/json", f"{_EXPORT}.history:json_file", True),
)
TARGETS: Mapping[str, Target] = MappingProxyType({target.name: target for target in _TABLE})
