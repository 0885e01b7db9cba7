"""Pictures of every page and view in six forms, and one sheet of all for each form.

`python -m tools.contact_sheet --out DIR [--pages tape,fit] [--forms light,phone]` starts the app, opens each
view, waits until it rests and measures it: how much of the first screen is bare background, where the
question stands, how far the layout shifted. It ends with exit status 1 if a view is over its budget.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from PIL import Image, ImageDraw
from playwright.sync_api import Browser, Page

from playground.home import LESSONS, MAP
from playground.lessons.shared.lab_records import names_of
from tools.drive.chromium import launched
from tools.drive.server import Server

__all__ = ["FORMS", "VIEWS", "main"]

# The views of each page by its address; a stage has none of its own to open.
VIEWS: Final[dict[str, tuple[str, ...]]] = {
    "": ("",),
    **{page: names_of(LESSONS[page].labs) if page in LESSONS else ("",) for page in MAP},
}
VIEWS["layers"] = ("", *VIEWS["layers"])


@dataclass(frozen=True, slots=True)
class Form:
    """How a page is looked at."""

    width: int = 1440
    height: int = 900
    scheme: str = "light"
    language: str = "en"
    is_touch: bool = False


FORMS: Final[dict[str, Form]] = {
    "light": Form(),
    "dark": Form(scheme="dark"),
    "phone": Form(390, 844, is_touch=True),
    "tablet": Form(820, 1180, is_touch=True),
    "projector": Form(1920, 1080),
    "korean": Form(language="ko"),
}
_REST: Final = 60_000  # ms
# Budgets of a view: bare background on the first screen of a desk, %; layout shift while it loads.
MOST_BARE: Final = 15
MOST_SHIFT: Final = 0.03
_DESKS: Final = ("light", "dark", "korean")
# Shares of blocks of 24 px whose centre and corners show nothing but the page's background.
_MEASURE: Final = """() => {
  const SHOWS =
    "canvas, svg, svg *, img, table, td, th, pre, input, button, label, p, h1, h2, h3, li, dt, dd";
  const GROUND = "[data-testid=stAppViewContainer], [data-testid=stMain]";
  const bare = { all: 0, none: 0 };
  const isBare = (x, y) => {
    for (const part of document.elementsFromPoint(x, y)) {
      if (part.matches(SHOWS)) return false;
      if (part.matches("[data-testid=stApp], body, html")) return true;
      const { backgroundColor, borderTopWidth, borderTopStyle } = getComputedStyle(part);
      if (backgroundColor !== "rgba(0, 0, 0, 0)" && !part.matches(GROUND)) return false;
      if (borderTopWidth !== "0px" && borderTopStyle !== "none" && part.clientWidth < 1200) return false;
    }
    return true;
  };
  for (let y = 12; y < innerHeight; y += 24)
    for (let x = 12; x < innerWidth; x += 24) { bare.all += 1; if (isBare(x, y)) bare.none += 1; }
  const question = document.querySelector("[class*=st-key-gp_predict_], [data-testid=stage-question]");
  const box = question?.getBoundingClientRect();
  const place = box ? [box.left, box.top, box.width].map(Math.round) : null;
  return { bare: Math.round((100 * bare.none) / bare.all), question: place, shift: globalThis.gpShift ?? 0 };
}"""
_WATCH_SHIFT: Final = """(() => { globalThis.gpShift = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) globalThis.gpShift += entry.value;
}).observe({ type: "layout-shift", buffered: true }); })()"""


def main() -> int:
    """Take the pictures and print what was measured; exit status 0 if every view keeps its budgets."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("test-results/sheet"))
    parser.add_argument(
        "--pages", default=",".join(VIEWS), help="some of: home tensors tape linear layers fit predict"
    )
    parser.add_argument("--forms", default=",".join(FORMS), help="some of: " + " ".join(FORMS))
    parser.add_argument("--views", default="", help="some views only")
    options = parser.parse_args()
    pages = [page.replace("home", "") for page in options.pages.split(",")]
    options.out.mkdir(parents=True, exist_ok=True)
    measured: dict[str, Any] = {}
    with Server() as server, launched() as browser:
        _warm(server.url, browser)
        for name in options.forms.split(","):
            shots = list(_form(server.url, browser, name, pages, options, measured))
            _sheet(shots, options.out / f"sheet-{name}.png")
    (options.out / "measured.json").write_text(json.dumps(measured, indent=1), encoding="utf-8")
    over = 0
    for shot, found in measured.items():
        missed = _missed(shot, found)
        over += bool(missed)
        told = f"bare {found['bare']:3} %  question {found['question']}  shift {found['shift']:.3f}"
        print(f"{shot:32} {told}{missed}")
    return 1 if over else 0


