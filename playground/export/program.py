"""The program of an experiment, of the linear classifier or of a network: whole, and in its parts."""

from __future__ import annotations

from playground.core.experiment import Experiment
from playground.export.network_script import network_script, network_steps
from playground.export.script import script, ten_steps
from playground.export.targets import Material
from playground.locale import SOURCE, strings

__all__ = ["parts", "program", "script_file"]


def program(experiment: Experiment, language: str = SOURCE) -> str:
    """The complete Python program; executed, it prints the losses of the page."""
    code = (script if experiment.is_linear else network_script)(experiment, language)
    return _spoken(code, language)


def script_file(material: Material) -> str:
    """The program as a file."""
    return program(material.experiment, material.language)


def parts(experiment: Experiment, language: str = SOURCE) -> tuple[tuple[str, str], ...]:
    """The catalogue key of the title, and the code, of each part of the program."""
    if experiment.is_linear:
        found = tuple((step.title, step.code) for step in ten_steps(experiment))
    else:
        found = network_steps(experiment)
    return tuple((title, _spoken(code, language)) for title, code in found)


def _spoken(code: str, language: str) -> str:
    """The code with what it prints, and its comments, in a language."""
    source, own = strings("exported"), strings("exported", language)
    for key, text in source.items():
        before, after = ('print(f"', "") if key.startswith("print.") else ("# ", "\n")
        code = code.replace(f"{before}{text}{after}", f"{before}{own[key]}{after}")
        if after and code.endswith(f"{before}{text}"):  # a comment that ends a part
            code = code.removesuffix(text) + own[key]
    return code
