"""What pyproject.toml cannot say: the wheel holds the files that stand beside the package in a checkout.

Its dependencies are those of requirements.txt, without the line that names the constraints of a checkout.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

NOT_COPIED = shutil.ignore_patterns("__pycache__")
SITE = ("streamlit_app.py", ".streamlit/config.toml", "pages", "assets")


class BuildWithSite(build_py):
    """Copy the site into `playground/site/` of what is built."""

    def run(self) -> None:
        super().run()
        if self.editable_mode:
            return
        for name in SITE:
            target = Path(self.build_lib, "playground", "site", name)
            target.parent.mkdir(parents=True, exist_ok=True)
            if Path(name).is_dir():
                shutil.copytree(name, target, dirs_exist_ok=True, ignore=NOT_COPIED)
            else:
                shutil.copyfile(name, target)


def dependencies() -> list[str]:
    """The requirements that requirements.txt lists."""
    lines = Path("requirements.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith(("-", "#"))]


setup(
    install_requires=dependencies(),
    extras_require={"cluster": ["distributed>=2026.8"]},
    cmdclass={"build_py": BuildWithSite},
)