def _missed(shot: str, found: dict[str, Any]) -> str:
    """Which budgets of a view are missed, as the end of its line."""
    is_desk = shot.split("-")[0] in _DESKS
    missed = ["bare"] * (is_desk and found["bare"] > MOST_BARE) + ["shift"] * (found["shift"] > MOST_SHIFT)
    return f"  MISSED {', '.join(missed)}" if missed else ""


def _warm(url: str, browser: Browser) -> None:
    """Until TensorFlow answers: what waits for it looks otherwise."""
    page = browser.new_page()
    page.goto(f"{url}/tape")
    page.wait_for_selector("canvas", timeout=3 * _REST)
    page.close()


def _form(
    url: str, browser: Browser, name: str, pages: list[str], options: Any, measured: dict[str, Any]
) -> Iterator[Path]:
    form = FORMS[name]
    context = browser.new_context(
        viewport={"width": form.width, "height": form.height},
        color_scheme="dark" if form.scheme == "dark" else "light",
        has_touch=form.is_touch,
        is_mobile=form.is_touch,
        bypass_csp=True,
    )
    context.add_init_script(_WATCH_SHIFT)
    page = context.new_page()
    wanted = set(filter(None, options.views.split(",")))
    for place in pages:
        for view in VIEWS[place]:
            if wanted and view not in wanted:
                continue
            words = "&".join(filter(None, (f"view={view}" if view else "", f"lang={form.language}")))
            page.goto(f"{url}/{place}?{words}")
            _rest(page)
            shot = f"{name}-{place or 'home'}{'-' + view if view else ''}"
            path = options.out / f"{shot}.png"
            page.screenshot(path=path)
            measured[shot] = page.evaluate(_MEASURE)
            yield path
    context.close()


def _rest(page: Page) -> None:
    """Until the page has drawn itself and TensorFlow has answered."""
    page.wait_for_function(
        """() => {
          const app = document.querySelector("[data-testid=stApp]");
          if (app?.dataset.testScriptState !== "notRunning" || !document.querySelector("h1")) return false;
          if (document.querySelector("[data-testid=stSkeleton], html[data-early] .gp-early")) return false;
          const text = document.body.innerText;
          const now = text.length + document.querySelectorAll("canvas, svg, table").length * 1e6;
          const still = globalThis.gpSeen?.[0] === now ? globalThis.gpSeen[1] + 1 : 0;
          globalThis.gpSeen = [now, still];
          return still >= 6;
        }""",
        polling=150,
        timeout=_REST,
    )


def _sheet(shots: list[Path], path: Path, columns: int = 4, width: int = 640) -> None:
    """All pictures of a form on one, each under its name."""
    images = [(shot.stem, Image.open(shot)) for shot in shots]
    if not images:
        return
    scale = width / images[0][1].width
    height = int(images[0][1].height * scale) + 22
    rows = -(-len(images) // columns)
    sheet = Image.new("RGB", (columns * (width + 8), rows * (height + 8)), "#888")
    draw = ImageDraw.Draw(sheet)
    for place, (name, image) in enumerate(images):
        left, top = (place % columns) * (width + 8), (place // columns) * (height + 8)
        sheet.paste(image.resize((width, height - 22)), (left, top + 22))
        draw.text((left + 4, top + 5), name, fill="white")
    sheet.save(path)


if __name__ == "__main__":
    sys.exit(main())
