"""The page of sweeps as Streamlit draws it: knobs, heat map and progress, what it says, table and files."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from functools import partial
from typing import Any, Final
from urllib.parse import urlencode

import streamlit as st

from playground.cli_words import read_words
from playground.core.errors import ExperimentError
from playground.core.experiment import LINEAR_PAGE, Experiment
from playground.core.knobs import KNOBS, text_of
from playground.core.parsing import quote
from playground.export.targets import TARGETS
from playground.lessons.shared.view import component
from playground.lessons.shared.view.code_view import code_view, words
from playground.lessons.shared.view.lab_layout import lab
from playground.lessons.shared.view.number_field import number_field
from playground.lessons.shared.view.page_state import LINK
from playground.lessons.shared.view.trainer_reports import refusal
from playground.shell.frame import PAGES
from playground.shell.language import Say, language, speaker
from playground.shell.tables import percent, table
from playground.shell.versioned_widgets import heard, held, held_index, problem_at
from playground.sweep.grid import NOT_SWEPT, Sweep
from playground.sweep.heat_map import Cell, best_cell, cells, critical_line, worst_shown
from playground.sweep.results import FORMATS, MEASURES
from playground.sweep_page.running import Running, running_of
from playground.sweep_page.state import STATE

__all__ = ["KEY", "sweep_page"]

ENTRY: Final = "sweep/heat_map.js"
KEY: Final = "sweep_map"
TICK: Final = 0.45  # seconds between two turns
SLOW: Final = 0.9
MOST_TEXT: Final = 600  # of the values of an axis
MOST_WORDS: Final = 6000  # of an experiment with own points and weights set by hand
SWEPT: Final = tuple(name for name in KNOBS if name not in NOT_SWEPT)
_SEEDS, _GOAL = "seeds", "goal"


def sweep_page() -> None:
    """Title, and the four regions of every lab."""
    say = speaker()
    with st.container(horizontal=True, vertical_alignment="center", gap="medium", key="gp_page_bar"):
        st.title(say("sweep_page.title"), anchor=False, width="content")
    with st.container(key="gp_lesson", gap="small"):
        running = running_of(STATE.now().sweep)
        running.look()
        shelf: dict[str, Callable[[], None]] = {
            say("sweep_page.table"): partial(_results, running),
            say("sweep_page.command"): _command,
        }
        lab(partial(_picture, running), _knobs, partial(_rail, running), shelf)
    STATE.keep_sets()


# ---- knobs


def _knobs() -> None:
    say, page = speaker(), STATE.now()
    measures = [name for name in MEASURES if page.experiment.num_held or not name.startswith("val_")]
    st.selectbox(
        say("sweep_page.of"),
        format_func=lambda name: say(f"sweep_page.measure.{name}"),
        **held_index("sweep_of", page.of if page.of in measures else "loss", measures, partial(_set, "of")),
    )
    for axis in ("x", "y"):
        _axis(axis, say)
    with st.grid(2, gap="small", key="sweep_numbers"):
        for name, value, is_whole in ((_SEEDS, page.seeds, True), (_GOAL, page.goal, False)):
            number_field(
                say(f"sweep_page.{name}"),
                f"sweep_{name}",
                value,
                partial(_take, name),
                partial(STATE.refuse, ""),
                is_whole,
            )
    for problem in STATE.problems_of(""):
        refusal(problem)
    _text("experiment", _link_of(page.experiment), _experiment, say, MOST_WORDS)
    st.caption(say("sweep_page.experiment_help"))


def _axis(axis: str, say: Say) -> None:
    page = STATE.now()
    st.selectbox(
        say(f"sweep_page.{axis}"),
        format_func=lambda name: say(KNOBS[name].label_key),
        **held_index(f"sweep_{axis}", getattr(page, axis), list(SWEPT), partial(_knob, axis)),
    )
    _text(f"{axis}_values", page.values_of(axis), partial(_take, f"{axis}_values"), say)


def _text(name: str, shown: str, change: Any, say: Say, longest: int = MOST_TEXT) -> None:
    st.text_input(
        say(f"sweep_page.{name}"),
        max_chars=longest,
        autocomplete="off",
        **held(f"sweep_{name}", shown, change),
    )
    problem = problem_at(f"sweep_{name}")
    if problem is not None:
        refusal(problem)


def _set(name: str, value: Any) -> None:
    STATE.settle("", **{name: value})


def _take(name: str, value: Any) -> None:
    STATE.take("", **{name: value})


def _knob(axis: str, name: str) -> None:
    """Another knob on an axis, with its usual values; the other axis takes the place of the same one."""
    page = STATE.now()
    other = {"x": "y", "y": "x"}[axis]
    values = {axis: name, f"{axis}_values": ""}
    if getattr(page, other) == name:
        values |= {other: getattr(page, axis), f"{other}_values": getattr(page, f"{axis}_values")}
    STATE.settle("", **values)


def _experiment(text: str) -> None:
    try:
        given = shlex.split(text)
    except ValueError:  # a quotation mark without a second one
        raise ExperimentError("word", value=quote(text)) from None
    STATE.take("", experiment=Experiment.parse(read_words(given)))


def _link_of(experiment: Experiment) -> str:
    return " ".join(f"{name}={text}" for name, text in experiment.to_query().items())


# ---- picture


def _picture(running: Running) -> None:
    """The map and its buttons: a fragment that looks again only while something runs."""
    st.fragment(_map, run_every=TICK if running.status == "running" else None)(
        running, running.status == "running"
    )


def _map(running: Running, ticks: bool) -> None:
    if running.status == "running" and ticks:
        running.advance()
    if (running.status == "running") != ticks:
        st.rerun()  # only the page can begin or end the looking again
    component.show(ENTRY, KEY, _data(running))
    _status(running, speaker())


def _data(running: Running) -> dict[str, Any]:
    say, sweep = speaker(), running.sweep
    measure = MEASURES[STATE.now().of]
    found = cells(sweep, running.results, measure)
    best, (worst, is_cut) = best_cell(found), worst_shown(found, measure)
    ends = [] if best is None else [_number(measure.name, best.value), _number(measure.name, worst)]
    if is_cut:
        ends[1] = f"≥ {ends[1]}"
    return {
        "strings": component.words("sweep_page", "map"),
        "x": _axis_data(sweep.x.knob, sweep.x.values, say),
        "y": _axis_data(sweep.y.knob, sweep.y.values, say),
        "cells": [_cell_data(sweep, cell, measure.name, say) for cell in found],
        "critical": [list(segment) for segment in critical_line(sweep)],
        "ends": ends,
    }


def _axis_data(knob: str, values: Any, say: Say) -> dict[str, Any]:
    return {"label": say(KNOBS[knob].label_key), "values": [_value(knob, value, say) for value in values]}


def _value(knob: str, value: Any, say: Say) -> str:
    record = KNOBS[knob]
    if record.kind == "choice":
        return say(record.choice_key(value))
    return say("sweep_page.all") if knob == "batch" and value == 0 else text_of(value) or "–"


def _cell_data(sweep: Sweep, cell: Cell, measure: str, say: Say) -> dict[str, Any]:
    experiment = sweep.at(cell.x, cell.y)[0].experiment
    path = PAGES[LINEAR_PAGE if experiment.is_linear else "layers"].url_path
    query = {**(experiment.to_query() or {"data": experiment.data}), "lang": language()}
    shown = _number(measure, cell.value) if cell.state == "value" else ""
    return {
        "state": cell.state,
        "tint": round(cell.tint, 4),
        "text": shown,
        "told": _told(sweep, cell, measure, say),
        "href": f"./{path}?{urlencode(query, safe=':,;')}",
    }


def _told(sweep: Sweep, cell: Cell, measure: str, say: Say) -> str:
    pairs = ((sweep.x.knob, sweep.x.values[cell.x]), (sweep.y.knob, sweep.y.values[cell.y]))
    where = ", ".join(f"{say(KNOBS[knob].label_key)} {_value(knob, value, say)}" for knob, value in pairs)
    name = say(f"sweep_page.measure.{measure}")
    values = {
        "where": where,
        "name": name,
        "value": _number(measure, cell.value),
        "low": _number(measure, cell.low),
        "high": _number(measure, cell.high),
        "count": cell.finished,
        "diverged": cell.diverged,
    }
    spread = "_spread" if cell.state == "value" and cell.finished > 1 else ""
    return say(f"sweep_page.cell.{cell.state}{spread}", **values)


def _number(measure: str, value: float | None) -> str:
    if value is None:
        return "–"
    if measure.endswith("accuracy"):
        return percent(value)
    if measure == "target_step" or 100 <= value < 1e4:
        return f"{value:.0f}"
    if value >= 1e4 or 0 < value < 1e-4:
        mantissa, _, power = f"{value:.0e}".partition("e")
        return f"{mantissa}e{int(power)}".replace("-", "−")
    return f"{value:.3g}"


def _status(running: Running, say: Say) -> None:
    """What can be done with the sweep, and how far it is: one row that keeps its place."""
    done, size = len(running.results), running.sweep.size
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="gp_sweep_status"):
        if running.status == "running":
            st.button(
                say("sweep_page.cancel"),
                key="sweep_cancel",
                icon=":material/stop:",
                on_click=heard(running.cancel),
            )
        elif running.status != "done":
            st.button(
                say("sweep_page.go_on" if running.results else "sweep_page.start"),
                key="sweep_start",
                icon=":material/play_arrow:",
                type="primary",
                on_click=heard(running.start),
            )
        left = running.seconds_left
        text = say(f"sweep_page.status.{running.status}", done=done, size=size)
        if left is not None:
            text = f"{text} · {say('sweep_page.left', seconds=max(1, round(left)))}"
        st.progress(done / size, text=text)


# ---- rail and shelf


def _rail(running: Running) -> None:
    words(speaker()("sweep_page.lead"), "lead")
    problems = STATE.problems_of(LINK)
    if problems:
        with st.container(key="gp_notices", border=True, gap="xsmall"):
            st.text(speaker()("common.link_problem"))
            for problem in problems[:6]:
                refusal(problem)
    st.fragment(_findings, run_every=SLOW if running.status == "running" else None)(running)


def _findings(running: Running) -> None:
    """The best cell, those that diverged, and what the line across the map is."""
    say, sweep, measure = speaker(), running.sweep, MEASURES[STATE.now().of]
    if running.waiting:
        words(say(f"sweep_page.waiting.{running.waiting}"), "notice")
    found = cells(sweep, running.results, measure)
    best = best_cell(found)
    if best is not None:
        words(say("sweep_page.best", cell=_told(sweep, best, measure.name, say)))
    diverged = sum(cell.state == "diverged" for cell in found)
    if diverged:
        words(say("sweep_page.diverged", count=diverged, size=len(found)))
    if critical_line(sweep):
        words(say("sweep_page.critical"), "quiet")
    elif "lr" in (sweep.x.knob, sweep.y.knob):
        words(say("sweep_page.no_critical"), "quiet")
    if sweep.experiment != STATE.now().experiment:
        words(say("sweep_page.afresh"), "quiet")
    words(say("sweep_page.kept"), "quiet")


def _results(running: Running) -> None:
    st.fragment(_table, run_every=SLOW if running.status == "running" else None)(running)


def _table(running: Running) -> None:
    """Every cell in numbers, and the runs as files."""
    say, sweep = speaker(), running.sweep
    if not running.results:
        words(say("sweep_page.no_results"), "quiet")
        return
    if running.status != "running":  # files of a moment ago would be gone when the browser looks for them
        with st.container(horizontal=True, gap="small", key="gp_sweep_files"):
            for name, mime in (("csv", "text/csv"), ("json", "application/json")):
                st.download_button(
                    say(f"sweep_page.download_{name}"),
                    FORMATS[name](sweep, running.results),
                    file_name=f"gradient-playground-sweep.{name}",
                    mime=mime,
                    icon=":material/download:",
                    on_click="ignore",
                    key=f"sweep_file_{name}",
                )
    header = [say(KNOBS[axis.knob].label_key) for axis in (sweep.x, sweep.y)]
    names = list(MEASURES)
    rows = []
    by_measure = {name: cells(sweep, running.results, MEASURES[name]) for name in names}
    for place, cell in enumerate(by_measure["loss"]):
        if cell.state == "waiting":
            continue
        values = [by_measure[name][place] for name in names]
        rows.append(
            [
                _value(sweep.x.knob, sweep.x.values[cell.x], say),
                _value(sweep.y.knob, sweep.y.values[cell.y], say),
                *(
                    say("sweep_page.map.diverged") if one.state == "diverged" else _number(name, one.value)
                    for name, one in zip(names, values, strict=True)
                ),
            ]
        )
    table(say("sweep_page.table"), [*header, *(say(f"sweep_page.measure.{name}") for name in names)], rows)


def _command() -> None:
    """The same sweep for a terminal."""
    say, page = speaker(), STATE.now()
    words(say("sweep_page.command_lead"), "quiet")
    sweep = page.sweep
    query = sweep.experiment.to_query()
    file = []
    named = sweep.experiment.sets_by_digest
    if named:  # by digests, by which only this server finds the points
        query = {name: text for name, text in query.items() if name not in named}
        file = [f"--experiment {TARGETS['json'].file_name}"]
        words(say("sweep_page.command_points"), "quiet")
    parts = [
        "python -m playground sweep",
        f"--x {shlex.quote(f'{sweep.x.knob}={sweep.x.text}')}",
        f"--y {shlex.quote(f'{sweep.y.knob}={sweep.y.text}')}",
        *([f"--seeds {sweep.seeds}"] if sweep.seeds > 1 else []),
        f"--target {sweep.target:g}",
        *file,
        *(shlex.quote(f"{name}={text}") for name, text in query.items()),
        "--out sweep.csv",
    ]
    code_view(" \\\n    ".join(parts))
