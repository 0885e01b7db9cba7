"""The draft of a stage page: words that a browser posts, checked as a link is, and what holds of them.

The browser owns the draft: a mapping from a link's words to texts as the learner typed them. The server keeps
none of it. Each request carries the draft and the words that the last reply said hold; `settle` answers with
the experiment that holds now, and with a refusal for each word that could not be taken.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from playground.core.errors import ExperimentError, PlaygroundError
from playground.core.experiment import (
    FIELDS,
    FIXES,
    IGNORED_QUERY,
    MOST_WORDS,
    POINT_WORDS,
    TEST_POINTS,
    Experiment,
)
from playground.core.foreign_links import no_counterpart, translate
from playground.core.knobs import KNOBS
from playground.core.lesson import LESSON, experiment_of
from playground.core.points_store import is_lacking, points_of
from playground.core.rate_changes import CHANGES, parse_changes
from playground.core.scenes import home_of, scenes_of
from playground.core.weight_edits import EDITS, parse_edits

__all__ = ["Refusal", "Settled", "followed", "lacking", "link_words", "settle"]

_CACHED = 512


@dataclass(frozen=True, slots=True)
class Refusal:
    """A word that was not taken and why; `name` is "" where the problem belongs to no single knob."""

    name: str
    problem: PlaygroundError


@dataclass(frozen=True, slots=True)
class Settled:
    """The experiment that holds, and what was refused on the way there."""

    experiment: Experiment
    refused: tuple[Refusal, ...] = ()


def settle(page: str, words: Mapping[str, str], held: Mapping[str, str] | None) -> Settled:
    """What holds after a learner changed the words `held` into `words`; without `held` the words are a link.

    Words that both have in common are read as a link; those that differ as a person typed them. If a change
    cannot be taken, none is: `held` holds, and the browser sends the others again.
    """
    if held is None:
        return followed(page, _frozen(words))
    gone = {name for name in POINT_WORDS if is_lacking(words.get(name, ""))}
    if gone:
        # Nobody has the set any more: what else was changed is taken, and the loss of the set is told.
        settled = settle(page, _without(words, gone), _without(held, gone))
        return Settled(settled.experiment, (*settled.refused, Refusal("", ExperimentError("points_gone"))))
    held = _without(held, {name for name in POINT_WORDS if is_lacking(held.get(name, ""))})
    return _kept(_changed, {**held, **words})(page, _frozen(words), _frozen(held))


def link_words(experiment: Experiment, home: Experiment) -> dict[str, str]:
    """The words of the link of an experiment; none only for `home`, which the page opens without a link."""
    words = experiment.to_query()
    if not words and experiment != home:
        return {"data": experiment.data}
    return words


def lacking(*drafts: Mapping[str, str] | None) -> list[str]:
    """The words of drafts that name sets of own points which this server does not have."""
    found = [draft.get(name, "") for draft in drafts if draft is not None for name in POINT_WORDS]
    texts = dict.fromkeys(found)
    return [text for text in texts if is_lacking(text)]


def _without(words: Mapping[str, str], gone: Collection[str]) -> dict[str, str]:
    return {name: text for name, text in words.items() if name not in gone}


_Words = tuple[tuple[str, str], ...]


def _frozen(words: Mapping[str, str] | _Words) -> _Words:
    return tuple(words.items()) if isinstance(words, Mapping) else words


def followed(page: str, words: _Words) -> Settled:
    """The experiment of a link's words, a scene's name among them; what cannot be used is reported."""
    return _kept(_followed, dict(words))(page, words)


def _kept(settling: Any, words: Mapping[str, str]) -> Callable[..., Settled]:
    """The function with its memory, or without it for own points: sets are large, and come and go."""
    found: Callable[..., Settled] = (
        settling.__wrapped__ if not words.keys().isdisjoint(POINT_WORDS) else settling
    )
    return found


@lru_cache(maxsize=_CACHED)
def _followed(page: str, words: _Words) -> Settled:
    ours, foreign = translate({name: text for name, text in words if name not in IGNORED_QUERY})
    scene = scenes_of(page).get(dict(words).get("scene", ""))
    if not ours and scene is None and LESSON in dict(words):
        scene = experiment_of(page, dict(words)) or home_of(page)
    if not ours and scene is not None:
        return Settled(scene)
    experiment, problems = Experiment.lenient({**(scene.to_query() if scene else {}), **ours}, page=page)
    told = (no_counterpart(foreign), *problems) if foreign else problems
    return Settled(experiment, tuple(Refusal("", problem) for problem in told))


@lru_cache(maxsize=_CACHED)
def _changed(page: str, words: _Words, held: _Words) -> Settled:
    before, _ = Experiment.lenient(dict(held), page=page)
    if words == held:
        return Settled(before)
    values, refused = _read(dict(words), dict(held))
    told: tuple[Refusal, ...] = ()
    while values and not refused:
        try:
            return Settled(before.replace(**values), told)
        except ExperimentError as problem:
            if problem.reason == "flat_network" and "targets" not in values:
                # The broadcasting trap belongs to the linear classifier; networks have no switch for it.
                values["targets"] = "column"
                continue
            if problem.reason == "test_classes" and TEST_POINTS not in values:
                # Other points have other classes: the test set of those before goes, and that is told.
                values[TEST_POINTS] = None
                told = (Refusal("", ExperimentError("test_gone", **problem.values)),)
                continue
            field = FIXES.get(problem.reason, "")
            if field not in values:
                field = next(reversed(values))
            refused.append(Refusal(_WORDS.get(field, field), problem))
    return Settled(before, tuple(refused))


_WORDS = {field: word for word, field in FIELDS.items()}


def _read(words: Mapping[str, str], held: Mapping[str, str]) -> tuple[dict[str, Any], list[Refusal]]:
    """The values of the words that differ from those that hold, and the refusals of those that have none."""
    values: dict[str, Any] = {}
    refused: list[Refusal] = []
    for name in dict.fromkeys([*words, *held]):
        text = words.get(name)
        if text == held.get(name):
            continue
        try:
            values[FIELDS.get(name, name)] = _typed(name, text)
        except ExperimentError as problem:
            refused.append(Refusal(name, problem))
    return dict(list(values.items())[:MOST_WORDS]), refused


def _typed(name: str, text: str | None) -> Any:
    """The value of a word as a person typed it; a word that is gone has its default."""
    if name == CHANGES:
        return parse_changes(text or "")
    if name == EDITS:
        return parse_edits(text or "")
    if name in POINT_WORDS:
        return points_of(text) if text else None
    knob = KNOBS.get(name)
    if knob is None:
        Experiment.parse({name: ""})  # refuses the word, and names one that is near
        return None
    return knob.default if text is None else knob.typed(text)
