"""TensorFlow as the trainer imports it."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import sys
import playground.engine.runtime as runtime
print(sorted({"pandas", "pyarrow"} & set(sys.modules)))
import pandas
print(pandas.DataFrame({"x1": [1.0]}).shape, runtime.tf.keras.layers.Dense(1)(runtime.tf.ones((2, 3))).shape)
"""


def test_the_trainer_goes_without_pandas_and_leaves_it_to_others() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], check=True, capture_output=True, text=True)
    assert done.stdout.splitlines() == ["[]", "(1, 1) (2, 1)"]
