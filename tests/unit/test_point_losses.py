"""The browser's loss of one point is the one of the table of losses."""

from __future__ import annotations

import json
import subprocess

import numpy as np

from playground.core.losses import LOSSES
from tools.javascript_checks import node

_PROGRAM = """
import { LOSSES } from "./assets/stage/losses.js";
const cases = JSON.parse(process.argv[1]);
const found = cases.map(([name, outputs, label]) => LOSSES[name](outputs, label));
console.log(JSON.stringify({ names: Object.keys(LOSSES), found }));
"""


def test_the_browser_and_the_table_know_the_same_losses_and_their_values() -> None:
    outputs = np.array([-700.0, -3.0, -1.0, -0.2, 0.0, 0.5, 1.0, 2.5, 700.0])
    cases, expected = [], []
    for name, loss in LOSSES.items():
        if loss.pointwise is None:
            scores = np.array([[0.5, -1.0, 2.0], [800.0, -800.0, 0.0]])
            for row in scores:
                for label in range(3):
                    cases.append((name, row.tolist(), label))
                    expected.append(np.logaddexp.reduce(row) - row[label])
            continue
        for label in (0, 1):
            values = loss.pointwise.values(np.full_like(outputs, label), outputs)
            cases += [(name, [output], label) for output in outputs.tolist()]
            expected += values.tolist()
    program = node()
    assert program is not None
    answer = subprocess.run(
        [program, "--input-type=module", "-e", _PROGRAM, json.dumps(cases)],
        capture_output=True,
        text=True,
        check=True,
    )
    content = json.loads(answer.stdout)
    assert content["names"] == list(LOSSES)
    np.testing.assert_allclose(content["found"], expected, rtol=1e-12, atol=1e-12)
