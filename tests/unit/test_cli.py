"""The command line: rows that a NumPy loop confirms, closed forms as JSON, one clear line for nonsense."""

from __future__ import annotations

import csv
import io
import json
import math
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from playground.cli import COLUMNS, main
from playground.core.data import batch_indices, draw
from playground.core.experiment import Change, Experiment
from playground.core.knobs import KNOBS
from playground.export.network_script import network_script
from playground.export.notebook import notebook
from playground.export.script import script
from playground.locale import set_spoken
from playground.theory.population import population
from playground.theory.summary import summary

ROOT = Path(__file__).parents[2]
HEADER = "step,epoch,loss,full_loss,accuracy,grad_w1,grad_w2,grad_b,w1,w2,b"
CSV = "x1,x2,label\n0,0,0\n1,0,0\n3,3,1\n4,3,1\n3,4,1\n"


@pytest.fixture(autouse=True)
def in_english(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whoever runs these tests may speak another language."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.setenv(name, "C.UTF-8")
    yield
    set_spoken("en")


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Any:
    """Run a command in this process: (status, standard output, standard error)."""

    def run(*arguments: str) -> tuple[int, str, str]:
        status = main(arguments)
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return run


def table(text: str) -> dict[str, np.ndarray]:
    rows = list(csv.DictReader(io.StringIO(text)))
    return {name: np.array([float(row[name]) for row in rows]) for name in COLUMNS}


def by_hand(experiment: Experiment, steps: int) -> dict[str, np.ndarray]:
    """Gradient descent on the mean squared error in float64, row by row."""
    sample, weights = (
        draw(experiment),
        np.array([experiment.w1, experiment.w2, experiment.b], dtype=np.float64),
    )
    x, y = (
        np.column_stack([sample.inputs, np.ones(sample.num_samples)]).astype(np.float64),
        sample.targets[:, 0],
    )
    rows = []
    for step in range(steps + 1):
        batch, _ = batch_indices(experiment, step, step + 1)
        errors = x[batch] @ weights - y[batch]
        gradient = 2.0 * x[batch].T @ errors / len(batch)
        outputs = x @ weights
        accuracy = np.mean((outputs > 0.5) == (y == 1.0))
        rows.append([np.mean(errors**2), np.mean((outputs - y) ** 2), accuracy, *gradient, *weights])
        weights = weights - experiment.learning_rate_at(step) * gradient
    return dict(zip(COLUMNS[2:], np.array(rows).T, strict=True))


# ---- train


@pytest.mark.parametrize(
    "experiment",
    [
        Experiment(w1=0.5, w2=0.5, b=0),
        Experiment(w1=0.5, w2=0.5, b=0, neg_n=30, pos_n=25, batch=16, lr=0.05, changes=(Change(7, 0.02),)),
    ],
    ids=["full batch", "small batches, the rate changed"],
)
def test_rows_are_those_of_gradient_descent(run: Any, experiment: Experiment) -> None:
    words = [f"{name}={text}" for name, text in experiment.to_query().items()]
    status, out, err = run("train", *words)
    assert (status, err) == (0, "")
    assert out.splitlines()[0] == HEADER
    rows, expected = table(out), by_hand(experiment, 40)
    assert rows["step"].tolist() == list(range(41))
    assert rows["epoch"].tolist() == [experiment.epoch_of(step) for step in range(41)]
    for name, values in expected.items():
        tolerance = (
            {"rtol": 1e-4, "atol": 1e-6} if name in ("loss", "full_loss") else {"rtol": 1e-5, "atol": 2e-5}
        )
        np.testing.assert_allclose(rows[name], values, **tolerance, err_msg=name)


def test_the_example_of_the_chapter_learns(run: Any) -> None:
    rows = table(run("train", "seed=0", "w1=0.5", "w2=0.5", "b=0", "lr=0.1", "steps=40")[1])
    assert rows["loss"][-1] < 0.03
    assert rows["accuracy"][-1] >= 0.99


def test_a_link_json_and_words_give_the_same_numbers(run: Any) -> None:
    words = run("train", "lr=0.05", "steps=5", "batch=32")[1]
    assert run("train", "http://localhost:8501/linear?lr=0.05&steps=5&batch=32&lang=ko")[1] == words
    assert run("train", "steps=5", "--format", "csv", "?lr=0.05&batch=32")[1] == words
    rows = json.loads(run("train", "lr=0.05", "steps=5", "--format=json", "batch=32")[1])
    assert [",".join(str(row[name]) for name in ("step", "epoch")) for row in rows] == [
        f"{k},0" for k in range(6)
    ]
    assert {name: [row[name] for row in rows] for name in COLUMNS} == {
        name: values.tolist() for name, values in table(words).items()
    }


def test_printed_numbers_are_the_float32_numbers(run: Any) -> None:
    from playground.engine.linear.rows import advance

    chunk = advance(Experiment(steps=5), None, 0, 1, 6, 60.0)
    rows = table(run("train", "steps=5")[1])
    for column, name in enumerate(COLUMNS[2:]):
        assert rows[name].astype(np.float32).tobytes() == chunk.rows[:, column].tobytes()


def test_a_long_run_comes_in_parts_without_a_seam(run: Any) -> None:
    rows = table(run("train", "steps=1000", "neg_n=20", "pos_n=20", "batch=7")[1])
    assert rows["step"].tolist() == list(range(1001))
    assert rows["epoch"][-1] == 1000 // 6


def test_own_points(run: Any, tmp_path: Path) -> None:
    file = tmp_path / "points.csv"
    file.write_text("\ufeff" + CSV, encoding="utf-8")
    rows = table(run("train", "--data", str(file), "steps=200", "lr=0.05")[1])
    assert rows["accuracy"][-1] == 1.0
    known = json.loads(run("theory", "--data", str(file))[1])
    assert known["bayes_accuracy"] is None
    assert rows["loss"][-1] == pytest.approx(known["loss_floor"], abs=0.01)


def test_a_file_in_another_form_gives_the_same_numbers_and_a_word_about_it(run: Any, tmp_path: Path) -> None:
    plain, other = tmp_path / "points.csv", tmp_path / "other.csv"
    plain.write_text("x1,x2,label\n1.5,2.25,1\n-0.5,1,0\n3,1,0\n", encoding="utf-8")
    other.write_bytes("Länge;Breite;Sorte\r\n1,5;2,25;붓꽃\r\n-0,5;1;난초\r\n3;1;난초\r\n".encode("utf-16"))
    _, rows, silent = run("train", "--data", str(plain), "steps=5")
    assert run("train", "--data", str(other), "steps=5") == (
        0,
        rows,
        (
            "Understood: UTF-16, semicolons, decimal comma; x1 = Länge, x2 = Breite; "
            "2 classes in Sorte: 난초 2, 붓꽃 1; 3 of 3 lines hold points.\n"
        ),
    )
    assert silent == ""
    assert run("points", "--data", str(other))[1] == (
        "Länge,Breite,label\n1.5,2.25,붓꽃\n-0.5,1.0,난초\n3.0,1.0,난초\n"
    )
    assert run("points", "--data", str(other), "--numbered")[1].splitlines()[:2] == [
        "x1,x2,label",
        "1.5,2.25,1",
    ]
    assert "--numbered > points.csv" in run("export", "--data", str(other))[2]


def test_three_classes_train_a_network_and_nothing_else(run: Any, tmp_path: Path) -> None:
    known = run("theory", "--data", "iris:sepal_length,petal_length")
    assert known[0] == 0
    assert "x1 = sepal_length, x2 = petal_length; 3 classes in species: setosa 50, " in known[2]
    file = tmp_path / "kinds.csv"
    file.write_text(
        "a;b;c;kind\n" + "0;0;9;x\n0;1;9;x\n5;0;9;y\n6;0;9;y\n0;7;9;z\n0;8;9;z\n", encoding="utf-8"
    )
    status, out, err = run("train", "--data", str(file), "steps=2")
    assert (status, out) == (2, "")
    assert err.endswith(
        "expected two columns of numbers, and there are more; name those that you want: --columns a,b\n"
    )
    words = ["--data", str(file), "--columns", "a,b"]
    rows = list(csv.DictReader(io.StringIO(run("train", *words, "steps=300", "lr=0.3")[1])))
    assert float(rows[0]["loss"]) > math.log(3) / 2
    assert float(rows[-1]["accuracy"]) == 1.0
    refused = run("train", *words, "loss=mse")
    assert (refused[0], refused[2].count("\n")) == (2, 1)
    assert run("train", *words, "stop=never")[2].count("\n") == 1
    assert "a network has an output for each, the linear classifier has one" in refused[2]
    known = json.loads(run("theory", *words)[1])
    assert set(known.values()) == {None}


def test_a_point_that_makes_the_curvature_is_named(run: Any, tmp_path: Path) -> None:
    file = tmp_path / "far.csv"
    file.write_text("x1,x2,label\n1,0,0\n2,0,0\n3,0,0\n4,0,1\n35,0,1\n", encoding="utf-8")
    assert run("theory", "--data", str(file))[2] == (
        "One point makes 97.6 % of the curvature, and with it the critical rate: x1 = 35, x2 = 0 in line 6.\n"
    )


def test_divergence_ends_the_rows_and_is_explained(run: Any) -> None:
    status, out, err = run("train", "lr=0.2", "steps=1000")
    rows = table(out)
    last = int(rows["step"][-1])
    assert status == 0
    assert rows["loss"][-1] > 1e6 * rows["loss"][0]
    assert np.all(rows["loss"][:-1] <= 1e6 * max(1.0, rows["loss"][0]))
    mend = summary(Experiment()).suggested_lr
    assert err.startswith(f"diverged at step {last}: loss ")
    assert err.endswith(f"with lr=0.2; try lr={mend} (0.9 of the critical rate of these points)\n")
    assert len(err.splitlines()) == 1
    assert len(table(run("train", f"lr={mend}", "steps=1000")[1])["step"]) == 1001


def test_numbers_that_json_has_not_are_null(run: Any, tmp_path: Path) -> None:
    file = tmp_path / "far.csv"
    file.write_text("x1,x2,label\n1e6,0,0\n-1e6,5,1\n1e6,7,1\n")
    _, out, err = run("train", "--data", str(file), "--format", "json", "lr=10", "b=100", "w1=100")
    rows = json.loads(out, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))
    assert rows[-1]["step"] < 40
    assert "bring the points closer to 0" in err


