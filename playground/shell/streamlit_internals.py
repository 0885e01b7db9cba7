"""What relies on undocumented names of Streamlit, each with a test in tests/pages/test_server.py.

`begin_with_navigation`: until the first call of `st.navigation` in a process, Streamlit takes a folder
`pages/` beside the script that it runs for the pages of the app. So where a host runs the root file as a
plain script, the first link to `/linear` ran pages/linear.py alone, without playground/main.py: no menu, no
style sheet, the query string ignored. Streamlit decides this before any code of the app runs, and has no
option for it.

`refuse_left_fragments`: a fragment has the same identity on every page that calls it. What a component told
right before a learner followed the menu reached the server behind the menu's request, and Streamlit ran the
fragment under the page that was left: the browser ended on a blank page, or with "Bad delta path index".

`count_presses`: while a run of a session waits to begin, Streamlit folds what a browser asks for into one
request, so that a button which was pressed three times was pressed once. `presses` says how often.

`finish_callbacks`: when a browser asks for another run, Streamlit cuts off the present one, also before it
took what the browser had set, and in callbacks where they read `st.session_state`. A value that was typed
stood in its field and nowhere else then, and a press was lost.

`cache_theme_message`: Streamlit rebuilds its theme message six times in every script run, fragments included:
a fifth of what a request of the stage costs. The theme of a running server does not change. Without the cache
everything works the same, a little dearer.

`tell_failed_downloads`: a file that is made when its button is pressed may fail. Streamlit then says "Failed
to generate file for download" in every language; with this it says the words of a `DownloadFailed`.

`host_config`: Streamlit's client looks for its server and for these settings, beside each page first, where
they are not (404 at /linear/_stcore/…). It spares itself the search where the page names both.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, MutableMapping
from contextvars import ContextVar
from pathlib import Path
from typing import Any, Final
from weakref import WeakKeyDictionary

import streamlit as st
from starlette.requests import Request
from streamlit import config
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.backend_operation_handler import DeferredFileHandler
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData, ScriptRequests, ScriptRequestType
from streamlit.runtime.state.safe_session_state import SafeSessionState
from streamlit.runtime.state.session_state import WStates
from streamlit.web.server.starlette import starlette_routes

__all__ = [
    "DownloadFailed",
    "begin_with_navigation",
    "cache_theme_message",
    "cached",
    "count_presses",
    "finish_callbacks",
    "host_config",
    "presses",
    "refuse_left_fragments",
    "tell_failed_downloads",
]

Populate = Callable[..., None]

_REQUEST: Final = "request_rerun"
_YIELD: Final = "_maybe_handle_execution_control_request"
_POPULATE: Final = "_populate_theme_msg"


def begin_with_navigation(*, is_page: bool = True) -> None:
    """Start the run again with playground/main.py if Streamlit took the pages from the folder `pages/`.

    Every file in pages/ calls this, and streamlit_app.py does with `is_page=False`. Else nothing happens.
    """
    if PagesManager.uses_pages_directory or (is_page and _is_menu_of_folder()):
        PagesManager.uses_pages_directory = False
        st.rerun()


def _is_menu_of_folder() -> bool:
    """Whether the menu of this run was made from the folder: only then the main script is one of its pages.

    The flag alone misses a run that began before another session's first call of `st.navigation`.
    """
    context = get_script_run_ctx(suppress_warning=True)
    if context is None:
        return False
    main_script = str(Path(context.pages_manager.main_script_path).resolve())
    return any(page["script_path"] == main_script for page in context.pages_manager.get_pages().values())


def refuse_left_fragments() -> None:
    """From now on ignore requests to run a fragment of a page that the session has left."""
    original: Any = getattr(AppSession, _REQUEST)
    if hasattr(original, "pages"):
        return
    # The page of the latest whole run that a session was asked for, by its hash.
    pages: MutableMapping[AppSession, str] = WeakKeyDictionary()

    def request_rerun(session: AppSession, client_state: ClientState | None) -> None:
        asked = "" if client_state is None else client_state.page_script_hash
        if client_state is None or not client_state.fragment_id:
            pages[session] = asked
        else:
            # The first request of a session does not know its page yet.
            page = pages.get(session) or session.page_script_hash
            if page and asked and page != asked:
                return
        original(session, client_state)

    request_rerun.pages = pages  # type: ignore[attr-defined]
    setattr(AppSession, _REQUEST, request_rerun)


def finish_callbacks() -> None:
    """From now on callbacks come to their end before Streamlit looks at what was asked for meanwhile."""
    look: Any = getattr(ScriptRunner, _YIELD)
    take: Any = SafeSessionState.on_script_will_rerun
    if hasattr(look, "original"):
        return

    def look_later(runner: ScriptRunner) -> None:
        if not _is_taking.get():
            look(runner)

    def take_whole(state: SafeSessionState, *asked: Any, **named: Any) -> None:
        token = _is_taking.set(True)
        try:
            take(state, *asked, **named)
        finally:
            _is_taking.reset(token)

    look_later.original = look  # type: ignore[attr-defined]
    setattr(ScriptRunner, _YIELD, look_later)
    SafeSessionState.on_script_will_rerun = take_whole  # type: ignore[assignment, method-assign]


# Whether what a browser has set is being taken, callbacks included.
_is_taking: ContextVar[bool] = ContextVar("is_taking", default=False)


def count_presses() -> None:
    """From now on keep how often a button was pressed before its callback is called; see `presses`."""
    fold: Any = ScriptRequests.request_rerun
    call: Any = WStates.call_callback
    if hasattr(fold, "counts"):
        return
    # Presses that were folded into an earlier one, by the requests of a session's runs and the widget.
    counts: MutableMapping[ScriptRequests, Counter[str]] = WeakKeyDictionary()

    def request_rerun(requests: ScriptRequests, new_data: RerunData) -> bool:
        waiting: set[str] = set()
        if requests._state is ScriptRequestType.RERUN:
            waiting = _pressed(requests._rerun_data)
        counts.setdefault(requests, Counter()).update(waiting & _pressed(new_data))
        return bool(fold(requests, new_data))

    def call_callback(states: WStates, widget_id: str) -> None:
        context = get_script_run_ctx(suppress_warning=True)
        folded = counts.get(context.script_requests) if context and context.script_requests else None
        token = _presses.set(1 + (folded.pop(widget_id, 0) if folded else 0))
        try:
            call(states, widget_id)
        finally:
            _presses.reset(token)

    request_rerun.counts = counts  # type: ignore[attr-defined]
    ScriptRequests.request_rerun = request_rerun  # type: ignore[assignment, method-assign]
    WStates.call_callback = call_callback  # type: ignore[assignment, method-assign]


def presses() -> int:
    """How often the button was pressed whose callback is called now."""
    return _presses.get()


_presses: ContextVar[int] = ContextVar("presses", default=1)


def _pressed(asked: RerunData) -> set[str]:
    states = asked.widget_states.widgets if asked.widget_states else ()
    return {
        state.id for state in states if state.WhichOneof("value") == "trigger_value" and state.trigger_value
    }


class DownloadFailed(Exception):  # noqa: N818, a state, and no fault
    """Why a file cannot be made now, in the words of who pressed its button."""


def tell_failed_downloads() -> None:
    """From now on a button whose file cannot be made says why, if the reason is a `DownloadFailed`."""
    execute: Any = MediaFileManager.execute_deferred
    answer: Any = DeferredFileHandler.handle
    if hasattr(execute, "told"):
        return
    told: dict[str, str] = {}  # by the placeholder of the file

    def execute_deferred(files: MediaFileManager, file_id: str) -> Any:
        try:
            return execute(files, file_id)
        except Exception as fault:
            if isinstance(fault.__cause__, DownloadFailed):
                told[file_id] = str(fault.__cause__)
            raise

    async def handle(handler: Any, request: Any, *session: Any, **named: Any) -> Any:
        response = await answer(handler, request, *session, **named)
        words = told.pop(request.deferred_file.file_id, "")
        if words and response.error_msg:
            response.error_msg = words
        return response

    execute_deferred.told = told  # type: ignore[attr-defined]
    MediaFileManager.execute_deferred = execute_deferred  # type: ignore[assignment, method-assign]
    DeferredFileHandler.handle = handle  # type: ignore[assignment, method-assign]


async def host_config() -> str | None:
    """What Streamlit answers at `_stcore/host-config`, as JSON; None where it has no such route."""
    if not _host_config:
        try:
            (route,) = starlette_routes.create_host_config_routes(None)
            scope = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": []}
            answer = await route.endpoint(Request(scope))  # type: ignore[attr-defined]
            _host_config.append(json.dumps(json.loads(answer.body)))
        except Exception:  # noqa: BLE001 - another version of Streamlit: its client searches, as it does by itself
            _host_config.append(None)
    return _host_config[0]


_host_config: Final[list[str | None]] = []


def cache_theme_message() -> None:
    """Build Streamlit's theme message once, unless files are watched: then it may change."""
    populate: Any = getattr(app_session, _POPULATE, None)
    if config.get_option("server.fileWatcherType") != "none" or not callable(populate):
        return
    if not hasattr(populate, "cached"):
        setattr(app_session, _POPULATE, cached(populate))


def cached(populate: Populate) -> Populate:
    """The same function, which looks into the options once for each section."""
    messages: dict[str, CustomThemeConfig] = {}

    def from_cache(message: CustomThemeConfig, section: str = "theme") -> None:
        if section not in messages:
            description = CustomThemeConfig()
            populate(description, section)
            messages[section] = description
        if messages[section].ByteSize():  # an empty one must stay absent
            message.MergeFrom(messages[section])

    from_cache.cached = True  # type: ignore[attr-defined]
    return from_cache
