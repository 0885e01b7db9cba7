"""What can be taken away: every target of the table, compared with the run itself."""

from __future__ import annotations

import csv
import html.parser
import io
import json
import math
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from playground.cli import main
from playground.core.data import draw, split
from playground.core.errors import ExperimentError
from playground.core.experiment import Experiment
from playground.engine.run import advance
from playground.export.history import whole_run
from playground.export.targets import TARGETS, Material
from playground.locale import languages, say, set_spoken
from playground.points_reader.reader import read_points
from playground.trainer.worker import run_task

LINEAR = Experiment(lr=0.05, batch=32, neg_n=60, pos_n=45, steps=30)
CIRCLE = Experiment(data="circle", samples=60, loss="bce", steps=25, val=0.2)
NETWORK = CIRCLE.replace(hidden=(4, 2), features=("x1", "x2sq", "x1x2", "sinx2"), activation="softplus")
MODELS = {
    "linear": LINEAR,
    "network": NETWORK,
    "branches": CIRCLE.replace(arch="branches", hidden=(3,), activation="elu"),
    "residual": CIRCLE.replace(arch="residual", hidden=(3, 3)),
    "heads": CIRCLE.replace(arch="heads", hidden=(4,)),
    "many classes": Experiment(data="classes", samples=30, hidden=(5,), loss="cce", steps=20),
}


def material(experiment: Experiment, most_rows: int = 10_000, language: str = "en") -> Material:
    return Material(experiment, language, run_task, most_rows)


def made(name: str, experiment: Experiment) -> str:
    return TARGETS[name].make(material(experiment)).decode()


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("language", languages())
def test_every_target_has_its_words(target: str, language: str) -> None:
    assert say(f"take.{target}.title", language)
    assert re.search(r"[.다]$", say(f"take.{target}.good", language))


@pytest.mark.parametrize(("most_rows", "stride"), [(1000, 1), (12, 3), (7, 5), (2, 30)])
def test_a_whole_run_is_thinned_and_keeps_its_last_row(most_rows: int, stride: int) -> None:
    whole = advance(LINEAR, None, 0, 1, 31, math.inf)
    run = whole_run(material(LINEAR), most_rows)
    assert run.end is not None
    assert (run.end.step, run.stride) == (30, stride)
    assert run.steps.tolist() == sorted({*range(0, 31, stride), 30})
    np.testing.assert_array_equal(run.rows, whole.rows[run.steps])


def test_a_run_that_diverges_ends_there() -> None:
    run = whole_run(material(LINEAR.replace(lr=5, batch=0, steps=20_000)), 50)
    assert run.end is not None
    assert run.end.reason == "diverged"
    assert run.steps[-1] == run.end.step


@pytest.mark.parametrize("experiment", [LINEAR, NETWORK], ids=["linear", "network"])
def test_both_histories_hold_the_rows_of_the_run(experiment: Experiment) -> None:
    rows = advance(experiment, None, 0, 1, 1000, math.inf).rows
    table = list(csv.reader(io.StringIO(made("history-csv", experiment))))
    assert table[0] == ["step", "epoch", *experiment.row_names]
    np.testing.assert_array_equal(np.array(table[1:], dtype=np.float32)[:, 2:], rows)
    content = json.loads(made("history-json", experiment))
    assert content["columns"] == table[0]
    assert Experiment.from_json(json.dumps(content["experiment"])) == experiment
    np.testing.assert_array_equal(np.array(content["rows"], dtype=np.float32)[:, 2:], rows)


def test_a_history_without_an_end_is_refused() -> None:
    with pytest.raises(ExperimentError):
        TARGETS["history-csv"].make(material(LINEAR.replace(stop="never")))


# ---- the experiment and back


def test_json_has_a_version_and_another_one_is_refused() -> None:
    content = json.loads(LINEAR.to_json())
    assert content.pop("version") == 1
    assert Experiment.from_json(json.dumps(content)) == LINEAR, "texts from before there were versions"
    for version in (2, "1", True, None):
        with pytest.raises(ExperimentError) as refusal:
            Experiment.from_json(json.dumps({**content, "version": version}))
        assert refusal.value.reason == "json_version"
    with pytest.raises(ExperimentError, match="'learning'"):
        Experiment.from_json(json.dumps({"version": 1, "learning": 3}))


