"""TensorFlow as this project runs it: imported quietly, one thread, CPU, and a count of every trace."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from typing import Any

__all__ = ["graph_function", "passing_function", "tf", "traces"]


@contextmanager
def _silence() -> Iterator[None]:
    """Nothing from native code on standard error: TensorFlow tells there that it found no GPU."""
    try:
        sys.stderr.flush()
        kept = os.dup(2)
    except (OSError, ValueError, AttributeError):  # a process without standard error
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        with suppress(OSError, ValueError):
            sys.stderr.flush()
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


@contextmanager
def _without(package: str) -> Iterator[None]:
    """Imports of an optional package fail as if it were not installed; one that is there already stays."""
    is_new = package not in sys.modules
    if is_new:
        sys.modules[package] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        if is_new:
            del sys.modules[package]


os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
# Thousands of tiny operations a second: a GPU would be slower, and would give other bits.
os.environ["CUDA_VISIBLE_DEVICES"] = "-1"
# Keras imports pandas where it is installed, so that `fit` takes its tables. No page hands any to Keras, and
# pandas with pyarrow costs the process 70 MB and a quarter of its import.
with _silence(), _without("pandas"):
    import tensorflow as tf

    # One thread sums in one order, whoever else trains: the same bits each time. It is also the fastest
    # for operations of a few microseconds.
    tf.config.threading.set_inter_op_parallelism_threads(1)
    tf.config.threading.set_intra_op_parallelism_threads(1)
    # Fused operations are no faster here, and each function that has any leaves 0.4 MB behind when it goes.
    tf.config.optimizer.set_experimental_options({"remapping": False})
    tf.zeros(())  # starts the runtime while it is silenced
# A warning that one body is traced for several pairs of optimiser and loss, which is meant.
tf.get_logger().setLevel("ERROR")

_graph_functions: list[Any] = []


def passing_function(function: Callable[..., Any], signature: Sequence[Any]) -> Any:
    """`tf.function` of one trace for all values: every argument is a tensor of the given signature."""
    # Without autograph, which leaves its files in the temporary folder when a process is killed.
    return tf.function(function, input_signature=signature, autograph=False)


def graph_function(function: Callable[..., Any], signature: Sequence[Any]) -> Any:
    """The same, counted, for functions that stay as long as the process."""
    compiled = passing_function(function, signature)
    _graph_functions.append(compiled)

    @cache
    def only_trace() -> Any:
        return compiled.get_concrete_function()

    # Called directly, the trace need not be looked up by its arguments: a tenth of a request of sixty rows.
    return lambda *tensors: only_trace()(*map(tf.convert_to_tensor, tensors))


def traces() -> int:
    """How often TensorFlow has traced what trains the linear classifier; it must not grow with its knobs."""
    return sum(function.experimental_get_tracing_count() for function in _graph_functions)