def test_small_batches_that_diverge_below_the_critical_rate_get_a_smaller_one_to_try(run: Any) -> None:
    _, out, err = run("train", "batch=1", "steps=1000")
    assert len(out.splitlines()) < 1000
    mend = summary(Experiment(batch=1)).suggested_lr
    assert err.endswith(f" with lr=0.1; try lr={mend} (0.9 of the critical rate of these points)\n")
    assert run("train", "batch=1", "steps=1000", f"lr={mend}")[2] == ""


def test_a_run_stops_at_its_target(run: Any) -> None:
    rows = table(run("train", "stop=loss", "target=0.05", "batch=64")[1])
    assert rows["full_loss"][-1] <= 0.05 < rows["full_loss"][:-1].min()


# ---- theory

THEORY = (
    *("critical_lr", "hessian_eigenvalues", "optimum", "loss_floor", "bayes_accuracy"),
    *("critical_kind", "suggested_lr"),
)


def test_theory_of_the_sample(run: Any) -> None:
    status, out, _ = run("theory")
    found, known = json.loads(out), summary(Experiment())
    assert status == 0
    assert tuple(found) == THEORY
    assert found["critical_kind"] == "exact"
    assert found["suggested_lr"] == known.suggested_lr
    assert known.eigenvalues is not None
    assert found["critical_lr"] == known.critical_lr == pytest.approx(2 / found["hessian_eigenvalues"][2])
    assert found["hessian_eigenvalues"] == sorted(known.eigenvalues)
    assert tuple(found["optimum"].values()) == known.optimum
    assert found["bayes_accuracy"] == pytest.approx(0.99865, abs=1e-5)
    distribution = population(Experiment())
    assert distribution is not None
    assert found["hessian_eigenvalues"] == pytest.approx(distribution.eigenvalues, rel=0.1)


