"""Components of the lesson pages: a module of assets/ that draws what Python gives it as plain data.

The module exports `mount(component)`, as the stage's does (playground.ui.stage); `component.data` is the
record given to `show`. Where no route serves the assets, the modules come inside the page, once an entry.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final

import streamlit as st

from playground.locale import strings
from playground.ui.assets import assets, is_served
from playground.ui.language import language

__all__ = ["show", "words"]

_SERVED_JS: Final = """
const entry = new URL("%s", document.baseURI).href
export default function (component) {
  let cleanUp, gone = false
  import(entry).then(module => { if (!gone) cleanUp = module.mount(component) })
  return () => { gone = true; cleanUp?.() }
}
"""

_SHELF_JS: Final = """
const shelf = (globalThis.gradientPlaygroundLessons ??= {})
function place(entry) {
  if (shelf[entry]) return shelf[entry]
  const it = (shelf[entry] = {})
  it.promise = new Promise(resolve => { it.resolve = resolve })
  return it
}
"""

_INLINE_JS: Final = (
    _SHELF_JS
    + """
export default function (component) {
  let cleanUp, gone = false
  place("%s").promise.then(module => { if (!gone) cleanUp = module.mount(component) })
  return () => { gone = true; cleanUp?.() }
}
"""
)

# Makes modules of the sources it is given, the ones that import nothing first, and hands on the entry.
_LOADER_JS: Final = (
    _SHELF_JS
    + """
export default function ({ data }) {
  const it = place(data.entry)
  if (it.version === data.version) return
  it.version = data.version
  const urls = new Map()
  const address = path => {
    if (urls.has(path)) return urls.get(path)
    const source = data.modules[path].replace(
      /(\\bfrom\\s*|\\bimport\\s*\\(?\\s*)(["'])(\\.{1,2}\\/[^"']+)\\2/g,
      (whole, before, quote, target) => {
        const found = new URL(target, "http://modules/" + path).pathname.slice(1)
        return Object.hasOwn(data.modules, found) ? before + quote + address(found) + quote : whole
      })
    urls.set(path, URL.createObjectURL(new Blob([source], { type: "text/javascript" })))
    return urls.get(path)
  }
  import(address(data.entry)).then(it.resolve)
}
"""
)


def show(
    entry: str, key: str, data: Mapping[str, Any], triggers: Mapping[str, Callable[[], None]] | None = None
) -> None:
    """Draw `data` by the module `entry`; `triggers` are called when the module tells of an event.

    What an event tells is in `st.session_state[key]` under the trigger's name, and is untrusted.
    """
    if not is_served():
        files = assets()
        _loader(entry)(
            key=f"{key}_modules",
            data={"version": files.version, "entry": entry, "modules": files.modules()},
            height=1,
        )
    callbacks = {f"on_{name}_change": callback for name, callback in (triggers or {}).items()}
    _component(entry)(key=key, data=dict(data), **callbacks)


def words(area: str, table: str) -> dict[str, str]:
    """All strings of a table of the catalogue in the language of this run, for the module to speak with."""
    start = f"{table}."
    found = strings(area, language())
    return {name.removeprefix(start): text for name, text in found.items() if name.startswith(start)}


@cache
def _component(entry: str) -> Callable[..., Any]:
    js = _SERVED_JS % assets().url(entry) if is_served() else _INLINE_JS % entry
    made: Callable[..., Any] = st.components.v2.component(_name(entry), js=js, isolate_styles=False)
    return made


@cache
def _loader(entry: str) -> Callable[..., Any]:
    made: Callable[..., Any] = st.components.v2.component(f"{_name(entry)}_modules", js=_LOADER_JS)
    return made


def _name(entry: str) -> str:
    return "gradient_playground_" + entry.removesuffix(".js").replace("/", "_")
