"""The same engine without a browser: `train` prints a row a step, `theory` what is known before training,
`export` writes what can be taken away, `sweep` trains every pair of values of two knobs, `points` prints a
file of points as it was understood.
"""

from __future__ import annotations

import argparse
import codecs
import io
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import numpy as np

from playground.cli_words import read_words
from playground.commands.experiment_file import read_experiment
from playground.commands.export import export
from playground.commands.sweep import Wishes, sweep
from playground.core.errors import ExperimentError, PlaygroundError
from playground.core.experiment import Experiment
from playground.core.knobs import text_of
from playground.core.losses import LOSSES
from playground.core.parsing import number_text, quote
from playground.core.settings import settings
from playground.core.wire_format import LINEAR_COLUMNS, Checkpoint, Chunk, End
from playground.export.targets import TARGETS
from playground.locale import language_of, languages, say, set_spoken, spoken
from playground.locale.command_line import asked_language, environment_language
from playground.points_reader.options import DECIMALS, MISSING, SEPARATORS, Options
from playground.points_reader.reader import read
from playground.points_reader.records import Ambiguous, Reading
from playground.points_reader.sample_sets import SAMPLE_SETS, sample_set
from playground.points_reader.summary import sentence
from playground.points_reader.writer import write_points, write_test_points
from playground.theory.mended_rate import mended_lr
from playground.theory.outlier import outlier
from playground.theory.summary import summary
from playground.trainer.trainer import TrainerError

if TYPE_CHECKING:
    from typing import TextIO

__all__ = ["COLUMNS", "main"]

COLUMNS = ("step", "epoch", *LINEAR_COLUMNS)  # of the linear classifier
_ROWS_A_CALL = 240
_SECONDS_A_CALL = 1.0


_ASCII = "playground.ascii"  # the name of the error handler below
_IN_ASCII = {
    "…": "...",
    "−": "-",
    "–": "-",
    "—": "-",
    "×": "x",
    "·": "*",
    "‘": "'",
    "’": "'",
    "“": '"',
    "”": '"',
}


def _in_ascii(error: UnicodeError) -> tuple[str, int]:
    """The error handler of both streams: what an encoding lacks is written in ASCII, or by its code point."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    missing = error.object[error.start : error.end]
    shown = (_IN_ASCII.get(character, ascii(character)[1:-1]) for character in missing)
    return "".join(shown), error.end


codecs.register_error(_ASCII, _in_ascii)


def main(arguments: Sequence[str]) -> int:
    """Run a command; 0, or 2 for bad input and 1 for a machine that cannot do it, with one line on stderr.

    On a terminal that cannot show a character, ASCII stands in its place.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=_ASCII)
    try:
        return _run(_spoken_to(arguments))
    except PlaygroundError as refusal:
        return _say_error(str(refusal), 2)
    except ImportError as missing:
        return _say_error(say("cli.tensorflow", cause=missing.name or quote(missing)), 1)
    except TrainerError as fault:
        return _say_error(say("cli.trainer", cause=quote(" ".join(str(fault).split()), 200)), 1)
    except OSError as fault:  # standard output is full or gone
        return _say_error(say("cli.output", cause=fault.strerror or type(fault).__name__), 1)


def _spoken_to(arguments: Sequence[str]) -> list[str]:
    """The arguments without the language, which is set: the one asked for, else the environment's."""
    set_spoken(environment_language(os.environ, sys.stderr.encoding))
    asked, rest = asked_language(arguments)
    if asked is not None:
        language = language_of(asked)
        if language is None:
            choices = ", ".join(languages())
            values = {"expected_key": "choice", "choices": choices, "example": languages()[0]}
            raise ExperimentError("knob", name="--lang", value=quote(asked), **values)
        set_spoken(language)
    return rest


