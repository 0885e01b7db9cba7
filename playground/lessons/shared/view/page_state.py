"""The state of a lesson page: one frozen record that reads from a link and writes one.

A page names its record and a table of words. The record checks itself when it is built, so a link, a widget
and a button all meet the same refusal, which leaves everything as it is and becomes a problem to show.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Generic, TypeVar

import streamlit as st

from playground.core.errors import PlaygroundError
from playground.core.parsing import as_real, as_whole, number_text, quote
from playground.core.points_store import points_of
from playground.lessons.shared.lab_records import CLINIC, Lab
from playground.lessons.shared.validation import check_choice
from playground.lessons.shared.view import kept_sets
from playground.shell import url_state

__all__ = [
    "CLINIC",
    "LINK",
    "QUESTION",
    "TRAP",
    "VIEW",
    "PageState",
    "Word",
    "check_shown",
    "lab_of",
    "number_or_text",
    "real",
    "text",
    "whole",
    "whole_or_text",
]

LINK = "link"  # the place of what a link could not be used for
_IGNORED = frozenset({"embed", "embed_options"})
Record = TypeVar("Record")


def check_shown(
    page: Any, views: Collection[str], traps: Collection[str], questions: Collection[str]
) -> None:
    """Refuse a view, trap or question that the page does not have; empty: none is asked for."""
    check_choice("view", page.view, views)
    if page.trap:
        check_choice("trap", page.trap, traps)
    if page.question:
        check_choice("question", page.question, questions)


def _always(_: Any) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Word:
    """One word of the link: where its value lies, how its text reads and is written."""

    part: str  # fields that lead to it, joined by dots ("operation.a"); empty: the record itself
    name: str  # a field of the part; empty: the part as a whole
    read: Callable[[str], Any]
    write: Callable[[Any], str]
    belongs: Callable[[Any], bool] = _always  # whether the link of this record may hold the word
    even_default: bool = False  # whether it is written where its value is the default

    @property
    def path(self) -> tuple[str, ...]:
        """The fields from the record to the value."""
        return tuple(filter(None, (*self.part.split("."), self.name)))

    @property
    def root(self) -> str:
        """The field of the record in which the value lies; empty: the record itself."""
        return self.part.partition(".")[0]


def real(part: str, name: str, belongs: Callable[[Any], bool] = _always) -> Word:
    """A number."""
    return Word(part, name, number_or_text, number_text, belongs)


def whole(part: str, name: str, belongs: Callable[[Any], bool] = _always) -> Word:
    """A whole number."""
    return Word(part, name, whole_or_text, str, belongs)


def text(part: str, name: str, belongs: Callable[[Any], bool] = _always) -> Word:
    """A word that the record checks."""
    return Word(part, name, str, str, belongs)


def number_or_text(given: str) -> float | str:
    """The number of a text; what is none stays text, and the record says what it expects."""
    value = as_real(given)
    return given if value is None else value


def whole_or_text(given: str) -> int | str:
    """The same for a whole number."""
    value = as_whole(given)
    return given if value is None else value


# Every page has these. A question is followed once and then leaves the address; a trap of another lab is none
# of the link's, as it would open the clinic.
VIEW: Final = text("", "view")
QUESTION: Final = Word("", "question", str, str, belongs=lambda page: False)
TRAP: Final = Word("", "trap", str, str, belongs=lambda page: page.view == CLINIC)


def lab_of(words: Mapping[str, str], labs: Sequence[Lab], traps: Sequence[str]) -> str:
    """The lab that a link means without naming it: that of its question, or the clinic of its trap."""
    if "view" in words:
        return ""
    if words.get("trap") in traps:
        return CLINIC
    return next((lab.name for lab in labs if words.get("question") in lab.questions), "")


class PageState(Generic[Record]):
    """The record of a page in this session, and the words that it has in the address bar.

    `labs` are the page's views, `traps` the keys of its traps.
    """

    def __init__(
        self,
        page: str,
        plain: Record,
        words: Mapping[str, Word],
        labs: Sequence[Lab],
        traps: Sequence[str],
    ) -> None:
        self.page, self.plain, self.words, self.labs = page, plain, words, labs
        self._traps = traps
        self._set_words = [name for name, word in words.items() if word.read is points_of]
        self._place, self._problems = f"{page}_state", f"{page}_problems"

    def lab(self, name: str) -> Lab:
        """The lab of a name; KeyError for an unknown one."""
        return {lab.name: lab for lab in self.labs}[name]

    def read(self, words: Mapping[str, str]) -> tuple[Record, tuple[PlaygroundError, ...]]:
        """The record of a link; a word that says nothing useful leaves the default and becomes a problem."""
        found = self.plain
        problems: list[PlaygroundError] = [
            PlaygroundError("unknown", name=quote(name), known=", ".join(self.words))
            for name in words
            if name not in self.words and name not in _IGNORED
        ]
        roots = dict.fromkeys(word.root for word in self.words.values())
        # The record's own fields come last: it may check them against its parts.
        for root in sorted(roots, key=lambda root: not root):
            given = {
                name: words[name] for name, word in self.words.items() if name in words and word.root == root
            }
            found, refused = self._taken(found, given)
            problems += refused
        view = lab_of(words, self.labs, self._traps)
        if view:
            found = self._with(found, "", view=view)
        return found, tuple(problems)

    def _taken(self, found: Record, given: Mapping[str, str]) -> tuple[Record, list[PlaygroundError]]:
        """The words of one part: all together (one may be possible only beside another), else singly."""
        try:
            values = {self.words[name].path: self.words[name].read(told) for name, told in given.items()}
            return _changed(found, values), []
        except PlaygroundError:
            problems = []
        for name, told in given.items():
            word = self.words[name]
            try:
                found = _changed(found, {word.path: word.read(told)})
            except PlaygroundError as problem:
                problems.append(problem)
        return found, problems

    def written(self, shown: Record) -> dict[str, str]:
        """The words of a record: those that differ from the default, and `read` takes them back."""
        words = {}
        for name, word in self.words.items():
            if not word.belongs(shown):
                continue
            value = _value(shown, word.path)
            if word.even_default or value != _value(self.plain, word.path):
                words[name] = word.write(value)
        return words

    def now(self) -> Record:
        """The record of this session; a link that was followed comes first."""
        kept_sets.hear()
        words = url_state.asked(self.page)
        if words is not None:
            awaited = self._awaited(words)
            found, problems = self.read({name: told for name, told in words.items() if name not in awaited})
            st.session_state[self._place] = found
            st.session_state[self._problems] = {LINK: problems}
            url_state.keep(self.page, words if awaited else self.written(found))
        shown: Record = st.session_state.setdefault(self._place, self.plain)
        return shown

    def settle(self, part: str, shown_at: str | None = None, /, **values: Any) -> bool:
        """Other values in a part of the record; whether they were taken. A refusal is shown at the part."""
        try:
            self.take(part, **values)
        except PlaygroundError as problem:
            self.refuse(part if shown_at is None else shown_at, problem)
            return False
        return True

    def take(self, part: str, /, **values: Any) -> None:
        """The same, but a refusal is the caller's to tell. The question of a link has been followed then."""
        changed = self._with(self._with(self.now(), "", question=""), part, **values)
        st.session_state[self._place] = changed
        st.session_state[self._problems] = {}
        url_state.keep(self.page, {**self.written(changed), **kept_sets.awaited(self.page)})

    def _awaited(self, words: Mapping[str, str]) -> Mapping[str, str]:
        """The words of a link that name sets of own points for which the tab is asked first."""
        sets = {name: told for name, told in words.items() if name in self._set_words}
        return kept_sets.ask_for(self.page, sets)

    def keep_sets(self) -> None:
        """Have this tab keep the sets of own points that the link of the page only names."""
        shown = self.now()
        values = (_value(shown, self.words[name].path) for name in self._set_words)
        kept_sets.keep(self.page, [own for own in values if own is not None])

    def refuse(self, part: str, *found: PlaygroundError) -> None:
        """Problems to show at a part of the page until the next change."""
        st.session_state[self._problems] = {part: found}

    def problems_of(self, part: str) -> tuple[PlaygroundError, ...]:
        """What could not be used there."""
        found: tuple[PlaygroundError, ...] = st.session_state.get(self._problems, {}).get(part, ())
        return found

    def _with(self, shown: Record, part: str, **values: Any) -> Record:
        paths = {Word(part, name, str, str).path: value for name, value in values.items()}
        changed: Record = _changed(shown, paths)
        return changed


def _changed(record: Any, values: Mapping[tuple[str, ...], Any]) -> Any:
    """The record with other values at these paths of fields; one for the whole record comes first."""
    record = values.get((), record)
    inner: dict[str, dict[tuple[str, ...], Any]] = {}
    for path, value in values.items():
        if path:
            inner.setdefault(path[0], {})[path[1:]] = value
    changed = {name: _changed(getattr(record, name), parts) for name, parts in inner.items()}
    return replace(record, **changed) if changed else record


def _value(record: Any, path: Sequence[str]) -> Any:
    for name in path:
        record = getattr(record, name)
    return record