def theory_with(run: Any, *words: str) -> dict[str, Any]:
    status, out, err = run("theory", *words)
    assert (status, err) == (0, "")
    found: dict[str, Any] = json.loads(out)
    assert tuple(found) == THEORY
    return found


CRITICAL = ("critical_lr", "critical_kind", "suggested_lr")


@pytest.mark.parametrize(
    ("words", "unknown"),
    [
        (["optimizer=momentum"], ()),
        (["optimizer=momentum", "batch=32"], CRITICAL),
        (["optimizer=adam"], CRITICAL),
        (["optimizer=rmsprop", "batch=32"], CRITICAL),
        (["loss=bce", "pos_x=1", "pos_y=1"], ("hessian_eigenvalues",)),
        (["loss=bce", "pos_x=9", "pos_y=-9"], ("hessian_eigenvalues", "optimum", "loss_floor")),
        (["loss=bce", "batch=32", "pos_x=1", "pos_y=1"], (*CRITICAL, "hessian_eigenvalues")),
        (["targets=flat"], ()),
        (["batch=1", "neg_n=5", "pos_n=5", "seed=3"], ()),
        (["batch=32"], ()),
        (["l2=0.1", "val=0.3"], ()),
        (["dropout=0.5", "initializer=zeros"], ()),
        (["data=circle", "features=x1sq,x2sq"], ("bayes_accuracy",)),
        (["l1=0.1"], (*CRITICAL, "hessian_eigenvalues", "optimum", "loss_floor")),
        (["hidden=4,2"], (*CRITICAL, "hessian_eigenvalues", "optimum", "loss_floor")),
        (["arch=heads"], (*CRITICAL, "hessian_eigenvalues", "optimum", "loss_floor")),
        (["data=classes"], THEORY),
    ],
    ids=lambda words: " ".join(words) if isinstance(words, list) else "",
)
def test_theory_gives_null_where_no_formula_is_known(run: Any, words: list[str], unknown: Any) -> None:
    found = theory_with(run, *words)
    assert {name for name, value in found.items() if value is None} == set(unknown)


