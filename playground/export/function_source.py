"""The text of functions of this project, so that an exported program runs the same code."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable
from functools import cache
from types import FunctionType, ModuleType
from typing import Any, cast

__all__ = ["source_of"]


@cache
def source_of(*functions: Callable[..., Any]) -> str:
    """The text of functions, behind the constants and functions of their module that they use.

    Type annotations are left out, as they would need more imports. The program itself imports modules (`np`).
    """
    constants: dict[str, str] = {}
    definitions: dict[str, str] = {}
    for function in functions:
        _collect(cast("FunctionType", function), constants, definitions)
    head = ["\n".join(constants.values())] if constants else []
    return "\n\n\n".join([*head, *definitions.values()])


def _collect(function: FunctionType, constants: dict[str, str], definitions: dict[str, str]) -> None:
    text = _without_annotations(inspect.getsource(function))
    names = [node.id for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name)]
    for name in dict.fromkeys(names):
        if name not in function.__globals__ or name == function.__name__:
            continue
        match function.__globals__[name]:
            case FunctionType() as helper:
                _collect(helper, constants, definitions)
            case bool() | int() | float() | str() as value:
                constants[name] = f"{name} = {value!r}"
            case ModuleType():
                pass
            case other:
                raise TypeError(f"{function.__name__} uses {name}, a {type(other).__name__}")
    definitions[function.__name__] = text


def _without_annotations(source: str) -> str:
    """The text of a function without the types in its signature."""
    (definition,) = ast.parse(source).body
    assert isinstance(definition, ast.FunctionDef)
    text = source.encode()  # ast counts bytes
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    cuts = []
    arguments = definition.args
    for argument in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs):
        if annotation := argument.annotation:
            name_end = starts[argument.lineno - 1] + argument.col_offset + len(argument.arg.encode())
            cuts.append((name_end, _end(annotation, starts)))
    if returned := definition.returns:
        signature = text[: starts[returned.lineno - 1] + returned.col_offset].rstrip()
        cuts.append((len(signature.removesuffix(b"->").rstrip()), _end(returned, starts)))
    for begin, end in reversed(cuts):
        text = text[:begin] + text[end:]
    return text.decode().rstrip()


def _end(node: ast.expr, starts: list[int]) -> int:
    assert node.end_lineno is not None
    assert node.end_col_offset is not None
    return starts[node.end_lineno - 1] + node.end_col_offset
