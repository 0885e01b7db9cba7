"""The JavaScript of the components: all modules that an entry reaches, in one file.

A browser that fetches forty small modules asks forty times, and finds a module's imports only when it has
read it. So an entry comes as one module, in which each source is a function that returns what it exports,
those that import nothing first. A route serves the file; on a host without one it lies in the page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from posixpath import dirname, join, normpath
from typing import Any, Final

import streamlit as st

from playground.shell.assets import ROUTE, assets, is_served

__all__ = ["BUNDLED", "address", "bundled", "component", "load"]

BUNDLED: Final = "bundled"
# The forms of import and export that the sources of assets/ use; `bundled` refuses any other.
_IMPORT: Final = re.compile(r"""^import\s*\{([^}]*)\}\s*from\s*"(\.{1,2}/[^"]+)";?$""", re.MULTILINE)
_EXPORT_FROM: Final = re.compile(r"""^export\s*\{([^}]*)\}\s*from\s*"(\.{1,2}/[^"]+)";?$""", re.MULTILINE)
_EXPORT_LIST: Final = re.compile(r"^export\s*\{([^}]*)\};?$", re.MULTILINE)
_EXPORT: Final = re.compile(r"^export\s+((?:async\s+)?(?:function|class|const)\s+(\w+))", re.MULTILINE)
_LEFT_OVER: Final = re.compile(r"^(?:import|export)\b.*|\bimport\s*\(\s*[\"'].*", re.MULTILINE)

# Streamlit sends this again with every change, and calls it at each; the clean-up is called once, when the
# component leaves the page, which may be before the module has come.
_MOUNT_JS: Final = """
export default function (given) {
  let cleanUp, gone = false
  const component = Array.isArray(given.data) ? { ...given, data: given.data[0] } : given
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


@cache
def bundled(entry: str) -> str:
    """One module with everything that an entry reaches; it exports what the entry does."""
    done: dict[str, list[str]] = {}
    functions: list[str] = []

    def add(path: str) -> None:
        if path in done:
            return
        source, exported = _as_function(path, add)
        done[path] = exported
        functions.append(source)

    add(entry)
    names = ", ".join(done[entry])
    return "\n".join(
        ["const modules = {};", *functions, f'export const {{ {names} }} = modules["{entry}"];', ""]
    )


def _as_function(path: str, need: Callable[[str], None]) -> tuple[str, list[str]]:
    """A module as a statement that keeps its exports, and their names; `need` is called for what it
    imports.
    """
    exported: list[tuple[str, str]] = []  # the name, and the expression for its value

    def target(found: str) -> str:
        other = normpath(join(dirname(path), found))
        need(other)
        return f'modules["{other}"]'

    def take(match: re.Match[str]) -> str:
        names = ", ".join(f"{name}: {alias}" for name, alias in _names(match[1]))
        return f"const {{ {names} }} = {target(match[2])};"

    def pass_on(match: re.Match[str]) -> str:
        module = target(match[2])
        exported.extend((alias, f"{module}.{name}") for name, alias in _names(match[1]))
        return ""

    def name_list(match: re.Match[str]) -> str:
        exported.extend((alias, name) for name, alias in _names(match[1]))
        return ""

    def name_one(match: re.Match[str]) -> str:
        exported.append((match[2], match[2]))
        return match[1]

    source = assets().code(path)
    for form, change in (
        (_IMPORT, take), (_EXPORT_FROM, pass_on), (_EXPORT_LIST, name_list), (_EXPORT, name_one),
    ):  # fmt: skip
        source = form.sub(change, source)
    strange = _LEFT_OVER.search(source)
    if strange:
        raise ValueError(
            f"{path}: received {strange[0]!r}; expected a form of import or export that is bundled"
        )
    values = ", ".join(f"{name}: {value}" for name, value in exported)
    return f'modules["{path}"] = (() => {{\n{source}\nreturn {{ {values} }};\n}})();', [
        name for name, _ in exported
    ]


def _names(text: str) -> list[tuple[str, str]]:
    """The names between braces, each with the name that it goes by afterwards."""
    pairs = (part.split(" as ") for part in text.split(",") if part.strip())
    return [(pair[0].strip(), pair[-1].strip()) for pair in pairs]


def address(entry: str) -> str:
    """Where the bundled entry is served, relative to the app's own address."""
    return f"{ROUTE}/{assets().version}/{BUNDLED}/{entry}"


@cache
def component(entry: str) -> Callable[..., Any]:
    """What a module draws: it exports `mount(component)`, called at each change of data or theme."""
    js = _SERVED_JS % address(entry) if is_served() else _INLINE_JS % entry
    made: Callable[..., Any] = st.components.v2.component(_name(entry), js=js, isolate_styles=False)

    def draw(*, data: Mapping[str, Any] | bytes, **arguments: Any) -> Any:
        # Streamlit looks for tables in a dictionary, and imports pandas with pyarrow to know them: 65 MB, in
        # the first run of a server. In a list it looks for none; `_MOUNT_JS` takes the dictionary out again.
        return made(data=data if isinstance(data, bytes) else [data], **arguments)

    return draw


def load(entry: str, key: str) -> None:
    """Where no route serves the assets: put the bundled entry into the page."""
    if not is_served():
        data = {"version": assets().version, "entry": entry, "source": bundled(entry)}
        _loader(entry)(key=f"{key}_modules", data=data, height=1)


@cache
def _loader(entry: str) -> Callable[..., Any]:
    made: Callable[..., Any] = st.components.v2.component(f"{_name(entry)}_modules", js=_LOADER_JS)
    return made


def _name(entry: str) -> str:
    return "gradient_playground_" + entry.removesuffix(".js").replace("/", "_")
