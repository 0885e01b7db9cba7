"""What the stage is sent: rows, points and words, only as far as the browser lacks them."""

from __future__ import annotations

import base64
import logging
from typing import Any, NoReturn

import numpy as np
import pytest

from playground.data import batch_indices, draw, split
from playground.experiment import Change, Experiment
from playground.frames import LINEAR_COLUMNS, unpack
from playground.trainer import Trainer, TrainerBusy, TrainerLost
from playground.ui.reply import Keep, Pending, Reply, Stage, build, config
from playground.ui.request import Inspect, Request

EXPERIMENT = Experiment()


@pytest.fixture
def advance(trainer: Trainer) -> Any:
    return lambda task, *arguments: trainer.call(task, *arguments, time_limit=10.0)


def ask(e: Experiment = EXPERIMENT, **words: Any) -> Request:
    values: dict[str, Any] = {"seq": 1, "run": e.run_id, "start": 0, "stride": 1, "count": 60}
    request = Request.read({**values, "checkpoint": None, **words})
    assert request is not None
    return request


def rows(reply: Reply) -> tuple[np.ndarray, np.ndarray]:
    _, blobs = unpack(reply.payload)
    steps = np.frombuffer(blobs["steps"], "<u4")
    return steps, np.frombuffer(blobs["rows"], "<f4").reshape(len(steps), len(LINEAR_COLUMNS))


def test_a_browser_that_has_nothing_gets_everything(advance: Any) -> None:
    reply = build(Stage(EXPERIMENT, "en"), None, "ready", advance)
    header, blobs = unpack(reply.payload)
    sample = draw(EXPERIMENT)
    assert (header["status"], header["seq"], header["run"]) == ("ok", 0, EXPERIMENT.run_id)
    assert header["columns"] == list(LINEAR_COLUMNS)
    assert header["data"] == {"id": EXPERIMENT.data_id, "count": 2000, "negatives": 1000, "classes": 2}
    assert blobs["inputs"] == sample.inputs.tobytes()
    assert blobs["labels"] == sample.targets.astype(np.uint8).tobytes()
    assert header["config"]["theory"]["critical_lr"] == pytest.approx(0.15, abs=0.01)
    assert header["config"]["strings"]["play"] == "Play"
    assert header["chunk"]["end"]["reason"] == "done"
    steps, values = rows(reply)
    assert steps.tolist() == list(range(41))
    assert values[40, 1] < 0.03


def test_what_the_browser_has_is_not_sent_again(advance: Any) -> None:
    have = {"config": config(EXPERIMENT, "en", False, None).id, "data": EXPERIMENT.data_id}
    reply = build(Stage(EXPERIMENT, "en"), ask(have=have, seq=9), "ready", advance)
    header, blobs = unpack(reply.payload)
    assert header["seq"] == 9
    assert "config" not in header
    assert "data" not in header
    assert set(blobs) == {"steps", "rows", "checkpoint"}
    korean = build(Stage(EXPERIMENT, "ko"), ask(have=have), "ready", advance)
    assert unpack(korean.payload)[0]["config"]["strings"]["play"] == "재생"


def test_rows_from_a_checkpoint_are_the_same_rows(advance: Any) -> None:
    e = Experiment(batch=32, optimizer="adam", steps=500)
    first = build(Stage(e, "en"), ask(e, count=60), "ready", advance)
    header, blobs = unpack(first.payload)
    checkpoint = {
        "step": header["chunk"]["checkpoint"]["step"],
        "values": np.frombuffer(blobs["checkpoint"], "<f4").tolist(),
    }
    going_on = build(
        Stage(e, "en"), ask(e, start=60, stride=3, count=20, checkpoint=checkpoint), "ready", advance
    )
    steps, values = rows(going_on)
    assert steps.tolist() == list(range(60, 120, 3))
    anew = build(Stage(e, "en"), ask(e, start=60, stride=3, count=20), "ready", advance)
    assert values.tobytes() == rows(anew)[1].tobytes()


def test_a_request_for_another_run_gets_this_one_from_the_start(advance: Any) -> None:
    old = ask(run="ffffffffffffffff", start=30)
    steps, _ = rows(build(Stage(EXPERIMENT, "en"), old, "ready", advance))
    assert steps[0] == 0