def test_theory_is_of_the_words_given(run: Any) -> None:
    plain = theory_with(run)
    heavy, flat = theory_with(run, "optimizer=momentum"), theory_with(run, "targets=flat")
    assert heavy["critical_lr"] == pytest.approx(1.9 * plain["critical_lr"])
    assert flat["critical_lr"] == plain["critical_lr"]
    assert (flat["optimum"], flat["loss_floor"]) == ({"w1": 0, "w2": 0, "b": 0.5}, 0.25)
    entropy = theory_with(run, "loss=bce", "pos_x=1", "pos_y=1")
    assert entropy["critical_kind"] == "guaranteed"
    assert entropy["loss_floor"] < math.log(2)
    few = theory_with(run, "batch=1", "neg_n=5", "pos_n=5", "seed=3")
    assert few["critical_lr"] == pytest.approx(0.0865877, abs=1e-6)
    assert few["critical_kind"] == "average"
    assert theory_with(run, "batch=32")["critical_kind"] == "estimate"
    assert theory_with(run, "l2=1")["critical_lr"] == pytest.approx(0.13229, abs=1e-5)
    squares = theory_with(run, "data=circle", "features=x1,x1sq")["optimum"]
    assert list(squares) == ["w1", "x1sq", "b"]


def test_theory_does_not_depend_on_the_rate_and_the_length_of_the_run(run: Any) -> None:
    plain = run("theory", "pos_x=2")[1]
    assert run("theory", "pos_x=2", "lr=5", "steps=7", "stop=never", "w1=3", "init_seed=4")[1] == plain


def test_single_points_below_their_critical_rate_settle_in_training(run: Any) -> None:
    words = ["neg_n=5", "pos_n=5", "seed=3", "batch=1", "steps=5000"]
    calm = table(run("train", *words, "lr=0.08", "shuffle_seed=1")[1])
    assert calm["step"][-1] == 5000
    assert calm["full_loss"][1000:].mean() < calm["full_loss"][0]
    assert "diverged" in run("train", *words, "lr=0.1", "shuffle_seed=1")[2]


