"""Refusals: one line in every language, whatever was received, and across processes."""

from __future__ import annotations

import pickle

import pytest

from playground.core.errors import DataError, ExperimentError, KnobError, PlaygroundError, SettingsError
from playground.core.experiment import Experiment
from playground.core.knobs import KNOBS
from playground.locale import languages


def test_the_tree() -> None:
    assert issubclass(KnobError, ExperimentError)
    for kind in (ExperimentError, DataError, SettingsError):
        assert issubclass(kind, PlaygroundError)
    assert issubclass(PlaygroundError, ValueError)


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("received", ["x\ny", "\x1b[31m", "{name}", "<img src=x>", "a" * 10_000, "\ud800"])
def test_one_printable_line_in_every_language(language: str, received: str) -> None:
    for make in (lambda: KNOBS["lr"].parse(received), lambda: Experiment.parse({received: "1"})):
        with pytest.raises(ExperimentError) as refusal:
            make()
        line = refusal.value.message(language)
        assert line.isprintable()
        assert len(line) < 500


def test_refusals_cross_processes() -> None:
    with pytest.raises(KnobError) as refusal:
        KNOBS["lr"].parse("fast")
    copy = pickle.loads(pickle.dumps(refusal.value))
    assert type(copy) is KnobError
    assert (
        str(copy)
        == str(refusal.value)
        == "received lr='fast'; expected a number from 0.00001 to 10; try lr=0.1"
    )
