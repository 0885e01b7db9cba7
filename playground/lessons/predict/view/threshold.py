"""The lab of the threshold: dragged on the axis of the scores, confusion matrix and ROC curve beside it."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np

from playground.lessons.predict.inference import Confusion, Roc, ScoresReport, Weights
from playground.lessons.predict.view.model import with_model
from playground.lessons.predict.view.score_bins import binned, scores_of
from playground.lessons.predict.view.state import LARGEST_THRESHOLD, STATE
from playground.lessons.shared.view import component
from playground.lessons.shared.view.code_view import code_view, words
from playground.lessons.shared.view.lab_layout import Regions
from playground.lessons.shared.view.page_state import PageState
from playground.lessons.shared.view.trainer_reports import ask
from playground.shell.language import speaker
from playground.shell.tables import number, table
from playground.shell.versioned_widgets import tidy

__all__ = ["KEY", "regions", "released"]

ENTRY: Final = "predict/threshold.js"
KEY: Final = "predict_threshold_picture"
_CONFUSION: Final = "playground.lessons.predict.tasks.inference:confusion"
_ROC: Final = "playground.lessons.predict.tasks.inference:roc"
_STEP: Final = 0.01
_CELLS: Final = (("true_negative", "false_positive"), ("false_negative", "true_positive"))


def regions(page: PageState[Any]) -> Regions:
    """The threshold in its histogram; the matrix as TensorFlow counts it; the numbers, the curve's code."""
    return with_model(
        _picture, _rail, {"predict_page.threshold.numbers": _numbers, "predict_page.threshold.roc": _roc_code}
    )


def _picture(weights: Weights) -> None:
    say, shown = speaker(), STATE.now()
    report = scores_of(shown.training, weights, shown.batch)
    now = _confusion(weights)
    roc: Roc | None = ask("predict_roc", _ROC, shown.training, weights)
    if report is None or now is None:
        return
    held = "" if shown.training.num_validation > 0 else "_training"
    data = {
        "strings": {
            **component.words("predict_page", "threshold"),
            **{name: say(f"predict_page.scores.{name}") for name in ("score", "count")},
            **{name: say(f"fit.{name}") for name in ("negative", "positive")},
        },
        "scores": report.predictions[:, 0].tolist(),
        "labels": report.targets[:, 0].astype(int).tolist(),
        "bins": binned(report),
        "ends": _ends(report, shown.threshold),
        "step": _STEP,
        "threshold": shown.threshold,
        "matrix": now.matrix.tolist(),
        "roc": None if roc is None else _curve(roc),
        "area": "" if roc is None else number(roc.area, 5),
        "caption": say(f"predict_page.threshold.matrix{held}"),
    }
    component.show(ENTRY, KEY, data, {"release": _release})
    if roc is None:
        words(say("predict_page.threshold.one_class"), "notice")


def _curve(roc: Roc) -> dict[str, list[float]]:
    """The corners of the curve: on a step between two of them nothing is to be seen."""
    rates = np.stack([roc.false_rates, roc.true_rates])
    turns = np.any(np.diff(rates, n=2) != 0, axis=0)
    kept = np.concatenate([[True], turns, [True]])
    return {"falseRates": rates[0, kept].tolist(), "trueRates": rates[1, kept].tolist()}


def _ends(report: ScoresReport, threshold: float) -> list[float]:
    """The ends of the axis: all scores and the threshold lie between them."""
    low = min(float(report.predictions.min()) - 0.05, threshold)
    high = max(float(report.predictions.max()) + 0.05, threshold)
    ends = (
        max(math.floor(low * 20) / 20, -LARGEST_THRESHOLD),
        min(math.ceil(high * 20) / 20, LARGEST_THRESHOLD),
    )
    return [tidy(end) for end in ends]


def _confusion(weights: Weights) -> Confusion | None:
    shown = STATE.now()
    now: Confusion | None = ask("predict_confusion", _CONFUSION, shown.training, weights, shown.threshold)
    return now


def _rail(weights: Weights) -> None:
    now = _confusion(weights)
    if now is not None:
        code_view(now.source, label=speaker()("lesson_cards.what_ran"))


def _numbers(weights: Weights) -> None:
    """The matrix and the rates as a table."""
    say, now = speaker(), _confusion(weights)
    if now is None:
        return
    rows = [
        [say(f"predict_page.threshold.{name}"), str(int(now.matrix[row, column]))]
        for row, names in enumerate(_CELLS)
        for column, name in enumerate(names)
    ]
    rates = (("accuracy", now.accuracy), ("false_rate", now.false_rate), ("true_rate", now.true_rate))
    rows += [[say(f"predict_page.threshold.{name}"), number(rate, 4)] for name, rate in rates]
    at = say("predict_page.threshold.at", threshold=number(STATE.now().threshold, 3))
    table(at, [at, ""], rows)


def _roc_code(weights: Weights) -> None:
    roc: Roc | None = ask("predict_roc", _ROC, STATE.now().training, weights)
    if roc is not None:
        code_view(roc.source, label=speaker()("lesson_cards.what_ran"))


def released(value: object) -> float | None:
    """The threshold that the browser tells, if it is one."""
    given = component.told_number(value, "threshold", -LARGEST_THRESHOLD, LARGEST_THRESHOLD)
    return None if given is None else tidy(given)


def _release() -> None:
    threshold = released(component.told(KEY, "release"))
    if threshold is not None:
        STATE.settle("", threshold=threshold)
