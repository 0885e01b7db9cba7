"""What the server answers a stage: one byte string, from the draft and the rows that the browser asks for."""

from __future__ import annotations

import hashlib
import json
import logging
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from playground.core.data import all_points, batch_indices, split
from playground.core.experiment import Experiment
from playground.core.losses import shading_of
from playground.core.network import network_of
from playground.core.optimizers import OPTIMIZERS
from playground.core.scenes import home_of
from playground.core.settings import settings
from playground.core.wire_format import Chunk, End, pack
from playground.locale import strings
from playground.locale.glossary import explanation
from playground.shell.assets import rows_address
from playground.shell.frame import PAGES
from playground.stage.draft import Refusal, Settled, link_words
from playground.stage.knob_panel import describe, state_of
from playground.stage.request import Request, Want, fitting
from playground.stage.run_questions import describe_run_question, question_words
from playground.theory.critical_rate import no_rate_reason
from playground.theory.mended_rate import mended_lr
from playground.theory.summary import summary
from playground.trainer.trainer import TrainerBusy, TrainerError

__all__ = [
    "ADVANCE",
    "EXPLAINED_LABELS",
    "Part",
    "Want",
    "arguments",
    "build",
    "config",
    "first_request",
    "status_of",
    "texts",
    "wanted",
]

PROTOCOL: Final = 2
ADVANCE: Final = "playground.engine.run:advance"
# Labels of the stage that are terms, and what each is in the glossary.
EXPLAINED_LABELS: Final[Mapping[str, str]] = {
    "now_epoch": "epoch",
    "now_loss": "loss",
    "now_accuracy": "accuracy",
    "now_gradient": "gradient",
    "now_rate": "learning_rate",
    "now_norm": "norm",
    "row_held": "held_out",
}
_CACHED: Final = 256
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a reply that the browser keeps, and the hash that stands for it."""

    id: str
    content: MappingProxyType[str, Any]


@lru_cache(maxsize=64)
def texts(page: str, language: str) -> Part:
    """The words of a page's stage and the description of its knobs."""
    content = {
        "lang": language,
        "strings": {**strings("stage", language), **question_words(language), **_terms(language)},
        "panel": _with_shared_stops(describe(page, language)),
    }
    paths = {name: entry.url_path for name, entry in PAGES.items()}
    return _part({**content, "page": page, "paths": paths, "compact": page == "home", "rows": rows_address()})


def _terms(language: str) -> dict[str, str]:
    """What the terms among the stage's labels mean, by the label's key."""
    return {f"term_{label}": explanation(term, language) for label, term in EXPLAINED_LABELS.items()}


def _with_shared_stops(panel: Mapping[str, Any]) -> dict[str, Any]:
    """The panel with each list of slider stops sent once: many knobs share one, and they are most of it."""
    lists: list[list[str]] = []
    knobs = {}
    for name, knob in panel["knobs"].items():
        knobs[name] = dict(knob)
        if "stops" in knob:
            if knob["stops"] not in lists:
                lists.append(knob["stops"])
            knobs[name]["stops"] = lists.index(knob["stops"])
    return {**panel, "knobs": knobs, "stops": lists}


@lru_cache(maxsize=_CACHED)
def config(experiment: Experiment, page: str) -> Part:
    """The stage's settings for an experiment, its theory, and the state of its knobs."""
    e = experiment
    return _part(
        {
            "run": e.run_id,
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
                "shading": shading_of(e.loss),
                "own_points": e.points is not None,
            },
            "theory": _theory(e) if e.is_linear else None,
            "network": None if e.is_linear else _network(e),
            "knobs": state_of(e, page),
            "ask": describe_run_question(page, e),
            "show": {"best": False, "bayes": False, "ellipses": True},
        }
    )


def _part(content: dict[str, Any]) -> Part:
    text = json.dumps(content, sort_keys=True, allow_nan=False)
    identity = hashlib.blake2b(text.encode(), digest_size=8).hexdigest()
    return Part(identity, MappingProxyType({"id": identity, **content}))


def _theory(e: Experiment) -> dict[str, Any]:
    theory = summary(e)
    return {
        "eigenvalues": _plain(theory.eigenvalues),
        "critical_lr": _plain(theory.critical_lr),
        "critical_kind": theory.critical_kind,
        "optimum": _plain(theory.optimum),
        "loss_floor": _plain(theory.loss_floor),
        "bayes": _plain(theory.bayes_boundary),
        "bayes_accuracy": _plain(theory.bayes_accuracy),
        "suggested_lr": _plain(theory.suggested_lr),
        "no_rate": f"no_rate_{no_rate_reason(e)}",
        "modes": _modes(e),
    }


def _modes(e: Experiment) -> dict[str, Any] | None:
    """Of `Descent`, what says how much of each mode an update leaves."""
    optimizer = OPTIMIZERS[e.optimizer]
    if optimizer.descent is None:
        return None
    kept = optimizer.kept(e.momentum)
    return {"trace": list(optimizer.descent.trace(kept)), "product": list(optimizer.descent.product(kept))}


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