@pytest.mark.parametrize("asked", [True, False])
def test_after_a_change_of_the_rate_the_rows_before_it_are_kept(advance: Any, asked: bool) -> None:
    changed = Experiment(changes=(Change(9, 0.02),))
    stage = Stage(changed, "en", keep=Keep(EXPERIMENT.run_id, 9, None))
    reply = build(stage, ask() if asked else None, "ready", advance)
    header, _ = unpack(reply.payload)
    assert header["keep"] == {"run": EXPERIMENT.run_id, "step": 9, "start": None}
    steps, values = rows(reply)
    assert steps[0] == 9
    before = rows(build(Stage(EXPERIMENT, "en"), None, "ready", advance))[1]
    assert values[0].tobytes() == before[9].tobytes()
    assert values[2].tobytes() != before[11].tobytes()


def test_the_batch_of_the_paused_step_comes_along(advance: Any) -> None:
    e = Experiment(batch=32)
    stage = Stage(e, "en", paused=Inspect(e.run_id, 3, None))
    header, blobs = unpack(build(stage, ask(e), "ready", advance).payload)
    assert header["batch"] == {"step": 3}
    assert len(np.frombuffer(blobs["batch"], "<u4")) == 32


def test_divergence_ends_the_rows_and_offers_a_rate(advance: Any) -> None:
    e = Experiment(lr=0.5, steps=200)
    reply = build(Stage(e, "en"), None, "ready", advance)
    end = unpack(reply.payload)[0]["chunk"]["end"]
    assert end["reason"] == "diverged"
    assert end["suggested_lr"] == pytest.approx(0.9 * 0.15, rel=0.05)
    assert reply.end is not None


def test_while_the_trainer_warms_points_and_words_are_there(advance: Any) -> None:
    reply = build(Stage(EXPERIMENT, "en"), None, "warming", advance)
    header, blobs = unpack(reply.payload)
    assert header["status"] == "warming"
    assert "chunk" not in header
    assert {"config", "data"} <= set(header)
    assert "inputs" in blobs
    assert not reply.complete


@pytest.mark.parametrize(
    ("fault", "status"),
    [(TrainerBusy(), "busy"), (TrainerLost(), "warming"), (RuntimeError("broken"), "failed")],
)
def test_a_fault_of_the_trainer_is_a_status(
    fault: Exception, status: str, caplog: pytest.LogCaptureFixture
) -> None:
    def failing(*_arguments: object) -> NoReturn:
        raise fault

    with caplog.at_level(logging.CRITICAL, "playground.ui.reply"):
        header, _ = unpack(build(Stage(EXPERIMENT, "ko"), ask(), "ready", failing).payload)
    assert header["status"] == status
    assert "broken" not in str(header)


def test_rows_that_the_browser_has_are_not_sent_again_with_the_batch_of_a_paused_step() -> None:
    e = Experiment(batch=32)
    header, blobs = unpack(
        build(Stage(e, "en", paused=Inspect(e.run_id, 3, None)), ask(e), "ready", None).payload
    )
    assert (header["status"], header["batch"]) == ("ok", {"step": 3})
    assert "chunk" not in header
    assert "rows" not in blobs


def test_a_pending_rate_is_part_of_the_config() -> None:
    settled = config(EXPERIMENT, "en", False, Pending("4", 0.02))
    assert settled.content["rate_pending"] == {"token": "4", "lr": 0.02}
    assert settled.id != config(EXPERIMENT, "en", False, None).id


# ---- networks

NETWORK = Experiment(
    data="circle", hidden=(4, 2), optimizer="adam", loss="bce", batch=32, val=0.3, samples=100, steps=200
)


def network_rows(reply: Reply) -> tuple[np.ndarray, np.ndarray]:
    header, blobs = unpack(reply.payload)
    steps = np.frombuffer(blobs["steps"], "<u4")
    width = len(header["columns"]) + header["weights"]
    return steps, np.frombuffer(blobs["rows"], "<f4").reshape(len(steps), width)


def base64_checkpoint(reply: Reply) -> dict[str, Any]:
    header, blobs = unpack(reply.payload)
    text = base64.b64encode(blobs["checkpoint"]).decode()
    return {"step": header["chunk"]["checkpoint"]["step"], "base64": text}