def _run(arguments: list[str]) -> int:
    if arguments and arguments[0] in ("-h", "--help"):
        print(_help())
        return 0
    if not arguments or arguments[0] not in _COMMANDS:
        received = quote(arguments[0]) if arguments else "nothing"
        raise ExperimentError("command", value=received, known=", ".join(_COMMANDS))
    name = arguments[0]
    options = _parser(name).parse_intermixed_args(arguments[1:])
    words = read_words(options.words)
    options.reading = None if options.data is None else _read_file(options.data, options)
    points = None if options.reading is None else options.reading.points()
    test = None if options.test_data is None else _read_file(options.test_data, options).points()
    given = getattr(options, "experiment", "")
    if given:
        experiment = read_experiment(given, words, points, test)
    else:
        experiment = Experiment.parse(words, points, test)
    return _COMMANDS[name](experiment, options)


def _train(experiment: Experiment, options: argparse.Namespace) -> int:
    if experiment.stop == "never":
        raise ExperimentError("never")
    _note_understanding(options)
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # TensorFlow's greetings are no errors
    from playground.engine.run import advance

    def chunks() -> Iterator[Chunk]:
        checkpoint: Checkpoint | None = None
        while True:
            start = checkpoint.step if checkpoint else 0
            chunk = advance(experiment, checkpoint, start, 1, _ROWS_A_CALL, _SECONDS_A_CALL)
            yield chunk
            if chunk.end is not None:
                return
            checkpoint = chunk.checkpoint

    write = _write_json if options.format == "json" else _write_csv
    end = write(experiment, chunks(), sys.stdout)
    if end is not None and end.reason == "diverged":
        print(_divergence(experiment, end), file=sys.stderr)
    return 0


def _theory(experiment: Experiment, options: argparse.Namespace) -> int:
    _note_understanding(options)
    known = summary(experiment)
    of_this_run = known.critical_kind is not None and known.critical_kind != "all_points"
    content = {
        "critical_lr": known.critical_lr if of_this_run else None,
        # Cross-entropy has another Hessian at other weights.
        "hessian_eigenvalues": known.eigenvalues if LOSSES[experiment.loss].is_parabola else None,
        "optimum": None if known.optimum is None else _named(experiment, known.optimum),
        "loss_floor": known.loss_floor,
        "bayes_accuracy": known.bayes_accuracy,
        "critical_kind": known.critical_kind if of_this_run else None,
        "suggested_lr": known.suggested_lr if of_this_run else None,
    }
    print(json.dumps(content, indent=2, allow_nan=False), flush=True)
    if options.reading is not None:
        _note_outlier(options.reading)
    return 0


def _note_outlier(reading: Reading) -> None:
    """A word about a point that makes most of the curvature."""
    found = outlier(np.column_stack([reading.inputs, np.ones(len(reading.inputs))]))
    if found is not None:
        x1, x2 = map(number_text, reading.inputs[found.index].tolist())
        share, line = f"{100 * found.share:.1f}", reading.lines[found.index]
        _note(say("points.outlier", share=share, x1=x1, x2=x2, line=line))


def _named(experiment: Experiment, weights: Sequence[float]) -> dict[str, float]:
    """Weights by name: w1, w2 of x1, x2; those of other features have the features' names; b."""
    names = {"x1": "w1", "x2": "w2"}
    kernel = [names.get(feature, feature) for feature in experiment.features]
    return dict(zip([*kernel, "b"], weights, strict=True))


def _export(experiment: Experiment, options: argparse.Namespace) -> int:
    _note_understanding(options)
    export(experiment, options.to, spoken(), options.out)
    if (
        options.to in ("script", "notebook")
        and options.reading is not None
        and not options.reading.understanding.is_plain
    ):
        _note(say("points.export", path=quote(options.data, 200)))
    return 0


def _sweep(experiment: Experiment, options: argparse.Namespace) -> int:
    _note_understanding(options)
    o = options
    return sweep(experiment, Wishes(o.x, o.y, o.seeds, o.target, o.out, o.format or "", o.workers))


