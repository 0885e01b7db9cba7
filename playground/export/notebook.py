"""The shown program as a Jupyter notebook: for each of its parts a heading, what it does, and a cell."""

from __future__ import annotations

import json
from typing import Any

from playground.core.experiment import Experiment
from playground.export.program import parts
from playground.export.targets import Material
from playground.locale import SOURCE, say

__all__ = ["notebook", "notebook_file"]


def notebook(experiment: Experiment, language: str = SOURCE) -> str:
    """A notebook (nbformat 4.5) that prints the losses of the page, run from its first cell to its last."""
    words = "&".join(f"{name}={text}" for name, text in experiment.to_query().items())
    kind = "linear" if experiment.is_linear else "network"
    lead = say(f"linear.code.notebook_{kind}", language)
    link = f"\n\n`?{words}`" if words else ""
    cells = [_markdown("lead", f"# {lead}{link}\n\n{say('notebook.run', language)}")]
    for number, (title, code) in enumerate(parts(experiment, language), start=1):
        what = say(f"notebook.{kind}.{title.rpartition('.')[2]}", language)
        heading = f"## {number}. {say(title, language)}\n\n{what}"
        cells += [_markdown(f"title-{number}", heading), _code(number, code)]
    content = {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {
            "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
            "language_info": {"name": "python"},
        },
        "cells": cells,
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def notebook_file(material: Material) -> str:
    """The notebook as a file."""
    return notebook(material.experiment, material.language)


def _markdown(name: str, text: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "id": name, "metadata": {}, "source": text.splitlines(keepends=True)}


def _code(number: int, code: str) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "id": f"code-{number}",
        "metadata": {},
        "execution_count": None,
        "outputs": [],
        "source": code.splitlines(keepends=True),
    }
