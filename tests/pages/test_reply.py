"""What the stage is sent: what holds, rows, points and words, only as far as the browser lacks them."""

from __future__ import annotations

import base64
import dataclasses
import logging
from typing import Any

import numpy as np
import pytest

from playground.core.data import batch_indices, draw, split
from playground.core.experiment import Experiment
from playground.core.losses import LOSSES, Loss
from playground.core.wire_format import LINEAR_COLUMNS, unpack
from playground.stage.draft import settle
from playground.stage.reply import build, config, status_of
from playground.trainer.trainer import Trainer, TrainerBusy, TrainerLost
from tests.pages.asking import answered, have, request, rows

EXPERIMENT = Experiment()


def test_a_browser_that_has_nothing_gets_everything(trainer: Trainer) -> None:
    header, blobs = reply = answered(request(EXPERIMENT, seq=4), trainer)
    sample = draw(EXPERIMENT)
    assert (header["status"], header["seq"], header["run"]) == ("ok", 4, EXPERIMENT.run_id)
    assert (header["words"], header["link"], header["refused"]) == ({}, {}, [])
    assert header["columns"] == list(LINEAR_COLUMNS)
    assert header["data"] == {"id": EXPERIMENT.data_id, "count": 2000, "negatives": 1000, "classes": 2}
    assert blobs["inputs"] == sample.inputs.tobytes()
    assert blobs["labels"] == sample.targets.astype(np.uint8).tobytes()
    assert header["config"]["theory"]["critical_lr"] == pytest.approx(0.15, abs=0.01)
    assert header["texts"]["strings"]["play"] == "Play"
    assert header["chunk"]["end"]["reason"] == "done"
    steps, values = rows(reply)
    assert steps.tolist() == list(range(41))
    assert values[40, 1] < 0.03


@pytest.mark.parametrize("loss", LOSSES.values(), ids=LOSSES)
def test_what_a_loss_means_for_the_picture_is_sent(loss: Loss) -> None:
    sent = config(Experiment(data={False: "moons", True: "classes"}[loss.many], loss=loss.name), "layers")
    experiment = sent.content["experiment"]
    assert experiment["threshold"] == loss.threshold
    assert experiment["shading"] == dataclasses.asdict(loss.shading)


def test_what_the_browser_has_is_not_sent_again(trainer: Trainer) -> None:
    header, blobs = answered(request(EXPERIMENT, have=have(EXPERIMENT)), trainer)
    assert not {"texts", "config", "data"} & set(header)
    assert set(blobs) == {"steps", "rows", "checkpoint"}
    korean, _ = answered(request(EXPERIMENT, lang="ko", have=have(EXPERIMENT)), trainer)
    assert korean["texts"]["strings"]["play"] == "재생"
    assert "config" not in korean


def test_a_refusal_is_told_in_the_reader_s_language_and_nothing_else_changes(trainer: Trainer) -> None:
    for language in ("en", "ko"):
        asked = request({"neg_x": "99"}, held={}, lang=language)
        header, _ = answered(asked, trainer)
        (refused,) = header["refused"]
        assert refused["name"] == "neg_x"
        assert "99" in refused["text"]
        assert (header["words"], header["run"]) == ({}, EXPERIMENT.run_id)


def test_rows_from_a_checkpoint_are_the_same_rows(trainer: Trainer) -> None:
    e = Experiment(batch=32, optimizer="adam", steps=500)
    header, blobs = answered(request(e), trainer)
    values = np.frombuffer(blobs["checkpoint"], "<f4").tolist()
    checkpoint = {"step": header["chunk"]["checkpoint"]["step"], "values": values}
    going_on = answered(request(e, start=60, stride=3, count=20, checkpoint=checkpoint), trainer)
    assert rows(going_on)[0].tolist() == list(range(60, 120, 3))
    anew = answered(request(e, start=60, stride=3, count=20), trainer)
    assert rows(going_on)[1].tobytes() == rows(anew)[1].tobytes()


def test_a_rate_changed_on_the_way_leaves_the_rows_before_it(trainer: Trainer) -> None:
    changed = answered(request({"lr_changes": "9:0.02"}, held={}, start=9), trainer)
    before = rows(answered(request(EXPERIMENT), trainer))[1]
    steps, values = rows(changed)
    assert steps[0] == 9
    assert values[0].tobytes() == before[9].tobytes()
    assert values[2].tobytes() != before[11].tobytes()