def _points(experiment: Experiment, options: argparse.Namespace) -> int:
    if experiment.test_points is not None:
        _write_utf8(
            write_test_points(experiment) if options.numbered else write_points(experiment.test_points)
        )
        return 0
    if options.reading is None or experiment.points is None:
        raise ExperimentError("points_data")
    _write_utf8(write_points(experiment.points, options.numbered))
    _note(sentence(options.reading.understanding))
    return 0


def _write_utf8(content: str) -> None:
    """To standard output, where a program, a notebook and a table are UTF-8 whatever the terminal shows."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    sys.stdout.write(content)
    sys.stdout.flush()


def _note_understanding(options: argparse.Namespace) -> None:
    """How the file of --data was understood, unless it is in the plain form; after all refusals."""
    if options.reading is not None and not options.reading.understanding.is_plain:
        _note(sentence(options.reading.understanding))


def _note(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


_COMMANDS: dict[str, Callable[[Experiment, argparse.Namespace], int]] = {
    "train": _train,
    "theory": _theory,
    "export": _export,
    "sweep": _sweep,
    "points": _points,
}


class _Parser(argparse.ArgumentParser):
    """argparse whose refusals are one line like all others."""

    def error(self, message: str) -> NoReturn:
        raise ExperimentError("arguments", detail=quote(" ".join(message.split()), 200))


def _parser(command: str) -> argparse.ArgumentParser:
    parser = _Parser(
        prog=f"python -m playground {command}", description=say(f"cli.{command}"), allow_abbrev=False
    )
    parser.add_argument("words", nargs="*", metavar="key=value", help=say("cli.words"))
    parser.add_argument("--data", metavar="points.csv", help=say("cli.data", sets=", ".join(SAMPLE_SETS)))
    parser.add_argument("--test-data", metavar="test.csv", help=say("cli.test_data"))
    # Read before (`_spoken_to`); it stands here for --help.
    parser.add_argument("--lang", choices=languages(), help=say("cli.lang"))
    parser.add_argument("--encoding", default="", help=say("cli.encoding"))
    parser.add_argument("--separator", default="", metavar="|".join(SEPARATORS), help=say("cli.separator"))
    parser.add_argument("--decimal", default="", metavar="|".join(DECIMALS), help=say("cli.decimal"))
    parser.add_argument("--columns", default="", metavar="x1,x2", help=say("cli.columns"))
    parser.add_argument("--label", default="", metavar="label", help=say("cli.label"))
    parser.add_argument("--missing", choices=MISSING, default="refuse", help=say("cli.missing"))
    if command == "train":
        parser.add_argument("--format", choices=("csv", "json"), default="csv", help=say("cli.format"))
    if command != "points":
        parser.add_argument("--experiment", default="", metavar="run.json", help=say("cli.experiment"))
    if command == "export":
        parser.add_argument("--to", choices=tuple(TARGETS), default="script", help=say("cli.to"))
        parser.add_argument("--out", default="", metavar="FILE", help=say("cli.out"))
    if command == "sweep":
        parser.add_argument("--x", default="", metavar="lr=0.01,0.1", help=say("cli.sweep_x"))
        parser.add_argument("--y", default="", metavar="batch=0,32", help=say("cli.sweep_y"))
        parser.add_argument("--seeds", default="1", help=say("cli.sweep_seeds"))
        parser.add_argument("--target", default="0.05", metavar="LOSS", help=say("cli.sweep_target"))
        parser.add_argument("--out", default="", metavar="FILE", help=say("cli.sweep_out"))
        parser.add_argument("--format", choices=("csv", "json"), help=say("cli.sweep_format"))
        parser.add_argument("--workers", default="", help=say("cli.sweep_workers"))
    if command == "points":
        parser.add_argument("--numbered", action="store_true", help=say("cli.numbered"))
    return parser


def _help() -> str:
    commands = [f"  {name:<8}{say(f'cli.{name}')}" for name in (*_COMMANDS, "serve")]
    return "\n".join(["python -m playground COMMAND …", "", *commands, "", say("cli.more")])


def _read_file(path: str, options: argparse.Namespace) -> Reading:
    """A file of points as the reader understands it; what has two readings is refused by name."""
    o = options
    named = sample_set(path)
    columns = o.columns or (named[1] if named else "")
    decided = Options.parse(o.encoding, o.separator, o.decimal, columns, o.label, o.missing)
    if named is None or Path(path).exists():
        found = read(_content(path), decided)
    else:
        found = read(named[0].content, named[0].options(decided))
    if isinstance(found, Ambiguous):
        raise found.error
    return found


def _content(path: str) -> bytes:
    limit = settings().upload_bytes
    shown = quote(path, 200)  # the end of a path says most
    try:
        with Path(path).open("rb") as file:
            content = file.read(limit + 1)
    except FileNotFoundError:
        raise ExperimentError("file_missing", value=shown) from None
    except IsADirectoryError:
        raise ExperimentError("file_folder", value=shown) from None
    except PermissionError:  # Windows says so of folders too
        reason = "file_folder" if Path(path).is_dir() else "file_permission"
        raise ExperimentError(reason, value=shown) from None
    except (OSError, ValueError) as fault:
        cause = getattr(fault, "strerror", None) or "no path"
        raise ExperimentError("file", value=shown, cause=str(cause)) from None
    if len(content) > limit:
        raise ExperimentError("file_size", value=shown, limit=f"{limit:,}")
    return content


def _write_csv(experiment: Experiment, chunks: Iterator[Chunk], out: TextIO) -> End | None:
    end = None
    out.write(",".join(_columns(experiment)) + "\n")
    for chunk in chunks:
        out.write("".join(",".join(cells) + "\n" for cells in _cells(experiment, chunk)))
        out.flush()
        end = chunk.end
    return end


def _columns(experiment: Experiment) -> tuple[str, ...]:
    return ("step", "epoch", *experiment.row_names)


def _write_json(experiment: Experiment, chunks: Iterator[Chunk], out: TextIO) -> End | None:
    end, separator, columns = None, "[", _columns(experiment)
    for chunk in chunks:
        for cells in _cells(experiment, chunk):
            # JSON has no word for nan and infinity
            values = (text if text not in ("nan", "inf", "-inf") else "null" for text in cells)
            pairs = ", ".join(f'"{name}": {value}' for name, value in zip(columns, values, strict=True))
            out.write(f"{separator}\n{{{pairs}}}")
            separator = ","
        out.flush()
        end = chunk.end
    out.write("\n]\n")
    out.flush()
    return end


def _cells(experiment: Experiment, chunk: Chunk) -> Iterator[list[str]]:
    """The texts of each row; str of a float32 is the shortest that reads back as the same float32."""
    for step, row in zip(chunk.steps.tolist(), chunk.rows, strict=True):
        yield [str(step), str(experiment.epoch_of(step)), *map(str, row)]


def _divergence(experiment: Experiment, end: End) -> str:
    rate = experiment.learning_rate_at(max(end.step - 1, 0))
    values = {"step": str(end.step), "loss": str(np.float32(end.loss)), "lr": text_of(rate)}
    known = summary(experiment)
    mended = mended_lr(experiment, rate)
    if mended is None:
        too_far = known.critical_lr is not None and known.suggested_lr is None
        mend = say("cli.mend_points" if too_far else "cli.mend_none")
    else:
        by_theory = mended == known.suggested_lr and known.critical_kind != "all_points"
        mend = say("cli.mend_critical" if by_theory else "cli.mend_smaller", suggested=text_of(mended))
    return say("cli.diverged", **values, mend=mend)


def _say_error(line: str, status: int) -> int:
    print(line, file=sys.stderr)
    return status