def first_request(page: str, language: str, words: Mapping[str, str]) -> Request:
    """What a browser that holds nothing asks for: everything, and the first rows of the words' run."""
    return Request(0, page, language, words, None, 0, 1, settings().first_rows, None, batch_at=0)


def build(
    request: Request,
    settled: Settled,
    status: str,
    chunk: Chunk | None,
    verdict: Mapping[str, Any] | None = None,
) -> bytes:
    """The reply to a request: what holds, what was refused, the parts that the browser lacks, the rows."""
    e = settled.experiment
    header: dict[str, Any] = {
        "protocol": PROTOCOL,
        "seq": request.seq,
        "run": e.run_id,
        "words": e.to_query(),
        "link": link_words(e, home_of(request.page)),
        "refused": [_refusal(refusal, request.language) for refusal in settled.refused],
        "columns": list(e.columns),
        "weights": e.num_row_weights,
        "status": status,
        "verdict": verdict,
    }
    blobs: dict[str, NDArray[Any]] = {}
    _add_parts(header, blobs, request, e)
    if chunk is not None:
        _add_rows(header, blobs, e, wanted(e, request), chunk, request.is_scrubbing)
    return pack(header, blobs)


def _refusal(refusal: Refusal, language: str) -> dict[str, Any]:
    """A refusal in words; for a text that could mean two things, both readings to choose from."""
    problem = refusal.problem
    readings = [problem.values["first"], problem.values["second"]] if problem.reason == "ambiguous" else []
    return {"name": refusal.name, "text": problem.told(language), "readings": readings}


def _add_parts(
    header: dict[str, Any], blobs: dict[str, NDArray[Any]], request: Request, e: Experiment
) -> None:
    """Words, settings, points and the batch, as far as the browser lacks them."""
    words = texts(request.page, request.language)
    if request.have_texts != words.id:
        header["texts"] = dict(words.content)
    current = config(e, request.page)
    if request.have_config != current.id:
        header["config"] = dict(current.content)
    if request.have_data != e.data_id:
        sample = all_points(e)
        header["data"] = {
            "id": e.data_id,
            "count": len(sample.inputs),
            "negatives": sample.num_negatives,
            "classes": e.num_classes,
        }
        if e.test_points is not None:
            header["data"]["tested"] = len(e.test_points)
        if e.points is not None and e.points.has_names:
            header["data"] |= {"names": e.points.class_names, "columns": e.points.column_names}
        blobs |= {"inputs": sample.inputs, "labels": sample.labels}
        if e.num_held:
            held = np.zeros(len(sample.inputs), dtype=np.uint8)
            held[split(e).held] = 1
            blobs["held"] = held
    if request.batch_at is not None and not e.is_full_batch:
        step = min(request.batch_at, e.last_step)
        indices, _ = batch_indices(e, step, step + 1)
        header["batch"] = {"step": step}
        blobs["batch"] = split(e).training[indices].astype(np.uint32)


def _add_rows(
    header: dict[str, Any],
    blobs: dict[str, NDArray[Any]],
    e: Experiment,
    want: Want,
    chunk: Chunk,
    is_scrubbing: bool,
) -> None:
    header["chunk"] = {
        "count": len(chunk),
        "stride": want.stride,
        "start": want.start,
        "checkpoint": {"step": chunk.checkpoint.step},
        "end": None if chunk.end is None else _end(e, chunk.end, is_scrubbing),
    }
    blobs |= {"steps": chunk.steps, "rows": chunk.rows, "checkpoint": chunk.checkpoint.values}


def wanted(e: Experiment, request: Request) -> Want:
    """The rows that a request asks for, of the experiment that holds."""
    count = min(request.count, settings().most_rows)
    return Want(min(request.start, e.last_step), request.stride, count, fitting(request.checkpoint, e))


def arguments(e: Experiment, want: Want) -> tuple[Any, ...]:
    """What the task ADVANCE is called with."""
    checkpoint = want.checkpoint
    if checkpoint is not None and checkpoint.step > want.start:
        checkpoint = None
    return e, checkpoint, want.start, want.stride, want.count, settings().time_budget


def status_of(fault: Exception) -> str:
    """What a fault of the trainer means for the stage; what nobody expected goes into the server's log."""
    if isinstance(fault, TrainerBusy):
        return "busy"
    if isinstance(fault, TrainerError):  # not there yet, or gone: another one is starting
        return "warming"
    _log.error("training failed", exc_info=fault)
    return "failed"


def _end(e: Experiment, end: End, is_scrubbing: bool) -> dict[str, Any]:
    loss = end.loss if math.isfinite(end.loss) else None
    suggested = None
    if end.reason == "diverged":
        rate = e.learning_rate_at(max(end.step - 1, 0))  # of the update that led there
        suggested = mended_lr(e, rate, scrubbing=is_scrubbing)
    return {"reason": end.reason, "step": end.step, "loss": loss, "suggested_lr": suggested}


def _plain(value: Any) -> Any:
    """Numbers as JSON holds them: nothing for what is not finite."""
    if isinstance(value, tuple):
        return [_plain(item) for item in value] if all(map(math.isfinite, value)) else None
    return value if value is None or math.isfinite(value) else None
