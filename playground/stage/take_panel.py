"""What a learner takes along from a stage, what each file is good for, and the way back in."""

from __future__ import annotations

import html
import threading
from functools import partial
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

import streamlit as st

from playground.core.errors import ExperimentError, PlaygroundError
from playground.core.experiment import LINEAR_PAGE, Experiment
from playground.core.settings import settings
from playground.export.targets import TARGETS, Material, Target
from playground.locale import say
from playground.shell.bundling import component
from playground.shell.frame import PAGES, page_of
from playground.shell.language import Say, language, speaker
from playground.shell.streamlit_internals import DownloadFailed
from playground.shell.tables import words
from playground.stage.reply import status_of
from playground.stage.session import slot
from playground.stage.stage import ENTRY
from playground.trainer.trainer import TrainerLost, get_trainer

__all__ = ["address_of", "opened", "take_panel"]

MOST_ROWS: Final = 2000  # of a history from the page; the command line writes every row
_NETWORKS: Final = "layers"
_turn = threading.Lock()  # of the file that has a task at the trainer: a stage waits for one of them at most


def take_panel(page: str, experiment: Experiment) -> None:
    """A row for each target, which is made when its button is pressed; below, a file is opened.

    While a question covers the curve no file is made that tells the run.
    """
    say, is_covered = speaker(), "curve" in slot(page).covered
    st.markdown(say("take.lead"))
    with st.container(key="gp_take", gap="small"):
        for target in TARGETS.values():
            _row(page, experiment, target, say, is_covered and target.tells_run)
    _figures(page, say)
    st.page_link(
        page_of("sweep"),
        label=say("take.sweep"),
        icon=":material/grid_view:",
        query_params=experiment.to_query() or None,
    )
    _open_file(page, say)


def _figures(page: str, say: Say) -> None:
    """The figures as the stage shows them now: the browser has them."""
    names = ("title", "good", "plot_png", "plot_svg", "curve_png", "curve_svg")
    data = {"figures_of": page, "words": {name: say(f"take.figures.{name}") for name in names}}
    component(ENTRY)(key=f"{page}_figures", data=data)


def _row(page: str, experiment: Experiment, target: Target, say: Say, is_covered: bool) -> None:
    is_endless = target.name.startswith("history") and experiment.stop == "never"
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.download_button(
            say(f"take.{target.name}.title"),
            partial(_made, target, experiment, language(), address_of(st.context.url)),
            file_name=target.file_name,
            mime=target.media_type,
            icon=":material/download:",
            on_click="ignore",
            key=f"{page}_take_{target.name}",
            width=230,
            disabled=is_endless or is_covered,
            help=say("linear.covered") if is_covered else None,
        )
        st.text(say("take.endless" if is_endless else f"take.{target.name}.good"))


def address_of(url: str | None) -> str:
    """Where the app is found: as the setting says, else as this browser has come to a page of it."""
    seen = urlsplit(url or "")
    here = f"{seen.scheme}://{seen.netloc}{seen.path.rpartition('/')[0]}" if seen.netloc else ""
    return settings().public_url or here


def _made(target: Target, experiment: Experiment, speech: str, address: str = "") -> bytes:
    """The file; Streamlit calls this in a thread of its own when the button is pressed.

    DownloadFailed in the reader's words if the trainer does not make it in time.
    """
    try:
        return target.make(Material(experiment, speech, _ask, MOST_ROWS, address))
    except PlaygroundError as problem:
        raise DownloadFailed(problem.told(speech)) from None
    except Exception as fault:
        raise DownloadFailed(say(f"take.fault.{status_of(fault)}", speech)) from fault


def _ask(task: str, *arguments: Any) -> Any:
    trainer = get_trainer()
    if not trainer.wait(settings().warm_limit):
        raise TrainerLost(trainer.failure)
    with _turn:
        return trainer.call(task, *arguments, time_limit=settings().time_limit)


def _open_file(page: str, say: Say) -> None:
    file = st.file_uploader(say("take.open"), type="json", key=f"{page}_take_file")
    if file is None:
        return
    try:
        place, query = opened(file.getvalue())
    except PlaygroundError as problem:
        words(problem.told(language()), "notice")  # what it quotes of the file is no markup
        return
    # A link, as the page's own address wins over the draft that the browser keeps.
    address = html.escape(f"./{place}?{urlencode(query, safe=':,;')}")
    st.html(f'<a class="gp-take-link" href="{address}" target="_self">{html.escape(say("take.show"))}</a>')


def opened(content: bytes) -> tuple[str, dict[str, str]]:
    """The path of the page that shows a file's experiment, and the words of its link; ExperimentError."""
    if len(content) > settings().upload_bytes:
        raise ExperimentError("json", value=f"{len(content):,} B")
    experiment = Experiment.from_json(content.decode("utf-8", "replace"))
    too_large = next(iter(experiment.sets_by_digest.values()), None)
    if too_large is not None:
        raise ExperimentError("json_points", count=f"{len(too_large):,}")
    place = PAGES[LINEAR_PAGE if experiment.is_linear else _NETWORKS].url_path
    return place, experiment.to_query() or {"data": experiment.data}
