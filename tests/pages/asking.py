"""Requests as a stage's browser sends them, and its replies taken apart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from playground.core.experiment import Experiment
from playground.core.wire_format import Chunk, unpack
from playground.stage.draft import Settled, settle
from playground.stage.reply import ADVANCE, arguments, build, config, texts, wanted
from playground.stage.request import Request
from playground.trainer.trainer import Trainer

__all__ = ["answered", "have", "message", "request", "rows", "settled_reply"]


def message(words: Mapping[str, str] | Experiment, page: str = "linear", **others: Any) -> dict[str, Any]:
    """A request as JSON: all that is wanted, of a link's words or of an experiment's."""
    content = words.to_query() if isinstance(words, Experiment) else dict(words)
    return {
        "seq": 1,
        "page": page,
        "lang": "en",
        "words": content,
        "held": None,
        "start": 0,
        "stride": 1,
        "count": 60,
        "checkpoint": None,
        "have": {},
        **others,
    }


def request(words: Mapping[str, str] | Experiment, page: str = "linear", **others: Any) -> Request:
    """The same, read."""
    found = Request.read(message(words, page, **others))
    assert found is not None
    return found


def have(e: Experiment, page: str = "linear", language: str = "en") -> dict[str, str]:
    """What a browser holds that shows this experiment."""
    return {"texts": texts(page, language).id, "config": config(e, page).id, "data": e.data_id}


def settled_reply(asked: Request, trainer: Trainer) -> tuple[Settled, bytes]:
    """What holds after a request, and the reply to it."""
    settled = settle(asked.page, asked.words, asked.held)
    e = settled.experiment
    chunk: Chunk = trainer.call(ADVANCE, *arguments(e, wanted(e, asked)), time_limit=10.0)
    return settled, build(asked, settled, "ok", chunk)


def answered(asked: Request, trainer: Trainer) -> tuple[dict[str, Any], dict[str, bytes]]:
    """The header and the blobs of the reply to a request."""
    return unpack(settled_reply(asked, trainer)[1])


def rows(reply: tuple[dict[str, Any], dict[str, bytes]]) -> tuple[np.ndarray, np.ndarray]:
    """Steps (m,) and rows (m, width) of a reply."""
    header, blobs = reply
    steps = np.frombuffer(blobs["steps"], "<u4")
    width = len(header["columns"]) + header["weights"]
    return steps, np.frombuffer(blobs["rows"], "<f4").reshape(len(steps), width)
