"""What `make test` leaves out, so that it stays short; `--all` runs everything, as `make test-all` does.

A test marked `slow` is left out. Of one marked `sampled(n)` the cases are thinned to n, evenly spaced, as its
other cases differ in values and not in kind.
"""

from __future__ import annotations

from collections import defaultdict

import pytest
from hypothesis import settings

# Without time limits: a busy machine is no fault of the code.
settings.register_profile("playground", deadline=None, max_examples=60, derandomize=True, database=None)
settings.load_profile("playground")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--all", action="store_true", help="also the tests and cases that make test leaves out")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--all"):
        return
    left_out = {item for item in items if item.get_closest_marker("slow")}
    for cases in _sampled(items):
        most = cases[0].get_closest_marker("sampled").args[0]  # type: ignore[union-attr]
        kept = {cases[place * len(cases) // most] for place in range(most)} if most < len(cases) else cases
        left_out |= {case for case in cases if case not in kept}
    config.hook.pytest_deselected(items=[item for item in items if item in left_out])
    items[:] = [item for item in items if item not in left_out]


def _sampled(items: list[pytest.Item]) -> list[list[pytest.Item]]:
    """The cases of every test that is marked so."""
    cases: dict[str, list[pytest.Item]] = defaultdict(list)
    for item in items:
        if item.get_closest_marker("sampled"):
            cases[item.nodeid.partition("[")[0]].append(item)
    return list(cases.values())
