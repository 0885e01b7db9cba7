"""Where the files lie that are no Python modules: pages, assets, the script that Streamlit runs.

In a checkout they stand beside the package, as Streamlit's hosting expects them. The wheel holds them in
`playground/site/` (see setup.py).
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

__all__ = ["SITE"]

_PACKAGE: Final = Path(__file__).resolve().parents[1]
_INSTALLED: Final = _PACKAGE / "site"
SITE: Final = _INSTALLED if _INSTALLED.is_dir() else _PACKAGE.parent
