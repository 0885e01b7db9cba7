"""The JavaScript of the components: all modules that an entry reaches, in one file.

A browser that fetches forty small modules asks forty times, and finds a module's imports only when it has
read it. So an entry comes as one file that holds the sources as they are and makes modules of them in the
browser, those that import nothing first. A route serves the file; on a host without one it lies in the page.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cache
from posixpath import dirname, join, normpath
from typing import Any, Final

import streamlit as st

from playground.shell.assets import ROUTE, assets, is_served

__all__ = ["LINKED", "address", "component", "linked", "load"]

LINKED: Final = "linked"
_IMPORT: Final = re.compile(r"""(\bfrom\s*|\bimport\s*\(?\s*)(["'])(\.{1,2}/[^"']+)\2""")

# `sourceURL` gives each module its own name in the browser's tools and messages.
_LINK_JS: Final = """\
const sources = %s
const urls = new Map()
function address(path) {
  if (urls.has(path)) return urls.get(path)
  const source = sources[path].replace(
    /(\\bfrom\\s*|\\bimport\\s*\\(?\\s*)(["'])(\\.{1,2}\\/[^"']+)\\2/g,
    (whole, before, quote, target) => {
      const found = new URL(target, "http://modules/" + path).pathname.slice(1)
      return Object.hasOwn(sources, found) ? before + quote + address(found) + quote : whole
    })
  const blob = new Blob([source, "\\n//# sourceURL=" + path], { type: "text/javascript" })
  urls.set(path, URL.createObjectURL(blob))
  return urls.get(path)
}
export const { mount } = await import(address(%s))
for (const url of urls.values()) URL.revokeObjectURL(url)
"""

# Streamlit sends this again with every change, and calls it at each; the clean-up is called once, when the
# component leaves the page, which may be before the module has come.
_MOUNT_JS: Final = """
export default function (component) {
  let cleanUp, gone = false
  module.then(({ mount }) => { if (!gone) cleanUp = mount(component) })
  return () => { gone = true; cleanUp?.() }
}
"""
_SERVED_JS: Final = 'const module = import(new URL("%s", document.baseURI).href)' + _MOUNT_JS
_SHELF_JS: Final = """
const shelf = (globalThis.gradientPlayground ??= {})
function place(entry) {
  if (shelf[entry]) return shelf[entry]
  const it = (shelf[entry] = {})
  it.promise = new Promise(resolve => { it.resolve = resolve })
  return it
}
"""
_INLINE_JS: Final = _SHELF_JS + 'const module = place("%s").promise' + _MOUNT_JS
_LOADER_JS: Final = (
    _SHELF_JS
    + """
export default function ({ data }) {
  const it = place(data.entry)
  if (it.version === data.version) return
  it.version = data.version
  import(URL.createObjectURL(new Blob([data.source], { type: "text/javascript" }))).then(it.resolve)
}
"""
)


def reached(entry: str) -> dict[str, str]:
    """Path and source of every module that an entry imports, without comments (the types)."""
    found: dict[str, str] = {}
    waiting = [entry]
    while waiting:
        path = waiting.pop()
        if path not in found:
            found[path] = assets().code(path)
            targets = (match[3] for match in _IMPORT.finditer(found[path]))
            waiting += [normpath(join(dirname(path), target)) for target in targets]
    return found


@cache
def linked(entry: str) -> str:
    """One module with everything that an entry reaches; it exports the entry's `mount`."""
    return _LINK_JS % (json.dumps(reached(entry)), json.dumps(entry))


def address(entry: str) -> str:
    """Where the linked entry is served, relative to the app's own address."""
    return f"{ROUTE}/{assets().version}/{LINKED}/{entry}"


@cache
def component(entry: str) -> Callable[..., Any]:
    """What a module draws: it exports `mount(component)`, called at each change of data or theme."""
    js = _SERVED_JS % address(entry) if is_served() else _INLINE_JS % entry
    made: Callable[..., Any] = st.components.v2.component(_name(entry), js=js, isolate_styles=False)
    return made


def load(entry: str, key: str) -> None:
    """Where no route serves the assets: put the linked entry into the page."""
    if not is_served():
        data = {"version": assets().version, "entry": entry, "source": linked(entry)}
        _loader(entry)(key=f"{key}_modules", data=data, height=1)


@cache
def _loader(entry: str) -> Callable[..., Any]:
    made: Callable[..., Any] = st.components.v2.component(f"{_name(entry)}_modules", js=_LOADER_JS)
    return made


def _name(entry: str) -> str:
    return "gradient_playground_" + entry.removesuffix(".js").replace("/", "_")
