"""Predict before you look: the learner commits to an answer, TensorFlow computes, both are compared.

Nothing about the truth reaches the page before an answer is given: the trainer is asked only then. A first
answer that is wrong gets a hint and a second try (`core/attempts.py`); the truth comes after that.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from html import escape
from typing import Final

import streamlit as st

from playground.core.attempts import tells
from playground.core.errors import PlaygroundError
from playground.lessons.questions import QUESTIONS, Question, Verdict, read_answer
from playground.lessons.shared.view.code_view import code_view, words
from playground.lessons.shared.view.folding import folded
from playground.lessons.shared.view.kept_answers import (
    answers,
    first_answers,
    forget_all,
    keep,
    restore,
    take_back,
)
from playground.lessons.shared.view.trainer_reports import ask, remembered
from playground.shell.language import Say, language, speaker
from playground.shell.versioned_widgets import heard, held, held_index
from playground.trainer.trainer import get_trainer

__all__ = [
    "commit",
    "count_answered",
    "count_right",
    "is_told",
    "predict_heading",
    "question_card",
    "question_deck",
    "shown_question",
    "turn_to",
    "verdict_on",
]

JUDGE: Final = "playground.lessons.shared.tasks.grading:judge"
_PROBLEMS: Final = "lesson_answer_problems"
_DRAFTS: Final = "lesson_answer_drafts"


def turn_to(deck: str, keys: Sequence[str], first: str | None) -> None:
    """Open the question that a link or the lab asks for; once, as the learner may turn on."""
    place = _place(deck)
    if not first or st.session_state.get(f"{place}_asked") == first:
        return
    st.session_state[f"{place}_asked"] = first
    if first in keys:
        st.session_state[place] = keys.index(first)


def shown_question(deck: str, keys: Sequence[str]) -> str:
    """The key of the question that is open."""
    return keys[_current(_place(deck), keys)]


def question_deck(area: str, keys: Sequence[str], deck: str) -> None:
    """One question at a time out of several.

    A fragment of its own, but for questions that are answered in the picture, which follows them.
    """
    in_picture = any(QUESTIONS[key].kind == "curve" for key in keys)
    (_deck if in_picture else st.fragment(_deck))(area, tuple(keys), _place(deck))


def _place(deck: str) -> str:
    return f"lesson_deck_{deck}"


def _current(place: str, keys: Sequence[str]) -> int:
    return min(int(st.session_state.get(place, 0)), len(keys) - 1)


def _deck(area: str, keys: tuple[str, ...], place: str) -> None:
    restore()
    say, current = speaker(), _current(place, keys)
    if get_trainer().state() == "ready":
        for key in keys:  # to count the right ones
            verdict_on(key)
    with st.container(border=True, key=f"gp_predict_{place}", gap="small"):
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", wrap=False):
            done = count_answered(keys)
            count = say("lesson_cards.answered", done=done, count=len(keys)) if len(keys) > 1 else ""
            if count and (right := count_right(keys)):
                count = f"{count}, {say('lesson_cards.of_them_right', right=right)}"
            predict_heading(count)
            if len(keys) > 1:
                for name, step in (("previous", -1), ("next", 1)):
                    st.button(
                        say(f"lesson_cards.{name}_question"),
                        icon=f":material/chevron_{'left' if step < 0 else 'right'}:",
                        key=f"{place}_{name}",
                        type="tertiary",
                        on_click=heard(_turn),
                        args=(place, (current + step) % len(keys)),
                    )
        question_card(area, keys[current])
        if answers():
            st.button(
                say("lesson_cards.forget"), key=f"{place}_forget", type="tertiary", on_click=heard(_forget)
            )
        keep()


def _turn(place: str, index: int) -> None:
    st.session_state[place] = index


def predict_heading(count: str = "") -> None:
    """The heading of a card in which something is predicted, with how much of it is answered."""
    counted = f"<small>{escape(count)}</small>" if count else ""
    st.html(f'<h2 class="gp-predict">{escape(speaker()("lesson_cards.predict"))}{counted}</h2>')


def question_card(area: str, key: str) -> None:
    """A question of the table: code and prompt, then a way to answer, or the verdict on the answer given.

    `area` is the catalogue area of its texts. Questions of kind "curve" are answered in the lab's picture.
    """
    say, asked = speaker(), QUESTIONS[key]
    with st.container(key=f"gp_question_{key}", gap="small"):
        words(say(f"{area}.question.{key}.prompt"), "prompt")
        # The lab beside it is free to be set otherwise: what it shows is no answer.
        code_view(asked.code, label=say("lesson_cards.asked_code"))
        verdict = verdict_on(key)
        if verdict is not None and is_told(verdict):
            _verdict(area, verdict, say)
        elif verdict is not None:
            _hint(area, verdict, say)
        if asked.kind != "curve" and (key not in answers() or (verdict is not None and not is_told(verdict))):
            _form(area, key, asked, say)
        problem = st.session_state.get(_PROBLEMS, {}).get(key)
        if problem is not None:
            text = problem.told(language()) if isinstance(problem, PlaygroundError) else say(problem)
            # That there is no answer yet is no fault of the learner.
            words(text, "refused" if isinstance(problem, PlaygroundError) else "unanswered")


def count_answered(keys: Sequence[str]) -> int:
    """How many of these questions are answered for good, as far as this session knows."""
    known = {key: _known(key) for key in keys if key in answers()}
    return sum(verdict is None or is_told(verdict) for verdict in known.values())


def count_right(keys: Sequence[str]) -> int:
    """How many of these questions have an answer that this session knows to be right."""
    return sum(verdict is not None and verdict.right for verdict in map(_known, keys))


def _known(key: str) -> Verdict | None:
    if key not in answers():
        return None
    verdict: Verdict | None = remembered(f"question_{key}", JUDGE, key, answers()[key])
    return verdict


def is_told(verdict: Verdict) -> bool:
    """Whether the answer is followed by the solution; else by a hint, and a second answer is asked for."""
    choices = len(QUESTIONS[verdict.key].choices)
    return tells(verdict.right, verdict.key not in first_answers(), choices)


def verdict_on(key: str) -> Verdict | None:
    """The verdict on the answer that was given; None without an answer, or while TensorFlow starts."""
    if key not in answers():
        return None
    verdict: Verdict | None = ask(f"question_{key}", JUDGE, key, answers()[key])
    return verdict


def commit(key: str, given: object) -> None:
    """The learner's answer, from now on fixed; what is no answer of the question's kind is told instead."""
    problems = st.session_state.setdefault(_PROBLEMS, {})
    try:
        if given is None or given == "":
            problems[key] = "lesson_cards.no_answer"
            return
        answer = read_answer(key, given)
    except PlaygroundError as problem:
        problems[key] = problem
        return
    problems.pop(key, None)
    if answers().get(key) == answer:
        problems[key] = "lesson_cards.same_answer"
        return
    if key in answers():
        first_answers().setdefault(key, answers()[key])
    answers()[key] = answer


def _form(area: str, key: str, asked: Question, say: Say) -> None:
    # No form: Streamlit would drop an answer that is not committed yet when another question is shown.
    widget, draft, change = f"answer_{key}", _drafts().get(key), partial(_change_draft, key)
    with st.container(key=f"gp_enter_{key}", gap="small"):
        if asked.kind == "choice":
            st.radio(
                say("lesson_cards.your_answer"),
                format_func=lambda choice: say(f"{area}.question.{key}.choice.{choice}"),
                **held_index(widget, draft, asked.choices, change),
            )
        else:
            st.text_input(
                say("lesson_cards.your_answer"),
                max_chars=40,
                placeholder=say(f"lesson_cards.as_{asked.kind}"),
                autocomplete="off",
                **held(widget, draft or "", change),
            )
        st.button(
            say("lesson_cards.commit"),
            key=f"{widget}_commit",
            type="primary",
            on_click=heard(_commit_draft),
            args=(key,),
        )


def _change_draft(key: str, given: str) -> None:
    """Another answer is in the field: what was said of the one before it no longer holds."""
    _drafts()[key] = given
    st.session_state.get(_PROBLEMS, {}).pop(key, None)


def _commit_draft(key: str) -> None:
    commit(key, _drafts().get(key))


def _drafts() -> dict[str, str]:
    """The answers that are typed or chosen, and not yet committed."""
    drafts: dict[str, str] = st.session_state.setdefault(_DRAFTS, {})
    return drafts


def _hint(area: str, verdict: Verdict, say: Say) -> None:
    """What is wrong with a first answer: the reason of a known mistake, else a clue and the hint."""
    stem = f"{area}.question.{verdict.key}"
    words(say("lesson_cards.wrong_curve" if verdict.x is not None else "lesson_cards.wrong"), "wrong")
    if verdict.mistake is not None:
        words(say(f"{stem}.mistake.{verdict.mistake}"), "hint")
    elif verdict.clue is not None:
        words(say(f"lesson_cards.clue.{verdict.clue.name}", **verdict.clue.values), "hint")
        words(say(f"{stem}.hint"), "hint")
    words(say("lesson_cards.once_more"), "quiet")


def _verdict(area: str, verdict: Verdict, say: Say) -> None:
    key = verdict.key
    if verdict.x is not None:
        words(say("lesson_cards.right" if verdict.right else "lesson_cards.wrong_curve"), _kind(verdict))
    else:
        name = "near" if verdict.near else _kind(verdict)
        words(say(f"lesson_cards.{name}"), _kind(verdict))
        _compared(area, key, verdict, say)
    if verdict.mistake is not None:
        words(say(f"{area}.question.{key}.mistake.{verdict.mistake}"))
    words(say(f"{area}.question.{key}.why"))
    with folded(say("lesson_cards.what_ran"), f"answer_{key}_ran"):
        code_view(verdict.source)
    st.button(say("lesson_cards.again"), key=f"answer_{key}_again", on_click=heard(_again), args=(key,))


def _compared(area: str, key: str, verdict: Verdict, say: Say) -> None:
    """The answer and the truth, one below the other: choices are clauses that fit into no sentence."""
    lines = (("you", verdict.given), ("tensorflow", verdict.truth))
    cells = "".join(
        f"<dt>{escape(say(f'lesson_cards.{name}'))}</dt><dd>{escape(_shown(area, key, text, say))}</dd>"
        for name, text in lines
    )
    st.html(f'<dl class="gp-compared">{cells}</dl>')


def _shown(area: str, key: str, text: str, say: Say) -> str:
    return say(f"{area}.question.{key}.choice.{text}") if QUESTIONS[key].kind == "choice" else text


def _kind(verdict: Verdict) -> str:
    return "right" if verdict.right else "wrong"


def _again(key: str) -> None:
    take_back(key)
    _drafts().pop(key, None)


def _forget() -> None:
    forget_all()
    _drafts().clear()
