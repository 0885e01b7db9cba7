"""Figures beside their budgets, as a table and as JSON."""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping
from pathlib import Path

import psutil

from bench.budgets import BUDGETS, Budget

__all__ = ["RESULTS", "number", "row", "table", "write"]

RESULTS = Path(__file__).parent / "results" / "latest.json"
_WIDE = max(len(budget.words) for budget in BUDGETS.values())


def number(value: float) -> str:
    """Three figures at least, no noise behind them: 59.9, 104, 21,480, 0.31."""
    if value == round(value) or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def row(budget: Budget, value: float) -> str:
    """One line of the table."""
    met = budget.met(value)
    promised = "" if budget.limit is None else f"{budget.sense} {number(budget.limit)}"
    verdict = {True: "ok", False: "MISSED", None: ""}[met]
    return f"{budget.words:<{_WIDE}}  {number(value):>8} {budget.unit:<12} {promised:<15} {verdict}".rstrip()


def table(figures: Mapping[str, float]) -> str:
    """All measured figures in the order of the budgets."""
    return "\n".join(row(BUDGETS[key], figures[key]) for key in BUDGETS if key in figures)


def write(figures: Mapping[str, float]) -> Path:
    """The same as JSON, merged into what earlier calls measured."""
    RESULTS.parent.mkdir(exist_ok=True)
    earlier = json.loads(RESULTS.read_text(encoding="utf-8"))["figures"] if RESULTS.is_file() else {}
    content = {
        "machine": {
            "cores": psutil.cpu_count(),
            "system": platform.platform(),
            "python": platform.python_version(),
        },
        "figures": {**earlier, **{key: round(value, 4) for key, value in figures.items()}},
    }
    RESULTS.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    return RESULTS
