"""The real pages on the real trainer: one trainer for all tests, a session of its own for each."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from playground.core.experiment import Experiment
from playground.core.wire_format import unpack
from playground.locale import set_strict
from playground.shell import frame
from playground.trainer.trainer import Trainer, get_trainer

ROOT = Path(__file__).parents[2]
set_strict(True)  # a word that is missing is an error
MAIN = ROOT / "playground" / "main.py"
# Where code may break, a highlighted piece of it, or a term that says what it means.
TOKEN = re.compile(r'<wbr>|<(?:span class="gp-t-\w+"|button [^>]*"gp-term"[^>]*)>(.*?)</(?:span|button)>')
PAGES = {name: f"../pages/{entry.file}" for name, entry in frame.PAGES.items()}

Open = Callable[..., AppTest]


@pytest.fixture(scope="session", autouse=True)
def as_the_web_process() -> Iterator[None]:
    """No TensorFlow in this process: where it is, Streamlit cleans up after it for a second at every run."""
    assert "keras" not in sys.modules, "run tests/pages by themselves, as `make test` does"
    yield
    assert "keras" not in sys.modules


@pytest.fixture(scope="session")
def trainer() -> Trainer:
    """The trainer of this process, ready."""
    trainer = get_trainer()
    assert trainer.wait(120)
    return trainer


@pytest.fixture
def open_page(trainer: Trainer) -> Open:
    """Opens a page of the app, with the words of a link."""

    def open_page(page: str = "linear", locale: str = "en-US", **words: str | list[str]) -> AppTest:
        app = AppTest.from_file(str(MAIN), default_timeout=60)
        app.context = {"locale": locale, "url": "http://localhost:8501/linear"}
        if page != "home":
            app.run()  # the pages are known after the first run
            app.switch_page(PAGES[page])
        for name, text in words.items():
            app.query_params[name] = text
        app.run()
        assert not app.exception
        return app

    return open_page


def experiment_of(app: AppTest, page: str = "linear") -> Any:
    return app.session_state["slots"][page].experiment


def link_of(app: AppTest) -> dict[str, str]:
    return {name: value for name, value in app.query_params.items() if name != "lang"}


def decide(
    app: AppTest, experiment: Experiment, step: int, page: str = "linear", resting: bool = True
) -> None:
    """What the browser of a stage tells when its learner has set something, or rests at a step."""
    decided = {"words": experiment.to_query(), "step": step, "checkpoint": None, "resting": resting}
    app.session_state[f"{page}_stage"] = {"decided": decided}
    app.run()
    assert not app.exception


def reply_of(app: AppTest, page: str = "linear") -> tuple[dict[str, Any], dict[str, bytes]]:
    """What the stage of a page was sent last."""
    (stage,) = (part for part in app.get("bidi_component") if part.key == f"{page}_stage")
    return unpack(stage.proto.bytes)


def texts_of(app: AppTest) -> list[str]:
    """Everything that a learner can read."""
    found: list[str] = []

    def walk(node: Any) -> None:
        proto = getattr(node, "proto", None)
        for name in ("label", "body", "help", "placeholder", "value", "text"):
            value = getattr(proto, name, None)
            if isinstance(value, str):
                found.append(TOKEN.sub(r"\1", value))
        found.extend(map(str, getattr(proto, "options", None) or []))
        for child in getattr(node, "children", {}).values():
            walk(child)

    for part in (app.main, app.sidebar, *app.get("dialog")):
        walk(part)
    return found


def widget(app: AppTest, kind: str, key: str) -> Any:
    """A widget by the key that the page gives it; session and version follow where it is a versioned one."""
    pattern = re.compile(re.escape(key) + r"(-[0-9a-f]{6}-\d+)?")
    (found,) = (part for part in app.get(kind) if pattern.fullmatch(str(part.key)))
    return found