@pytest.mark.parametrize(
    "words",
    [
        ["optimizer=momentum", "batch=32", "lr=1"],
        ["batch=39", "neg_n=20", "pos_n=20", "seed=5", "lr=0.4"],
        ["batch=8", "l2=0.5", "lr=0.5"],
    ],
    ids=" ".join,
)
def test_the_rate_to_try_after_divergence_does_not_diverge_again(run: Any, words: list[str]) -> None:
    _, _, err = run("train", *words, "steps=400")
    found = re.search(r"; try lr=([0-9.]+)", err)
    assert found
    again = [word for word in words if not word.startswith("lr=")]
    _, out, err = run("train", *again, f"lr={found[1]}", "steps=400")
    assert err == ""
    losses = [float(row["full_loss"]) for row in csv.DictReader(io.StringIO(out))]
    assert losses[-1] <= max(losses[0], 1.0)


# ---- export


def test_export_prints_the_program_of_the_page(run: Any) -> None:
    words = ["lr=0.05", "batch=32"]
    experiment = Experiment(lr=0.05, batch=32)
    assert run("export", *words) == (0, script(experiment), "")
    assert run("export", "--to", "notebook", "?lr=0.05&batch=32") == (0, notebook(experiment), "")
    network = Experiment(data="moons", hidden=(4, 2))
    assert run("export", "data=moons", "hidden=4,2") == (0, network_script(network), "")


# ---- refusals


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["train", "lr=nan"], "received lr='nan'; expected a number from 0.00001 to 10; try lr=0.1"),
        (["train", "steps=0"], "received steps='0'; expected a whole number from 1 to 100000; try steps=40"),
        (["train", "neg_x=inf"], "received neg_x='inf'"),
        (["train", "learning_rate=1"], "received the unknown word 'learning_rate'"),
        (
            ["train", "optimizer=adm"],
            f"received optimizer='adm'; expected one of {', '.join(KNOBS['optimizer'].choices)}; try op",
        ),
        (
            ["train", "#dataset=circle&problem=regression"],
            "received problem in a link of TensorFlow Playground",
        ),
        (["train", "lr"], "received 'lr'; expected words key=value"),
        (["train", "lr=1", "lr=1"], "received 'lr' more than once"),
        (["train", "targets=flat", "loss=bce"], "received targets=flat with loss=bce"),
        (["train", "stop=never"], "received stop=never; expected stop=steps or stop=loss"),
        (["train", "--format", "xml"], "received arguments that do not fit"),
        (["train", "--fast"], "received arguments that do not fit"),
        (["train", "--data"], "received arguments that do not fit"),
        (["theory", "--format", "json"], "received arguments that do not fit"),
        (
            ["theory", "--data", "{folder}"],
            "received --data '{folder}', which is a folder; expected the path",
        ),
        (
            ["theory", "--data", "{folder}/none.csv"],
            "received --data '{folder}/none.csv', and there is no such",
        ),
        (
            ["theory", "--data", "{folder}/none.csv/x"],
            "received --data '{folder}/none.csv/x', and there is no",
        ),
        (["theory", "--data", "{folder}/bad.csv/x"], "received --data '{folder}/bad.csv/x', which cannot be"),
        (["theory", "--data", "{folder}/bad.csv"], "received '1,two,0' in line 3 of the points"),
        (
            ["theory", "--data", "{folder}/binary.csv"],
            "received a file that is no table of text (PNG); expected",
        ),
        (
            ["theory", "--data", "{folder}/korean.csv"],
            "received 1 points; expected 2 to 20,000 points",
        ),
        (["theory", "--data", "{folder}/large.csv"], "received --data '{folder}/large.csv', more than 2,0"),
        (["theory", "--data", "a\0b"], "received --data"),
        (["points"], "received no --data; expected a file of points"),
        (
            ["theory", "--data", "{folder}/bad.csv", "--missing", "guess"],
            "received arguments that do not fit",
        ),
        (
            ["theory", "--data", "{folder}/bad.csv", "--decimal", "!"],
            "received --decimal '!'; expected one of",
        ),
        (
            ["theory", "--data", "{folder}/two.csv"],
            "received '1.000' in line 1, column 1 of the points, which may",
        ),
        (["theory", "http://[/linear"], "received the link"),
        (["export", "--to", "film"], "received arguments that do not fit"),
        (["explain"], "received the command 'explain'; expected one of train, theory, export"),
        (["\x1b[2J\n"], "received the command"),
        ([], "received the command nothing"),
    ],
)
def test_nonsense_ends_with_status_2_and_one_line(
    run: Any, tmp_path: Path, arguments: list[str], line: str
) -> None:
    (tmp_path / "bad.csv").write_text("x1,x2,label\n1,2,0\n1,two,0\n")
    (tmp_path / "two.csv").write_text("1.000;2;0\n3;4;1\n")
    (tmp_path / "binary.csv").write_bytes(b"\x89PNG\xff\x00")
    (tmp_path / "korean.csv").write_bytes("x1,x2,label\n1,2,음".encode("cp949"))
    (tmp_path / "large.csv").write_bytes(b"x1,x2,label\n" + b"1,2,0\n" * 400_000)
    status, out, err = run(*(argument.replace("{folder}", str(tmp_path)) for argument in arguments))
    assert (status, out) == (2, "")
    assert err.startswith(line.replace("{folder}", str(tmp_path)))
    assert err.count("\n") == 1
    assert err[:-1].isprintable()
    assert "; expected " in err


