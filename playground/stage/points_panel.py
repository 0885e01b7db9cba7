"""The place where own points are put in: pasted, uploaded or real data, read, shown, put on the stage.

The browser owns the draft. What is put on the stage is told to it as data of the component of the knobs,
with a token by which it takes a set once (assets/stage/stage.js, `takePut`).
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Final

import numpy as np
import streamlit as st

from playground.core.data import draw
from playground.core.errors import DataError, PlaygroundError
from playground.core.experiment import LINEAR_PAGE, POINTS, TEST_POINTS, Experiment
from playground.core.parsing import number_text
from playground.core.points import Points
from playground.core.points_store import word_of
from playground.core.points_text import digest_of
from playground.core.settings import settings
from playground.points_reader.options import Options
from playground.points_reader.reader import column_names, read
from playground.points_reader.records import Ambiguous, Reading
from playground.points_reader.sample_sets import SAMPLE_SETS
from playground.points_reader.writer import write_points, write_table
from playground.shell.frame import page_of
from playground.shell.language import Say, language, speaker
from playground.shell.points_view import decisions, tell_reading
from playground.shell.tables import as_label, number, table, words
from playground.shell.versioned_widgets import heard
from playground.stage.session import slot
from playground.theory.outlier import outlier
from playground.theory.summary import summary

__all__ = ["ask_for_points", "points_csv", "put_for", "show_if_asked"]

NETWORK_PAGE: Final = "layers"
_GIVEN: Final = "own_points_given"
_ASKED: Final = "own_points_asked"
_PUT: Final = "own_points_put"
_SHOWN_ROWS: Final = 5
_LONGEST_PASTE: Final = 200_000
_MEGABYTE: Final = 1_000_000


@dataclass(slots=True)
class Given:
    """What a learner gave and decided, and how it reads: a reading, the question first, or why it is none."""

    content: bytes | str = ""
    options: Options = field(default_factory=Options)
    is_sample: bool = False
    is_standardised: bool = False
    found: Reading | Ambiguous | DataError | None = None
    columns: tuple[str, ...] = ()

    def take(self, content: bytes | str, options: Options, is_sample: bool = False) -> None:
        """Read another text, or the same one with other decisions."""
        self.content, self.options, self.is_sample = content, options, is_sample
        self.found, self.columns = None, ()
        if not content:
            return
        if len(content) > settings().upload_bytes:
            most = number_text(settings().upload_bytes / _MEGABYTE)
            self.found = DataError("points_size", value=number_text(len(content) / _MEGABYTE), most=most)
            return
        self.columns = column_names(content, options)
        try:
            self.found = read(content, options)
        except DataError as problem:
            self.found = problem

    def decide(self, options: Options) -> None:
        """The same text with other decisions."""
        self.take(self.content, options, self.is_sample)


def ask_for_points(page: str) -> None:
    """The learner wants to put points in; the next run shows the place."""
    st.session_state[_ASKED] = page


def show_if_asked(page: str) -> None:
    """The place where points are put in, over the page, if it was asked for."""
    if st.session_state.pop(_ASKED, None) == page:
        st.dialog(speaker()("own_points.title"), width="large")(_panel)(page)


def put_for(page: str) -> dict[str, Any] | None:
    """What was put on the stage of a page last, as its component takes it; None if nothing was."""
    put: dict[str, Any] | None = st.session_state.get(_PUT, {}).get(page)
    if put is None or put["text"] is None:
        return put
    points = getattr(slot(page).experiment, put["name"])
    if points is not None and points.word == put["word"]:
        put["text"] = None  # the browser has it
    return put


def points_csv(experiment: Experiment) -> bytes:
    """The points of an experiment, whatever their source, as a table that spreadsheet programs open."""
    if experiment.points is not None:
        return write_points(experiment.points).encode("utf-8-sig")
    sample = draw(experiment)  # of more points than a set of own ones may have, if many are asked for
    return write_table(sample.inputs, map(str, sample.labels)).encode("utf-8-sig")


def _panel(page: str) -> None:
    say = speaker()
    given: Given = st.session_state.setdefault(_GIVEN, Given())
    words(say("own_points.lead"), "quiet")
    _sources(say, given)
    if given.found is not None:
        _answer(page, given, say)
    st.download_button(
        say("own_points.download"),
        partial(points_csv, slot(page).experiment),
        file_name="points.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
        type="tertiary",
        key="own_points_csv",
    )


def _sources(say: Say, given: Given) -> None:
    left, right = st.columns(2, gap="medium")
    with left:
        st.text_area(
            say("own_points.paste"),
            max_chars=_LONGEST_PASTE,
            height=150,
            placeholder="x1,x2,label\n1.5,2,0\n3,-0.5,1",
            key="own_points_text",
            on_change=heard(partial(_pasted, given)),
        )
        st.button(say("own_points.read"), key="own_points_read", on_click=heard(partial(_pasted, given)))
    with right:
        st.file_uploader(
            say("own_points.upload"), key="own_points_file", on_change=heard(partial(_uploaded, given))
        )
        words(say("own_points.samples"), "quiet")
        with st.container(horizontal=True, gap="small"):
            for name, sample in SAMPLE_SETS.items():
                st.button(
                    say(f"own_points.sample_{name}"),
                    key=f"own_points_{name}",
                    on_click=heard(given.take),
                    args=(sample.content, sample.options(Options()), True),
                )


def _pasted(given: Given) -> None:
    given.take(st.session_state.get("own_points_text") or "", Options())


def _uploaded(given: Given) -> None:
    file = st.session_state.get("own_points_file")
    if file is not None:
        given.take(file.getvalue(), Options())


def _answer(page: str, given: Given, say: Say) -> None:
    """What was understood, what can be decided, and the way onto the stage."""
    found = given.found
    if isinstance(found, Ambiguous):
        _refusal(found.error)
        if found.option == "columns":
            _columns(given, found, say)
            return
        with st.container(horizontal=True, gap="small"):
            for place, (shown, options) in enumerate(decisions(found, given.options).items()):
                st.button(
                    as_label(shown),
                    key=f"own_points_reading_{place}",
                    on_click=heard(given.decide),
                    args=(options,),
                )
        return
    if isinstance(found, Reading):
        tell_reading(found.understanding, (), lambda bad: bad.error.told(language()))
    _columns(given, found, say)
    try:
        if isinstance(found, DataError):
            raise found
        points = found.points()  # type: ignore[union-attr]
    except DataError as problem:
        _refusal(problem)
        if problem.reason == "points_missing":
            st.button(
                say("own_points.drop"),
                key="own_points_drop",
                on_click=heard(given.decide),
                args=(replace(given.options, missing="drop"),),
            )
        return
    _rows(points, say)
    given.is_standardised = st.toggle(
        say("own_points.standardise"),
        value=given.is_standardised,
        key="own_points_standardised",
        help=say("own_points.standardise_help"),
    )
    scaled = points.standardised()
    if points.num_classes == 2:
        rates = {"plain": points, "scaled": scaled}
        words(say("own_points.rates", **{name: _critical(one) for name, one in rates.items()}), "quiet")
        if isinstance(found, Reading):
            _tell_outlier(found, say)
    _onto_the_stage(page, scaled if given.is_standardised else points, say)
    _as_test_set(page, points, given.is_standardised, say)


def _columns(given: Given, found: object, say: Say) -> None:
    """Which columns are meant, where there are more than three or the reader did not find them."""
    names = given.columns
    if len(names) < 3:
        return
    chosen: tuple[int | None, ...] = (None, None, None)
    if isinstance(found, Reading):
        chosen = (*found.understanding.chosen, found.understanding.label)
    for column, part, place in zip(st.columns(3), ("x1", "x2", "label"), chosen, strict=True):
        with column:
            st.selectbox(
                say(f"own_points.column_{part}"),
                range(len(names)),
                index=place,
                format_func=names.__getitem__,
                key=f"own_points_column_{part}_{_version(given)}",
                on_change=heard(partial(_chosen, given, _version(given))),
            )


def _version(given: Given) -> str:
    """Another text or decision draws other fields."""
    return str(hash((given.content, given.options)))


def _chosen(given: Given, version: str) -> None:
    places = [st.session_state.get(f"own_points_column_{part}_{version}") for part in ("x1", "x2", "label")]
    first, second, label = (None if place is None else str(place + 1) for place in places)
    columns = (first, second) if first is not None and second is not None else given.options.columns
    given.decide(replace(given.options, columns=columns, label=label or given.options.label))


def _rows(points: Points, say: Say) -> None:
    rows = [
        [str(x1), str(x2), points.class_names[int(label)]]
        for (x1, x2), label in zip(points.inputs[:_SHOWN_ROWS], points.targets[:_SHOWN_ROWS], strict=True)
    ]
    first, second = points.column_names
    table(say("own_points.first_rows"), [first, second, say("own_points.class")], rows, heads=False)


def _critical(points: Points) -> str:
    """The critical rate of gradient descent on the squared error."""
    return number(summary(Experiment(points=points)).critical_lr)


def _tell_outlier(reading: Reading, say: Say) -> None:
    """The point that makes most of the curvature, if there is one."""
    found = outlier(np.column_stack([reading.inputs, np.ones(len(reading.inputs))]))
    if found is None:
        return
    x1, x2 = reading.inputs[found.index].tolist()
    values = {"x1": number_text(x1), "x2": number_text(x2), "line": reading.lines[found.index]}
    words(say("points.outlier", share=f"{100 * found.share:.1f}", **values), "notice")


def _onto_the_stage(page: str, points: Points, say: Say) -> None:
    target = page
    if page == LINEAR_PAGE and points.num_classes > 2:
        target = NETWORK_PAGE
        words(say("own_points.network", count=points.num_classes), "notice")
    if st.button(
        say("own_points.put" if target == page else "own_points.put_network"),
        key="own_points_put_button",
        type="primary",
    ):
        _put(target, POINTS, points)
        if target == page:
            st.rerun()
        st.switch_page(page_of(target), query_params={"view": "stage"})


def _as_test_set(page: str, points: Points, is_standardised: bool, say: Say) -> None:
    """The same points as a test set of the model on the stage: never trained on, measured at every step."""
    known = slot(page).experiment.class_names
    strange = [name for name in points.class_names if name not in known]
    if strange:
        words(say("own_points.test_classes", value=", ".join(strange), known=", ".join(known)), "quiet")
    elif is_standardised:
        words(say("own_points.test_standardised"), "quiet")
    elif st.button(say("own_points.test"), key="own_points_test_button", help=say("own_points.test_help")):
        _put(page, TEST_POINTS, points)
        st.rerun()


def _put(page: str, name: str, points: Points) -> None:
    """Tell the stage of a page to take points as a word of its draft."""
    word = word_of(points)
    text = None if digest_of(word) is None else points.packed
    puts: dict[str, Any] = st.session_state.setdefault(_PUT, {})
    puts[page] = {"token": secrets.token_hex(8), "name": name, "word": word, "text": text}


def _refusal(problem: PlaygroundError) -> None:
    words(problem.told(language()), "notice")
