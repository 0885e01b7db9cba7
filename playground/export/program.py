"""The program of an experiment, of the linear classifier or of a network: whole, and in its parts."""

from __future__ import annotations

from playground.core.experiment import Experiment
from playground.export.network_script import network_script, network_steps
from playground.export.script import script, ten_steps
from playground.locale import SOURCE

__all__ = ["parts", "program"]


def program(experiment: Experiment, language: str = SOURCE) -> str:
    """The complete Python program; executed, it prints the losses of the page."""
    return (script if experiment.is_linear else network_script)(experiment, language)


def parts(experiment: Experiment) -> tuple[tuple[str, str], ...]:
    """The catalogue key of the title, and the code, of each part of the program."""
    if experiment.is_linear:
        return tuple((step.title, step.code) for step in ten_steps(experiment))
    return network_steps(experiment)
