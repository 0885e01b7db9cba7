"""A training by fit on own points: against the program that reads them from their file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from playground.core.points import Points
from playground.engine.runtime import tf
from playground.lessons.fit.fit import FitRequest, history_of, made_points
from playground.lessons.fit.tasks.fit import fit_epochs, fit_points
from playground.lessons.fit.validation import small
from playground.lessons.shared.validation import LessonError
from playground.points_reader.writer import write_points


def own_points(count: int = 90) -> Points:
    inputs = np.random.default_rng(3).normal(size=(count, 2)) * [3, 40]
    targets = (inputs[:, 0] > 0.5).astype(np.float32)
    return Points(inputs.astype(np.float32), targets, ("tea", "wine"))


def test_they_are_trained_on_as_the_program_reads_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    points = own_points()
    request = FitRequest(points=points, lr=0.0002, optimizer="sgd", epochs=3)
    (tmp_path / "points.csv").write_text(write_points(points, numbered=True))
    monkeypatch.chdir(tmp_path)
    program: dict[str, Any] = {"np": np, "keras": tf.keras, "tf": tf}
    exec(request.source, program)
    order = np.argsort(points.targets, kind="stable")
    for found in (fit_points(request), made_points(request)):
        np.testing.assert_array_equal(found.inputs, points.inputs[order])
        np.testing.assert_array_equal(found.targets, points.targets[order])
        held = np.zeros(90, bool)
        held[program["indices_permutation"][:27]] = True
        np.testing.assert_array_equal(found.held, held)
    history = history_of(fit_epochs(request, None, 60.0).logs)
    assert history.keys() == program["history"].keys()
    for key, values in history.items():
        np.testing.assert_allclose(values, program["history"][key], rtol=1e-5)


def test_more_than_two_classes_and_too_many_updates_are_refused() -> None:
    three = Points(np.eye(3, 2, dtype=np.float32), np.array([0, 1, 2], np.float32))
    for values, reason in (({"points": three}, "fit_classes"), ({"points": own_points(15_000)}, "fit_steps")):
        with pytest.raises(LessonError) as refused:
            FitRequest(**values)  # type: ignore[arg-type]
        assert refused.value.reason == f"lesson.{reason}"


def test_two_trainings_in_one_task_see_some_of_many_points() -> None:
    shown = small(FitRequest(points=own_points(15_000), batch=64))
    assert shown.points is not None
    assert shown.num_samples <= 400
    assert shown.points.class_names == ("tea", "wine")
    assert len(set(shown.points.targets.tolist())) == 2