def test_a_bad_setting_is_refused_too() -> None:
    done = command("theory", "--data", "x.csv", environment={"PLAYGROUND_UPLOAD_BYTES": "many"})
    assert done.returncode == 2
    assert done.stderr.startswith(
        "received PLAYGROUND_UPLOAD_BYTES='many' in the environment; expected a whole"
    )


def test_help_is_offered(run: Any) -> None:
    assert run("--help")[1].startswith("python -m playground COMMAND")
    for name in ("train", "theory"):
        assert f"  {name} " in run("-h")[1]


# ---- as a program


def command(*arguments: str, environment: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "playground", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **(environment or {})},
    )


@pytest.mark.sampled(6)
@pytest.mark.parametrize("encoding", ["ascii", "cp437", "cp949", "cp1252", "utf-8"])
@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["train", "--help"],
        ["export", "--help"],
        ["train", "lr=높음"],
        ["train", "--data", "점…−.csv"],
    ],
    ids=" ".join,
)
def test_every_terminal_can_show_what_is_printed(encoding: str, arguments: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "playground", *arguments],
        cwd=ROOT,
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"},
    )
    out, err = done.stdout.decode(encoding), done.stderr.decode(encoding)
    if "--help" in arguments:
        assert (done.returncode, err) == (0, "")
        assert "python -m playground" in out
    else:
        assert (done.returncode, out, err.count("\n")) == (2, "", 1)
        assert err.startswith("received ")


def test_a_terminal_of_the_posix_locale_gets_ascii() -> None:
    done = command("--help", environment={"LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"})
    assert done.stdout.startswith("python -m playground COMMAND ...\n")
    assert "\\u" not in done.stdout


def test_a_program_is_utf_8_whatever_the_terminal() -> None:
    environment = {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    arguments = ["export", "--to", "notebook", "lr=0.05"]
    done = subprocess.run(
        [sys.executable, "-m", "playground", *arguments],
        cwd=ROOT,
        capture_output=True,
        check=True,
        env={**os.environ, **environment},
    )
    assert done.stdout == notebook(Experiment(lr=0.05)).encode("utf-8")


def test_training_says_nothing_but_its_rows() -> None:
    done = command("train", "steps=2")
    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout.splitlines()) == 4


