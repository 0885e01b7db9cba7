"""An experiment as a JSON file, which the page and the command line take back."""

from __future__ import annotations

from playground.export.targets import Material

__all__ = ["experiment_file"]


def experiment_file(material: Material) -> str:
    """The experiment, with a version and own points."""
    return material.experiment.to_json() + "\n"
