"""What the server answers the stage: one byte string, from an experiment and what the browser asks for."""

from __future__ import annotations

import hashlib
import json
import logging
import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from playground.data import batch_indices, draw, split
from playground.experiment import Experiment
from playground.frames import Checkpoint, Chunk, End, pack
from playground.locale import strings
from playground.network import network_of
from playground.settings import settings
from playground.theory import Theory, mended_lr, summary
from playground.trainer import TrainerBusy, TrainerError
from playground.ui.assets import rows_address
from playground.ui.request import Inspect, Request, fitting

__all__ = [
    "ADVANCE",
    "Advance",
    "Config",
    "Keep",
    "Pending",
    "Reply",
    "Stage",
    "Want",
    "arguments",
    "build",
    "config",
    "rows_reply",
    "status_of",
    "theory_of",
    "wanted",
]

PROTOCOL: Final = 1
ADVANCE: Final = "playground.learning.run:advance"
_CACHED: Final = 256
_log = logging.getLogger(__name__)

# What trains: a task's name and its arguments to its result. `Trainer.call`, or a double in tests.
Advance = Callable[..., Chunk]


@dataclass(frozen=True, slots=True)
class Pending:
    """A learning rate set while a run is under way; the stage answers from which step it holds."""

    token: str
    lr: float


@dataclass(frozen=True, slots=True)
class Keep:
    """Rows of the run `run` up to `step` stay valid; training goes on from `checkpoint` there.

    `start` is the first row sent, if it is not that one again: a weight set by hand changes the row behind.
    """

    run: str
    step: int
    checkpoint: Checkpoint | None
    start: int | None = None


@dataclass(frozen=True, slots=True)
class Stage:
    """All that a reply depends on besides the request."""

    experiment: Experiment
    language: str
    compact: bool = False
    pending: Pending | None = None
    keep: Keep | None = None
    paused: Inspect | None = None


@dataclass(frozen=True, slots=True)
class Config:
    """What the stage shows apart from rows and points, and the hash that stands for it."""

    id: str
    content: MappingProxyType[str, Any]


@dataclass(frozen=True, slots=True)
class Reply:
    """The bytes, the end of the run if the rows reach it, and whether they hold all that was asked for."""

    payload: bytes
    end: End | None
    complete: bool


@dataclass(frozen=True, slots=True)
class Want:
    """Rows to be computed."""

    start: int
    stride: int
    count: int
    checkpoint: Checkpoint | None
    keep: Keep | None = None


@lru_cache(maxsize=_CACHED)
def theory_of(experiment: Experiment) -> Theory:
    """The closed forms of an experiment, computed once."""
    return summary(experiment)


@lru_cache(maxsize=_CACHED)
def config(experiment: Experiment, language: str, compact: bool, pending: Pending | None) -> Config:
    """The stage's settings for an experiment, its theory and its words."""
    e = experiment
    content: dict[str, Any] = {
        "run": e.run_id,
        "lang": language,
        "strings": dict(strings("stage", language)),
        "compact": compact,
        "experiment": {
            **e.values(),
            "changes": [[change.step, change.lr] for change in e.changes],
            "edits": [[edit.step, edit.index, edit.value] for edit in e.edits],
            "last_step": e.last_step,
            "batch_size": e.batch_size,
            "batches_per_epoch": e.batches_per_epoch,
            "num_samples": e.num_samples,
            "current_lr": e.current_lr,
            "threshold": e.decision_threshold,
            "own_points": e.points is not None,
        },
        "theory": _theory(e) if e.is_linear else None,
        "network": None if e.is_linear else _network(e),
        "rows": rows_address(),
        "rate_pending": None if pending is None else {"token": pending.token, "lr": pending.lr},
        "show": {"best": False, "bayes": False, "ellipses": True},
    }
    text = json.dumps(content, sort_keys=True, allow_nan=False)
    identity = hashlib.blake2b(text.encode(), digest_size=8).hexdigest()
    return Config(identity, MappingProxyType({"id": identity, **content}))


def _theory(e: Experiment) -> dict[str, Any]:
    theory = theory_of(e)
    return {
        "eigenvalues": _plain(theory.eigenvalues),
        "critical_lr": _plain(theory.critical_lr),
        "critical_kind": theory.critical_kind,
        "optimum": _plain(theory.optimum),
        "loss_floor": _plain(theory.loss_floor),
        "bayes": _plain(theory.bayes_boundary),
        "bayes_accuracy": _plain(theory.bayes_accuracy),
        "suggested_lr": _plain(theory.suggested_lr),
    }


def _network(e: Experiment) -> dict[str, Any]:
    """The model as the browser evaluates and draws it."""
    network = network_of(e)
    nodes = [
        {
            "name": node.name,
            "kind": node.kind,
            "inputs": list(node.inputs),
            "units": node.units,
            "activation": node.activation,
            "kernel": node.kernel,
            "bias": node.bias,
        }
        for node in network.nodes
    ]
    return {
        "arch": e.arch,
        "features": list(e.features),
        "nodes": nodes,
        "outputs": list(network.outputs),
        "heads": [{"name": head.name, "node": head.node, "loss": head.loss} for head in network.heads],
        "size": network.size,
        "classes": e.num_outputs,
        "hidden": list(e.hidden),
        "activation": e.activation,
    }


