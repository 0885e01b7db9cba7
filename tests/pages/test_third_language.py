"""A language is one folder: with ten strings it is served on every page, in English where it has none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from playground import locale
from playground.locale import say
from playground.shell.frame import PAGES
from playground.stage.reply import texts
from tests.pages.conftest import Open, reply_of, texts_of

STRINGS = {
    "common": {"own_name": "Esperanto", "page.linear": "Lineara klasigilo"},
    "home": {"title": "Rigardu, kiel rekto lernas"},
    "knobs": {"lr.label": "Lernorapido"},
    "stage": {"play": "Ludu"},
    "layers_page": {"title": "Tavoloj kaj modeloj"},
    "tensors_page": {"title": "Tensoroj"},
    "tape_page": {"title": "Gradienta bendo"},
    "fit_page": {"title": "Kompilu kaj trejnu"},
    "predict_page": {"title": "Antaŭdiru"},
}
CACHES = (locale.languages, locale.own_strings, locale.strings, texts)


@pytest.fixture
def third_language(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for language in locale.languages():
        (tmp_path / language).symlink_to(Path(locale.__file__).parent / language)
    (tmp_path / "eo").mkdir()
    for area, strings in STRINGS.items():
        lines = [f'{key} = "{text}"\n' for key, text in strings.items()]
        (tmp_path / "eo" / f"{area}.toml").write_text("".join(lines), encoding="utf-8")
    with monkeypatch.context() as patch:
        patch.setattr(locale, "_FOLDER", tmp_path)
        for cached in CACHES:
            cached.cache_clear()
        yield
    for cached in CACHES:
        cached.cache_clear()


@pytest.mark.sampled(4)
@pytest.mark.usefixtures("third_language")
@pytest.mark.parametrize("page", PAGES)
def test_every_page_serves_it_with_english_in_the_gaps(open_page: Open, page: str) -> None:
    assert sum(map(len, STRINGS.values())) == 10
    app = open_page(page, lang="eo")
    shown = " ".join(texts_of(app))
    title = say(f"{page}.title" if page == "home" else f"{page}_page.title", "eo") if page != "linear" else ""
    assert (title or "Lineara klasigilo") in shown
    assert "Esperanto" in shown  # the language switch
    if page in ("home", "linear", "layers"):
        words = reply_of(app, page)[0]["texts"]
        assert words["lang"] == "eo"
        assert (words["strings"]["play"], words["strings"]["pause"]) == ("Ludu", "Pause")
    elif page != "sweep":  # it has no labs
        view = "surface" if page == "compare" else "traps"
        assert say(f"{page}_page.{view}.title") in shown


@pytest.mark.usefixtures("third_language")
def test_a_browser_of_that_language_gets_it(open_page: Open) -> None:
    assert "Tensoroj" in " ".join(texts_of(open_page("tensors", locale="eo-EO")))
