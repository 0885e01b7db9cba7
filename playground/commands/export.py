"""`python -m playground export --to …`: any target of the table, to standard output or to a file."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

from playground.core.errors import ExperimentError
from playground.core.experiment import Experiment
from playground.core.parsing import quote
from playground.core.settings import settings
from playground.export.history import FURTHEST
from playground.export.targets import TARGETS, Material
from playground.trainer.worker import run_task

__all__ = ["export", "write_bytes"]


def export(experiment: Experiment, to: str, language: str, out: str) -> None:
    """Make the file of a target; this process is its own trainer."""
    target = TARGETS[to]
    if not out and not target.is_text and sys.stdout.isatty():
        raise ExperimentError("binary", to=to, file=target.file_name)
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # TensorFlow's greetings are no errors
    write_bytes(
        target.make(Material(experiment, language, run_task, FURTHEST + 1, settings().public_url)), out
    )


def write_bytes(content: bytes, out: str) -> None:
    """To the file `out`, or to standard output where it is empty; there, text may be captured."""
    if out:
        try:
            Path(out).write_bytes(content)
        except (OSError, ValueError) as fault:
            cause = getattr(fault, "strerror", None) or "no path"
            raise ExperimentError("out", value=quote(out, 200), cause=cause) from None
    elif isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    else:
        sys.stdout.write(content.decode())
        sys.stdout.flush()