def build(stage: Stage, request: Request | None, state: str, advance: Advance | None) -> Reply:
    """The reply to a request; `state` is the trainer's, `advance` runs a task there (None: no rows)."""
    e = stage.experiment
    settled = config(e, stage.language, stage.compact, stage.pending)
    header = _header(e, request)
    blobs: dict[str, NDArray[Any]] = {}
    if request is None or request.have_config != settled.id:
        header["config"] = dict(settled.content)
    if request is None or request.have_data != e.data_id:
        sample = draw(e)
        labels = sample.targets[:, 0].astype(np.uint8)
        header["data"] = {
            "id": e.data_id,
            "count": len(labels),
            "negatives": sample.num_negatives,
            "classes": e.num_classes,
        }
        blobs |= {"inputs": sample.inputs, "labels": labels}
        if e.num_held:
            held = np.zeros(len(labels), dtype=np.uint8)
            held[split(e).held] = 1
            blobs["held"] = held
    want = _of_session(stage, request)
    if want.keep is not None:
        header["keep"] = {"run": want.keep.run, "step": want.keep.step, "start": want.keep.start}
    status, chunk = ("ok", None) if advance is None else _train(e, want, state, advance)
    _add_rows(header, blobs, e, want, status, chunk)
    if not e.is_full_batch:
        paused = stage.paused
        step = (
            0 if paused is None or paused.run != e.run_id else paused.step
        )  # a run rests at its start first
        indices, _ = batch_indices(e, step, step + 1)
        header["batch"] = {"step": step}
        blobs["batch"] = split(e).training[indices].astype(np.uint32)
    return Reply(pack(header, blobs), None if chunk is None else chunk.end, status == "ok")


def rows_reply(e: Experiment, request: Request, want: Want, status: str, chunk: Chunk | None) -> bytes:
    """The reply that holds rows alone: the browser has everything else of this run."""
    header = _header(e, request)
    blobs: dict[str, NDArray[Any]] = {}
    _add_rows(header, blobs, e, want, status, chunk)
    return pack(header, blobs)


def _header(e: Experiment, request: Request | None) -> dict[str, Any]:
    return {
        "protocol": PROTOCOL,
        "seq": request.seq if request else 0,
        "run": e.run_id,
        "columns": list(e.columns),
        "weights": e.num_row_weights,
    }


def _add_rows(
    header: dict[str, Any],
    blobs: dict[str, NDArray[Any]],
    e: Experiment,
    want: Want,
    status: str,
    chunk: Chunk | None,
) -> None:
    header["status"] = status
    if chunk is None:
        return
    header["chunk"] = {
        "count": len(chunk),
        "stride": want.stride,
        "start": want.start,
        "checkpoint": {"step": chunk.checkpoint.step},
        "end": None if chunk.end is None else _end(e, chunk.end),
    }
    blobs |= {"steps": chunk.steps, "rows": chunk.rows, "checkpoint": chunk.checkpoint.values}


def wanted(e: Experiment, request: Request) -> Want:
    """The rows that a request asks for, of the run it names."""
    count = min(request.count, settings().most_rows)
    checkpoint = fitting(request.checkpoint, e)
    return Want(min(request.start, e.last_step), request.stride, count, checkpoint)


def _of_session(stage: Stage, request: Request | None) -> Want:
    """The same; of a run the browser does not know yet: the first rows, or those after a change."""
    e, first, keep = stage.experiment, settings().first_rows, stage.keep
    if request is not None and request.run == e.run_id:
        return wanted(e, request)
    if keep is not None:
        start = keep.step if keep.start is None else keep.start
        return Want(min(start, e.last_step), 1, first, fitting(keep.checkpoint, e), keep)
    return Want(0, 1, first, None)


def arguments(e: Experiment, want: Want) -> tuple[Any, ...]:
    """What the task ADVANCE is called with."""
    checkpoint = want.checkpoint
    if checkpoint is not None and checkpoint.step > want.start:
        checkpoint = None
    return e, checkpoint, want.start, want.stride, want.count, settings().time_budget


def _train(e: Experiment, want: Want, state: str, advance: Advance) -> tuple[str, Chunk | None]:
    if state != "ready":
        return "warming", None
    try:
        return "ok", advance(ADVANCE, *arguments(e, want))
    except Exception as fault:  # noqa: BLE001 - whatever it is, the learner sees a state and never a traceback
        return status_of(fault), None


def status_of(fault: Exception) -> str:
    """What a fault of the trainer means for the stage; what nobody expected goes into the server's log."""
    if isinstance(fault, TrainerBusy):
        return "busy"
    if isinstance(fault, TrainerError):  # not there yet, or gone: another one is starting
        return "warming"
    _log.error("training failed", exc_info=fault)
    return "failed"


def _end(e: Experiment, end: End) -> dict[str, Any]:
    loss = end.loss if math.isfinite(end.loss) else None
    rate = e.learning_rate_at(max(end.step - 1, 0))  # of the update that led there
    suggested = mended_lr(e, rate) if end.reason == "diverged" else None
    return {"reason": end.reason, "step": end.step, "loss": loss, "suggested_lr": suggested}


def _plain(value: Any) -> Any:
    """Numbers as JSON holds them: nothing for what is not finite."""
    if isinstance(value, tuple):
        return [_plain(item) for item in value] if all(map(math.isfinite, value)) else None
    return value if value is None or math.isfinite(value) else None
