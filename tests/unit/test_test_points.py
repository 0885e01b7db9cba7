"""A test set of other points: measured at every step and never trained on, against NumPy and Keras."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

from playground.core.data import all_points, draw, sample_to_test, split
from playground.core.errors import ExperimentError
from playground.core.experiment import Experiment
from playground.core.points import Points
from playground.core.wire_format import LINEAR_COLUMNS, TEST_COLUMNS
from playground.engine.run import advance
from playground.export.network_script import network_script
from playground.export.script import script
from playground.points_reader.reader import read_points
from playground.points_reader.writer import write_points, write_test_points
from playground.stage.draft import settle
from tests.unit.numpy_losses import NUMPY_LOSSES
from tests.unit.training import NO_LIMIT

# The classes in another order than that of the points trained on, and fewer of one.
TEST = read_points("a,b,kind\n0,1,wine\n1,3,tea\n2,0.5,wine\n0.5,2,wine\n2,2,tea\n")
TRAINED = read_points("a,b,kind\n0,3,tea\n1,4,tea\n3,0,wine\n2.5,1,wine\n0.2,2.5,tea\n")
PLAIN = Points(np.array([[0, 1], [2, 2], [1, 3]], np.float32), np.array([0, 1, 1], np.float32))


def rows(experiment: Experiment) -> dict[str, np.ndarray]:
    chunk = advance(experiment, None, 0, 1, experiment.steps + 1, NO_LIMIT)
    return dict(zip(experiment.columns, chunk.rows.T, strict=False)) | {"rows": chunk.rows}


@pytest.mark.parametrize("loss", ["mse", "bce"])
@pytest.mark.parametrize("batch", [0, 2])
def test_the_linear_classifier_is_measured_on_it_at_every_step(loss: str, batch: int) -> None:
    experiment = Experiment(points=TRAINED, test_points=TEST, loss=loss, batch=batch, steps=30, lr=0.05)
    assert experiment.is_linear
    assert experiment.columns == LINEAR_COLUMNS + TEST_COLUMNS
    found, alone = rows(experiment), rows(experiment.replace(test_points=None))
    assert found["rows"][:, : len(LINEAR_COLUMNS)].tobytes() == alone["rows"].tobytes()

    # tea is class 0 of the model, as it is the first in the alphabet there and here.
    truth = np.array([TRAINED.class_names.index(name) for name in ("wine", "tea", "wine", "wine", "tea")])
    weights = np.column_stack([found["w1"], found["w2"], found["b"]]).astype(float)
    outputs = np.column_stack([TEST.inputs, np.ones(5)]) @ weights.T
    losses = [NUMPY_LOSSES[loss](truth.astype(float), row)[0].mean() for row in outputs.T]
    np.testing.assert_allclose(found["val_loss"], losses, rtol=1e-4)
    right = (outputs > experiment.decision_threshold) == truth[:, None]
    np.testing.assert_allclose(found["val_accuracy"], right.mean(axis=0), rtol=1e-6)


def test_a_network_trains_as_without_it_and_is_measured_as_keras_evaluates() -> None:
    experiment = Experiment(
        hidden=(4,), lr=0.3, steps=12, neg_n=40, pos_n=30, val=0.3, test_points=PLAIN, batch=8
    )
    assert (experiment.num_held, experiment.num_samples) == (3, 70)  # in the place of a share held out
    found = rows(experiment)
    alone = rows(experiment.replace(val=0.0, test_points=None))
    for name in ("loss", "full_loss", "accuracy", "grad_norm"):
        assert found[name].tobytes() == alone[name].tobytes(), name
    weights = found["rows"][-1, len(experiment.columns) :]
    model = keras.Sequential(
        [keras.Input((2,)), keras.layers.Dense(4, activation="tanh"), keras.layers.Dense(1)]
    )
    shapes = [(2, 4), (4,), (4, 1), (1,)]
    cuts = np.split(weights, np.cumsum([np.prod(shape) for shape in shapes])[:-1])
    model.set_weights([cut.reshape(shape) for cut, shape in zip(cuts, shapes, strict=True)])
    model.compile(loss="mse", metrics=[keras.metrics.BinaryAccuracy()])
    loss, accuracy = model.evaluate(PLAIN.inputs, PLAIN.targets[:, None], verbose=0)
    assert found["val_loss"][-1] == pytest.approx(loss, rel=1e-5)
    assert found["val_accuracy"][-1] == pytest.approx(accuracy)


def test_its_classes_have_the_numbers_of_the_models() -> None:
    three = read_points("1,2,c\n3,4,a\n5,6,b\n7,8,a\n")
    experiment = Experiment(points=three, test_points=read_points("1,1,b\n2,2,c\n3,3,b\n"), loss="cce")
    sample = sample_to_test(experiment)
    assert sample is not None
    numbers = [three.class_names.index(name) for name in ("b", "b", "c")]
    assert sorted(sample.labels.tolist()) == sorted(numbers)
    whole, parts = all_points(experiment), split(experiment)
    assert whole.inputs[parts.training].tobytes() == draw(experiment).inputs.tobytes()
    assert whole.inputs[parts.held].tobytes() == sample.inputs.tobytes()


def test_classes_that_the_model_does_not_know_are_refused_by_name() -> None:
    with pytest.raises(ExperimentError, match="'tea'") as refused:
        Experiment(test_points=TEST)
    assert refused.value.reason == "test_classes"
    found, problems = Experiment.lenient({"test_points": TEST.word, "lr": "0.2"}, page="linear")
    assert (found.test_points, found.lr) == (None, 0.2)
    assert [problem.reason for problem in problems] == ["test_classes"]


def test_other_points_with_other_classes_end_the_test_set_and_that_is_told() -> None:
    held = Experiment(points=TRAINED, test_points=TEST).to_query()
    words = {**held, "points": PLAIN.word}
    settled = settle("linear", words, held)
    assert (settled.experiment.points, settled.experiment.test_points) == (PLAIN, None)
    assert [refusal.problem.reason for refusal in settled.refused] == ["test_gone"]
    kept = settle("linear", {**held, "lr": "0.3"}, held)
    assert (kept.experiment.test_points, kept.refused) == (TEST, ())


@pytest.mark.parametrize("words", [{}, {"hidden": (3,), "val": 0.2}, {"points": TRAINED}], ids=str)
def test_it_travels_in_link_and_json_and_tells_runs_apart(words: dict[str, Any]) -> None:
    test = TEST if "points" in words else PLAIN
    experiment = Experiment(test_points=test, **words)
    assert Experiment.parse(experiment.to_query()) == experiment
    assert Experiment.from_json(experiment.to_json()) == experiment
    alone = experiment.replace(test_points=None)
    assert experiment.run_id != alone.run_id
    assert experiment.data_id != alone.data_id


@pytest.mark.parametrize("hidden", [(), (3,)], ids=["linear", "network"])
def test_the_program_says_what_the_last_row_says(
    hidden: tuple[int, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    experiment = Experiment(points=TRAINED, test_points=TEST, hidden=hidden, steps=9)
    (tmp_path / "points.csv").write_text(write_points(TRAINED, numbered=True))
    (tmp_path / "test_points.csv").write_text(write_test_points(experiment))
    monkeypatch.chdir(tmp_path)
    for module in ("matplotlib", "matplotlib.pyplot"):
        monkeypatch.setitem(sys.modules, module, None)
    exec((network_script if hidden else script)(experiment).replace(":.4f}", ":.9g}"), {})
    found, printed = rows(experiment), capsys.readouterr().out
    for told, columns in (("Loss at step .*", ("loss",)), ("Test .*", ("val_loss", "val_accuracy"))):
        numbers = [float(text) for text in re.findall(rf"^{told}: (\S+)$", printed, re.MULTILINE)]
        wanted = np.concatenate(
            [found[name][:-1] if name == "loss" else found[name][-1:] for name in columns]
        )
        np.testing.assert_allclose(numbers, wanted, rtol=1e-4)
