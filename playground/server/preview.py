"""What a chat or a learning platform shows of a shared link: title, description and one picture (Open Graph).

All words come from the catalogues, by the page, view and scene that the link names; nothing else of a link is
said. A preview wants absolute addresses, so picture and address need the setting `public_url`.
"""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl

from playground.locale import SOURCE, areas, language_of, say, strings
from playground.shell.assets import assets
from playground.shell.frame import PAGES
from playground.stage.questions import AREAS

__all__ = ["PICTURE", "Preview", "language_for", "preview_of", "tags"]

PICTURE: Final = "preview.png"
_SIZE: Final = (1200, 630)  # pixels
_LONGEST: Final = 2000  # characters of an address; a longer one is that of the page


@dataclass(frozen=True, slots=True)
class Preview:
    """Title and description of an address, in one language."""

    title: str
    description: str
    language: str
    path: str = ""


def preview_of(path: str, query: str, accepted: str = "") -> Preview:
    """The preview of an address, whatever stands in it; `accepted` is the header Accept-Language."""
    words = dict(parse_qsl(query, max_num_fields=1000)) if len(query) < 100_000 else {}
    language = language_for(words, accepted)
    last = path.rstrip("/").rpartition("/")[2]
    page = next((name for name, entry in PAGES.items() if entry.url_path == last), "home")
    title, description = next(_named(page, words), ("", "home.lead"))
    parts = [title, "" if page == "home" else f"common.page.{page}", "common.title"]
    return Preview(
        " · ".join(say(key, language) for key in parts if key),
        say(description, language),
        language,
        PAGES[page].url_path,
    )


def language_for(words: Mapping[str, str], accepted: str) -> str:
    """The language of a link, else the first known one that a browser prefers."""
    wanted = [words.get("lang", ""), *(part.partition(";")[0] for part in accepted[:200].split(","))]
    return next(filter(None, (language_of(text.strip()) for text in wanted)), SOURCE)


def tags(preview: Preview, query: str, public_url: str) -> str:
    """The tags for the head of the page, whose link has this query."""
    root = public_url.rstrip("/")
    named = {"og:type": "website", "og:site_name": say("common.title", preview.language)}
    named |= {"og:title": preview.title, "og:description": preview.description}
    if root:
        address = f"{root}/{preview.path}{'?' if query else ''}{query}"
        picture = f"{root}/{assets().url(PICTURE)}"
        named |= {
            "og:url": address if len(address) <= _LONGEST else f"{root}/{preview.path}",
            "og:image": picture,
        }
        named |= dict(zip(("og:image:width", "og:image:height"), map(str, _SIZE), strict=True))
        named |= {"og:image:alt": say("common.preview", preview.language)}
    told = "".join(f'<meta property="{name}" content="{html.escape(text)}">' for name, text in named.items())
    card = "summary_large_image" if root else "summary"
    return (
        f'{told}<meta name="twitter:card" content="{card}">'
        f'<meta name="description" content="{html.escape(preview.description)}">'
    )


def _named(page: str, words: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Keys of title and description that the link names; then those of the page as it is first seen."""
    scenes, scene = AREAS.get(page, page), f"scene.{words.get('scene', '')}"
    if scenes in areas() and f"{scene}.question" in strings(scenes):
        yield f"{scenes}.{scene}.title", f"{scenes}.{scene}.question"
    if (views := f"{page}_page") in areas():
        view, known = words.get("view", ""), strings(views)
        if {f"{view}.title", f"{view}.lead"} <= set(known):
            yield f"{views}.{view}.title", f"{views}.{view}.lead"
        yield from (("", f"{views}.{key}") for key in known if key.endswith("lead"))
