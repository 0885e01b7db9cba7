"""Write the small fonts of assets/fonts anew: `python -m tools.fonts`, with `pyftsubset` on the path.

`pyftsubset` comes with the packages fonttools and brotli, which nothing else of the project needs. Call
this after an upgrade of Streamlit, and where a page shows an icon that no page has shown before; a test
says when it is due.
"""

from __future__ import annotations

import re
import shutil
import string
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import streamlit

__all__ = ["FONTS", "ICONS", "STATIC", "icons_of", "listed", "symbols_of_streamlit", "used"]

ROOT: Final = Path(__file__).resolve().parent.parent
FONTS: Final = ROOT / "assets" / "fonts"
ICONS: Final = Path(__file__).parent / "icons.txt"  # the names in the subset, one a line
STATIC: Final = Path(streamlit.__file__).parent / "static" / "static"
_ICON: Final = re.compile(r":material/([a-z0-9_]+)")
_SOURCES: Final = ("playground", "pages")
# Names that are put together at run time, and some that pages of this kind are likely to want next.
_MORE: Final = """
    arrow_back arrow_downward arrow_forward arrow_upward autorenew bolt bookmark calculate chevron_left
    chevron_right close code done edit explore fast_forward fast_rewind flag format_list_bulleted
    function functions grid_view help history hub info insights lightbulb link lock menu_book
    open_in_new palette pause pin psychology quiz refresh replay school science search settings share
    shuffle skip_next skip_previous speed star sync tune upload visibility visibility_off warning
"""
_KOREAN: Final = "한국어"  # on the button of the language: the only Korean on a page in English


def used() -> set[str]:
    """The icons that the app's own sources and Streamlit's browser code name."""
    files = [file for folder in _SOURCES for file in (ROOT / folder).rglob("*.py")]
    return icons_of(files) | icons_of((STATIC / "js").glob("*.js"))


def icons_of(files: Iterable[Path]) -> set[str]:
    """The icons that files name. A name that ends in `_` is put together at run time."""
    found: set[str] = set()
    for file in files:
        found.update(_ICON.findall(file.read_text(encoding="utf-8")))
    return {name for name in found if not name.endswith("_")}


def listed() -> set[str]:
    """The icons that the subset was made with."""
    return set(ICONS.read_text(encoding="utf-8").split())


def symbols_of_streamlit() -> Path:
    """The font of all icons that the installed Streamlit brings; its name has a hash of its content."""
    return next((STATIC / "media").glob("MaterialSymbols-Rounded.*.woff2"))


def main() -> None:
    """Write the subset of icons, with the list of its names, and the three letters of the language button."""
    if shutil.which("pyftsubset") is None:
        sys.exit("received no pyftsubset; expected it on the path: pip install fonttools brotli, anywhere")
    icons = sorted(used() | {*_MORE.split()})
    source = symbols_of_streamlit()
    for former in FONTS.glob("MaterialSymbols-*"):
        former.unlink()
    # With the closure of the layout every icon would come along: each is a ligature of letters.
    letters = string.ascii_lowercase + string.digits + "_"
    _subset(source, source.name, f"--glyphs={','.join(icons)}", f"--text={letters}", "--no-layout-closure")
    ICONS.write_text("\n".join(icons) + "\n", encoding="utf-8")
    for weight in (400, 600):
        _subset(FONTS / f"noto-sans-kr-{weight}.woff2", f"korean-button-{weight}.woff2", f"--text={_KOREAN}")


def _subset(source: Path, name: str, *options: str) -> None:
    features = "--layout-features=rlig"
    command = [
        "pyftsubset",
        str(source),
        *options,
        features,
        "--flavor=woff2",
        f"--output-file={FONTS / name}",
    ]
    subprocess.run([*command, "--ignore-missing-glyphs"], check=True)


if __name__ == "__main__":
    main()