def test_the_command_line_takes_its_own_json_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    set_spoken("en")
    path = str(tmp_path / "run.json")
    words = ["data=moons", "hidden=3", "samples=20", "steps=4"]
    assert main(["export", "--to", "json", *words, "--out", path]) == 0
    assert capsys.readouterr().out == ""

    def printed(*arguments: str) -> str:
        assert main(["train", *arguments]) == 0
        return capsys.readouterr().out

    assert printed("--experiment", path) == printed(*words)
    assert printed("--experiment", path, "lr=0.3", "steps=2") == printed(*words[:-1], "lr=0.3", "steps=2")
    own = Experiment(points=read_points("x1,x2,label\n0,0.25,a\n1,0,a\n3,3,b\n4,3.5,b\n"), steps=3)
    (tmp_path / "own.json").write_text(own.to_json())
    rows = list(csv.reader(io.StringIO(printed("--experiment", str(tmp_path / "own.json"), "lr=0.01"))))
    expected = advance(own.replace(lr=0.01), None, 0, 1, 9, math.inf).rows
    np.testing.assert_array_equal(np.array(rows[1:], dtype=np.float32)[:, 2:], expected)
    assert main(["train", "--experiment", str(tmp_path / "none.json")]) == 2
    assert "there is no such file" in capsys.readouterr().err


# ---- the model


@pytest.mark.parametrize("name", MODELS)
def test_the_keras_file_alone_predicts_what_the_run_measured(name: str, tmp_path: Path) -> None:
    import keras

    experiment = MODELS[name]
    path = tmp_path / "model.keras"
    path.write_bytes(TARGETS["keras"].make(material(experiment)))
    model = keras.models.load_model(path, safe_mode=True)
    last = dict(
        zip(
            experiment.columns,
            advance(experiment, None, 0, 1, 1000, math.inf).rows[-1].tolist(),
            strict=False,
        )
    )
    sample, training = draw(experiment), split(experiment).training
    scores = model(sample.inputs[training])
    scores = np.asarray(scores[0] if isinstance(scores, list) else scores, dtype=np.float64)
    labels = sample.targets[training, 0].astype(int)
    if experiment.loss == "mse":
        losses = (scores[:, 0] - labels) ** 2
    elif experiment.loss == "bce":
        losses = np.logaddexp(0, scores[:, 0]) - labels * scores[:, 0]
    else:
        losses = np.logaddexp.reduce(scores, axis=1) - scores[np.arange(len(labels)), labels]
    assert losses.mean() == pytest.approx(last["loss_class" if name == "heads" else "full_loss"], rel=1e-5)


# ---- the animation


class Elements(html.parser.HTMLParser):
    """The attributes of each element."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attributes)))


@pytest.mark.parametrize(
    "experiment", [LINEAR, MODELS["network"].replace(steps=5000)], ids=["linear", "long"]
)
def test_the_animation_is_one_small_file_that_fetches_nothing(experiment: Experiment) -> None:
    page = made("animation", experiment)
    assert len(page.encode()) < 600_000
    elements = Elements(page).found
    assert not [tag for tag, attributes in elements if {"src", "href", "onclick"} & set(attributes)]
    (policy,) = (
        attributes["content"] for tag, attributes in elements if tag == "meta" and "http-equiv" in attributes
    )
    assert policy is not None
    assert "unsafe" not in policy
    assert policy.startswith("default-src 'none'")
    assert "playground/stage" not in page


def test_a_terminal_gets_no_binary_file(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    set_spoken("en")
    assert main(["export", "--to", "keras", "steps=1"]) == 2
    assert "--out gradient-playground.keras" in capsys.readouterr().err


def test_a_file_goes_to_standard_output_as_it_is() -> None:
    arguments = [sys.executable, "-m", "playground", "export", "--to", "json", "steps=3", "--lang", "ko"]
    done = subprocess.run(arguments, capture_output=True, check=True)
    assert done.stdout == TARGETS["json"].make(material(Experiment(steps=3)))