def test_a_network_is_sent_with_its_graph_its_rows_and_its_held_out_points(advance: Any) -> None:
    header, blobs = unpack(build(Stage(NETWORK, "en"), None, "ready", advance).payload)
    graph = header["config"]["network"]
    assert header["config"]["theory"] is None
    assert (header["columns"], header["weights"]) == (list(NETWORK.columns), 25)
    assert (graph["arch"], graph["hidden"], graph["size"], graph["classes"]) == ("sequential", [4, 2], 25, 1)
    assert [node["kind"] for node in graph["nodes"]] == ["input", "dense", "dense", "dense"]
    assert graph["nodes"][1] == {
        "name": "hidden_1", "kind": "dense", "inputs": [0], "units": 4, "activation": "tanh", "kernel": 0,
        "bias": 8,
    }  # fmt: skip
    assert header["config"]["experiment"]["hidden"] == [4, 2]
    assert header["config"]["experiment"]["num_samples"] == 140
    assert header["data"] == {"id": NETWORK.data_id, "count": 200, "negatives": 100, "classes": 2}
    held = np.frombuffer(blobs["held"], np.uint8)
    assert held.sum() == 60
    assert set(split(NETWORK).held.tolist()) == set(np.flatnonzero(held).tolist())


def test_the_linear_classifier_has_no_graph_and_no_held_out_points(advance: Any) -> None:
    header, blobs = unpack(build(Stage(EXPERIMENT, "en"), None, "ready", advance).payload)
    assert header["config"]["network"] is None
    assert header["weights"] == 0
    assert "held" not in blobs


def test_a_network_goes_on_from_a_checkpoint_in_base64(advance: Any) -> None:
    first = build(Stage(NETWORK, "en"), ask(NETWORK, count=60), "ready", advance)
    checkpoint = base64_checkpoint(first)
    assert checkpoint["step"] == 60
    request = ask(NETWORK, start=60, stride=3, count=20, checkpoint=checkpoint)
    assert request.checkpoint is not None
    assert len(request.checkpoint.values) == 75
    going_on = build(Stage(NETWORK, "en"), request, "ready", advance)
    anew = build(Stage(NETWORK, "en"), ask(NETWORK, start=60, stride=3, count=20), "ready", advance)
    assert network_rows(going_on)[0].tolist() == list(range(60, 120, 3))
    assert network_rows(going_on)[1].tobytes() == network_rows(anew)[1].tobytes()


def test_a_batch_names_points_by_their_place_among_all(advance: Any) -> None:
    stage = Stage(NETWORK, "en", paused=Inspect(NETWORK.run_id, 3, None))
    _, blobs = unpack(build(stage, ask(NETWORK), "ready", advance).payload)
    batch, held = np.frombuffer(blobs["batch"], "<u4"), set(split(NETWORK).held.tolist())
    assert len(batch) == 32
    assert not held & set(batch.tolist())
    indices, _ = batch_indices(NETWORK, 3, 4)
    assert batch.tolist() == split(NETWORK).training[indices].tolist()


def test_after_a_weight_was_set_by_hand_its_row_is_sent_anew(advance: Any) -> None:
    edited = NETWORK.with_edit(9, 3, 0.5)
    stage = Stage(edited, "en", keep=Keep(NETWORK.run_id, 8, None, start=9))
    reply = build(stage, ask(NETWORK), "ready", advance)
    assert unpack(reply.payload)[0]["keep"] == {"run": NETWORK.run_id, "step": 8, "start": 9}
    steps, values = network_rows(reply)
    before = network_rows(build(Stage(NETWORK, "en"), None, "ready", advance))[1]
    assert steps[0] == 9
    assert values[0, 6 + 3] == 0.5
    assert values[0, 6:9].tolist() == before[9, 6:9].tolist()


def test_a_diverged_run_is_offered_a_rate_below_the_one_that_held_then(advance: Any) -> None:
    e = Experiment(steps=400, changes=(Change(5, 0.4), Change(300, 0.01)))
    end = unpack(build(Stage(e, "en"), None, "ready", advance).payload)[0]["chunk"]["end"]
    assert end["reason"] == "diverged"
    assert end["suggested_lr"] == pytest.approx(0.9 * 0.15, rel=0.05)
