"""Run source text for real and hand back plain data.

The text is written by playground.lessons from checked records, never taken from a user.

Every source runs in a namespace of its own that holds tf, keras and np, and Python's builtins without those
that reach files, other code or the process. The records let no such text through; this is a second lock.
"""

from __future__ import annotations

import _thread
import ast
import builtins
import io
import linecache
import os
import re
import sys
import tempfile
import threading
import warnings
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache, partial
from types import CodeType
from typing import Any

import keras
import numpy as np

from playground.engine.runtime import tf
from playground.lessons.shared.error_explanations import reason_of, summary_of
from playground.lessons.shared.values import Failure, Value

__all__ = ["Namespace", "Ran", "captured_standard_error", "describe", "run", "scalar"]

FILE = "lesson"
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")  # Keras prints parts of its messages bold on a terminal
_REFUSED = {"breakpoint", "compile", "eval", "exec", "exit", "help", "input", "open", "quit", "__import__"}
# NumPy imports some of its modules at their first use, which names without __import__ would refuse.
str(np.zeros(1)), repr(np.zeros(1))
for _reduce in ("min", "max", "sum", "prod", "mean", "var", "std", "any", "all"):
    getattr(np.zeros(1), _reduce)()
_BUILTINS = {name: value for name, value in vars(builtins).items() if name not in _REFUSED}


class Namespace:
    """The names of one source, and what it printed."""

    def __init__(self) -> None:
        self._printed = io.StringIO()
        # A print of its own: redirecting standard output would catch other threads' prints as well.
        own_print = partial(print, file=self._printed)
        self.names: dict[str, Any] = {
            "__name__": FILE,
            "__builtins__": {**_BUILTINS, "print": own_print},
            "tf": tf,
            "keras": keras,
            "np": np,
        }

    def printed(self) -> str:
        """What was printed since the last call."""
        text = self._printed.getvalue()
        self._printed.seek(0)
        self._printed.truncate()
        return text

    def execute(self, source: str) -> Failure | None:
        """Run statements; the error that ended them, if one did."""
        return _alone(_compiled(source, "exec"), self.names)[1]

    def execute_each(self, source: str) -> Failure | None:
        """The same, statement by statement, each as a text of its own.

        For long texts that differ with every number in them: what Keras keeps of a Variable then is
        the one line that creates it, which many texts share.
        """
        for statement in ast.parse(source).body:
            failure = self.execute(ast.get_source_segment(source, statement) or "")
            if failure is not None:
                return failure
        return None

    def evaluate(self, expression: str) -> tuple[Any, Failure | None]:
        """The value of an expression, or the error in its place."""
        return _alone(_compiled(expression, "eval"), self.names)

    def statement(self, source: str) -> tuple[Any, Failure | None]:
        """Run one statement as the interactive Python does: an expression's value is handed back."""
        parsed = ast.parse(source).body
        if len(parsed) == 1 and isinstance(parsed[0], ast.Expr):
            return self.evaluate(source)
        return None, self.execute(source)


@dataclass(frozen=True, slots=True)
class Ran:
    """A source that was run: its names, the error that ended it, what it printed."""

    names: Mapping[str, Any] = field(default_factory=dict)
    failure: Failure | None = None
    printed: str = ""


def run(source: str) -> Ran:
    """Run a source in a namespace of its own; what Keras warns of counts as printed."""
    namespace = Namespace()
    with warnings.catch_warnings(record=True) as found:
        warnings.simplefilter("always", UserWarning)
        failure = namespace.execute(source)
    told = "".join(
        f"UserWarning: {warning.message}\n" for warning in found if warning.category is UserWarning
    )
    return Ran(namespace.names, failure, namespace.printed() + told)


def describe(value: Any) -> Value:
    """A value as plain data: tensors and Variables as arrays."""
    text = repr(value)
    if value is None:
        return Value("none", text)
    if isinstance(value, (tf.Tensor, tf.Variable)):
        array = np.array(value.numpy())
        array.setflags(write=False)
        is_variable = isinstance(value, tf.Variable)
        return Value(
            "variable" if is_variable else "tensor",
            text,
            tuple(array.shape),
            str(value.dtype.name),
            array,
            bool(value.trainable) if is_variable else None,
        )
    if isinstance(value, (np.ndarray, np.generic)):
        return Value("array", text, tuple(value.shape), str(value.dtype), np.array(value))
    if isinstance(value, (bool, int, float)):
        return Value("number", text, (), type(value).__name__, np.array(value))
    return Value("other", text)


def scalar(value: Any) -> float | None:
    """A scalar as a float, ∞ and nan as they are; None stays None."""
    return None if value is None else float(value)


@lru_cache(maxsize=256)
def _compiled(source: str, mode: str) -> CodeType:
    file = f"<{FILE} {zlib.crc32(source.encode()):08x}>"
    if "def " in source:
        # AutoGraph reads a function's source from the line cache. Only prepared texts define functions, so
        # the cache stays small; an entry without a time is never looked for on disk.
        linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
    return compile(source, file, mode, dont_inherit=True)


def _alone(code: CodeType, names: dict[str, Any]) -> tuple[Any, Failure | None]:
    """Run code at the bottom of a thread's stack, for the value of an expression.

    TensorFlow keeps a Variable's creation stack, and where that is deeper than 30 frames it never lets go of
    the code objects on it: a few kilobytes for every text that a learner makes.
    """
    results: list[tuple[Any, Failure | None]] = []
    done = threading.Lock()
    done.acquire()
    _thread.start_new_thread(_run, (code, names, results, done))
    done.acquire()
    return results[0]


def _run(
    code: CodeType, names: dict[str, Any], results: list[tuple[Any, Failure | None]], done: threading.Lock
) -> None:
    try:
        results.append((eval(code, names), None))  # noqa: S307 -- runs statements as well, to None
    except BaseException as error:  # noqa: BLE001 -- whatever the lesson's code raises is the lesson
        results.append((None, _failure(error)))
    finally:
        done.release()


def _failure(error: BaseException) -> Failure:
    name, message = type(error).__name__, _COLOUR.sub("", str(error))
    line = None
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename.startswith(f"<{FILE} "):
            line = trace.tb_lineno
        trace = trace.tb_next
    return Failure(name, message, summary_of(message), reason_of(name, message), line)


_standard_error = threading.Lock()


@contextmanager
def captured_standard_error() -> Iterator[Callable[[], str]]:
    """Catch what native code (tf.print) writes to standard error; yields a function for the text so far."""
    with _standard_error, tempfile.TemporaryFile() as file:
        sys.stderr.flush()
        kept = os.dup(2)
        read = 0

        def text() -> str:
            nonlocal read
            file.seek(read)
            found = file.read()
            read += len(found)
            return found.decode(errors="replace")

        os.dup2(file.fileno(), 2)
        try:
            yield text
        finally:
            os.dup2(kept, 2)
            os.close(kept)