def test_theory_needs_no_tensorflow() -> None:
    code = (
        "import sys; sys.modules['tensorflow'] = None\n"
        "from playground.cli import main; status = main(['theory'])\n"
        "assert 'playground.engine' not in sys.modules; sys.exit(status or main(['train']))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert json.loads(done.stdout)["critical_lr"] > 0
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    assert done.stderr.startswith("training needs tensorflow, which is not installed")


@pytest.mark.sampled(1)
@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize("ending", ["closed pipe", "ctrl-c"])
def test_a_closed_pipe_and_ctrl_c_are_quiet(ending: str) -> None:
    words = ["train", "stop=loss", "target=1e-6", "batch=32", "lr=0.01"]
    with subprocess.Popen(
        [sys.executable, "-m", "playground", *words],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline().strip() == HEADER
        assert process.stdout.readline().startswith("0,0,")
        if ending == "ctrl-c":
            process.send_signal(signal.SIGINT)
        process.stdout.close()
        assert process.stderr.read() == ""
        assert process.wait() == -(signal.SIGINT if ending == "ctrl-c" else signal.SIGPIPE)


# ---- networks

NETWORK = [
    "data=circle",
    "hidden=4,2",
    "activation=tanh",
    "optimizer=adam",
    "lr=0.03",
    "batch=32",
    "val=0.3",
    "loss=bce",
]


def test_a_network_prints_its_metrics_and_all_its_weights(run: Any) -> None:
    status, out, err = run("train", *NETWORK, "steps=30")
    assert (status, err) == (0, "")
    header, *rows = csv.reader(io.StringIO(out))
    metrics = ["loss", "full_loss", "accuracy", "val_loss", "val_accuracy", "grad_norm"]
    assert header == ["step", "epoch", *metrics, *(f"p{place}" for place in range(25))]
    assert [row[0] for row in rows] == [str(step) for step in range(31)]
    assert [row[1] for row in rows[20:24]] == ["0", "0", "1", "1"]  # 700 points in 22 batches
    assert float(rows[-1][3]) < float(rows[0][3])


def test_a_link_to_the_layers_page_trains_its_network(run: Any) -> None:
    _, by_words, _ = run("train", "hidden=3", "steps=2", "neg_n=20", "pos_n=20")
    _, by_link, _ = run("train", "http://x/layers?view=stage&hidden=3&steps=2&neg_n=20&pos_n=20")
    assert by_words == by_link != ""
    assert "nan" in by_words  # nothing is held out


@pytest.mark.parametrize(
    ("command", "words", "line"),
    [
        (
            "train",
            ["hidden=4,13"],
            "received hidden='4,13'; expected at most 6 whole numbers from 1 to 12 .*",
        ),
        ("train", ["data=circles"], "received data='circles'; expected one of gaussians, circle, xor, .*"),
        ("train", ["features=x3"], "received features='x3'; expected one or more of x1, x2, x1sq, .*"),
        ("train", ["hidden=4", "targets=flat"], "received targets=flat with a network; .*"),
        ("train", ["data=moons", "loss=cce"], "received loss=cce with data=moons; .*"),
    ],
)
def test_bad_words_of_networks_are_one_line(run: Any, command: str, words: list[str], line: str) -> None:
    status, out, err = run(command, *words)
    assert (status, out) == (2, "")
    assert re.fullmatch(line + "\n", err)


@pytest.mark.parametrize(
    ("arguments", "variables"),
    [
        (["--lang", "ko"], {}),
        (["--lang=ko"], {}),
        (["lang=ko"], {}),
        (["/linear?lang=ko&steps=2"], {}),
        ([], {"LC_ALL": "ko_KR.UTF-8"}),
        ([], {"LC_ALL": "", "LC_MESSAGES": "", "LANG": "ko_KR.UTF-8"}),
    ],
)
def test_a_command_speaks_the_readers_language(
    run: Any, monkeypatch: pytest.MonkeyPatch, arguments: list[str], variables: dict[str, str]
) -> None:
    for name, text in variables.items():
        monkeypatch.setenv(name, text)
    status, out, err = run("export", *arguments)
    assert (status, err) == (0, "")
    assert "번째 스텝의 손실" in out
    assert "# 1. 두 클래스의 랜덤한 포인트 생성하기" in out
    if arguments != ["/linear?lang=ko&steps=2"]:
        status, out, err = run("train", "batch=0.5", *arguments)
        assert (status, out) == (2, "")
        assert err.startswith("받은 값: batch='0.5'")


def test_what_is_asked_for_comes_before_the_environment(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "ko_KR.UTF-8")
    assert "Loss at step" in run("export", "--lang", "en")[1]
    assert "훈련하고" in run("--help")[1]
    status, _, err = run("export", "--lang", "xx")
    assert status == 2
    assert "--lang='xx'" in err


def test_a_terminal_without_korean_letters_gets_english() -> None:
    done = command(
        "--help", environment={"LC_ALL": "ko_KR.UTF-8", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    )
    assert "Train the linear classifier" in done.stdout
