"""`--experiment run.json`: the experiment of a file, and the words that change it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from playground.core.errors import ExperimentError
from playground.core.experiment import Experiment
from playground.core.parsing import quote
from playground.core.points import Points
from playground.core.settings import settings

__all__ = ["read_experiment"]


def read_experiment(
    path: str, words: Mapping[str, str], points: Points | None, test_points: Points | None = None
) -> Experiment:
    """The experiment of a JSON file; words and points of the command line take the place of its own."""
    shown = quote(path, 200)  # the end of a path says most
    limit = settings().upload_bytes
    try:
        with Path(path).open("rb") as file:
            content = file.read(limit + 1)
    except FileNotFoundError:
        raise ExperimentError("experiment_missing", value=shown) from None
    except (OSError, ValueError) as fault:
        raise ExperimentError("experiment_unread", value=shown, cause=_cause(fault)) from None
    if len(content) > limit:
        raise ExperimentError("experiment_size", value=shown, limit=f"{limit:,}")
    base = Experiment.from_json(content.decode("utf-8", "replace"))
    if not words and points is None and test_points is None:
        return base
    own = points or base.points, test_points or base.test_points
    return Experiment.parse({**base.to_query(), **words}, *own)


def _cause(fault: Exception) -> str:
    return getattr(fault, "strerror", None) or "no path"