def test_a_batch_comes_along_where_it_is_asked_for(trainer: Trainer) -> None:
    e = Experiment(batch=32)
    header, blobs = answered(request(e, batch_at=3), trainer)
    assert header["batch"] == {"step": 3}
    assert len(np.frombuffer(blobs["batch"], "<u4")) == 32
    assert "batch" not in answered(request(e), trainer)[0]
    assert "batch" not in answered(request(EXPERIMENT, batch_at=3), trainer)[0], "all points are no batch"


def test_divergence_ends_the_rows_and_offers_a_rate_once_the_knob_rests(trainer: Trainer) -> None:
    e = Experiment(lr=0.5, steps=200)
    end = answered(request(e), trainer)[0]["chunk"]["end"]
    assert end["reason"] == "diverged"
    assert end["suggested_lr"] == pytest.approx(0.9 * 0.15, rel=0.05)
    batches = Experiment(lr=0.5, batch=32, steps=200)  # no formula is exact here: a rate is tried first
    moving, resting = (
        answered(request(batches, scrubbing=scrubbing), trainer)[0]["chunk"]["end"]
        for scrubbing in (True, False)
    )
    assert (moving["reason"], moving["suggested_lr"]) == ("diverged", None)
    assert resting["suggested_lr"] < 0.5


def test_without_rows_points_and_words_are_there() -> None:
    asked = request(EXPERIMENT)
    header, blobs = unpack(build(asked, settle("linear", {}, None), "warming", None))
    assert header["status"] == "warming"
    assert "chunk" not in header
    assert {"texts", "config", "data"} <= set(header)
    assert "inputs" in blobs


@pytest.mark.parametrize(
    ("fault", "status"),
    [(TrainerBusy(), "busy"), (TrainerLost(), "warming"), (RuntimeError("broken"), "failed")],
)
def test_a_fault_of_the_trainer_is_a_status(
    fault: Exception, status: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.CRITICAL, "playground.stage.reply"):
        assert status_of(fault) == status


# ---- networks

NETWORK = Experiment(
    data="circle", hidden=(4, 2), optimizer="adam", loss="bce", batch=32, val=0.3, samples=100, steps=200
)


def of_network(trainer: Trainer, **words: Any) -> tuple[dict[str, Any], dict[str, bytes]]:
    return answered(request(NETWORK, "layers", **words), trainer)


def test_a_network_is_sent_with_its_graph_its_rows_and_its_held_out_points(trainer: Trainer) -> None:
    header, blobs = of_network(trainer)
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


def test_the_linear_classifier_has_no_graph_and_no_held_out_points(trainer: Trainer) -> None:
    header, blobs = answered(request(EXPERIMENT), trainer)
    assert header["config"]["network"] is None
    assert header["weights"] == 0
    assert "held" not in blobs


def test_a_network_goes_on_from_a_checkpoint_in_base64(trainer: Trainer) -> None:
    header, blobs = of_network(trainer)
    text = base64.b64encode(blobs["checkpoint"]).decode()
    checkpoint = {"step": header["chunk"]["checkpoint"]["step"], "base64": text}
    assert checkpoint["step"] == 60
    going_on = rows(of_network(trainer, start=60, stride=3, count=20, checkpoint=checkpoint))
    anew = rows(of_network(trainer, start=60, stride=3, count=20))
    assert going_on[0].tolist() == list(range(60, 120, 3))
    assert going_on[1].tobytes() == anew[1].tobytes()


def test_a_batch_names_points_by_their_index_among_all(trainer: Trainer) -> None:
    _, blobs = of_network(trainer, batch_at=3)
    batch, held = np.frombuffer(blobs["batch"], "<u4"), set(split(NETWORK).held.tolist())
    assert len(batch) == 32
    assert not held & set(batch.tolist())
    indices, _ = batch_indices(NETWORK, 3, 4)
    assert batch.tolist() == split(NETWORK).training[indices].tolist()


def test_after_a_weight_was_set_by_hand_its_row_is_another_one(trainer: Trainer) -> None:
    words = NETWORK.to_query()
    edited = answered(request({**words, "edits": "9:3:0.5"}, "layers", held=words, start=9), trainer)
    steps, values = rows(edited)
    before = rows(of_network(trainer))[1]
    assert steps[0] == 9
    assert values[0, 6 + 3] == 0.5
    assert values[0, 6:9].tolist() == before[9, 6:9].tolist()


def test_a_diverged_run_is_offered_a_rate_below_the_one_that_held_then(trainer: Trainer) -> None:
    end = answered(request({"steps": "400", "lr_changes": "5:0.4,300:0.01"}), trainer)[0]["chunk"]["end"]
    assert end["reason"] == "diverged"
    assert end["suggested_lr"] == pytest.approx(0.9 * 0.15, rel=0.05)
