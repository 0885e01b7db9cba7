"""Routes, headers and delivery, asked the way a browser asks."""

from __future__ import annotations

import asyncio
import gzip
import json
import posixpath
import re
import socket
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import streamlit
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import HTMLResponse
from starlette.routing import Mount, Route
from streamlit import config
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from streamlit.runtime.app_session import AppSession, _populate_theme_msg
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.runtime.scriptrunner_utils import script_run_context
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData, ScriptRequests, ScriptRequestType
from streamlit.runtime.scriptrunner_utils.script_run_context import FragmentThreadState
from streamlit.runtime.state.safe_session_state import SafeSessionState
from streamlit.runtime.state.session_state import SessionState, WStates
from streamlit.testing.v1 import AppTest
from streamlit.web.server.starlette.starlette_routes import create_host_config_routes

from playground.core.experiment import Experiment
from playground.locale import say
from playground.server import shell
from playground.server.middleware import thrifty
from playground.server.nagle import disable_nagle
from playground.server.preview import preview_of, tags
from playground.server.routes import content_security_policy, middleware, routes
from playground.server.shell import FONT, SCRIPT, dressed, script_digest, titled
from playground.shell import assets as assets_module
from playground.shell import streamlit_internals
from playground.shell.assets import Assets
from playground.shell.bundling import address, bundled
from playground.shell.frame import PAGES
from playground.shell.streamlit_internals import cached, host_config, refuse_left_fragments
from tests.pages.conftest import ROOT, link_of, reply_of
from tools import fonts

_YIELD = "_maybe_handle_execution_control_request"


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> Starlette:
    monkeypatch.setattr(assets_module, "_served", False)

    async def page(_request: Any) -> HTMLResponse:
        return HTMLResponse(
            '<head><link rel="preload" href="a.woff2" as="font" /></head><body><p>page</p></body>'
        )

    return Starlette(routes=[*routes(), Route("/linear", page)], middleware=middleware())


def get(app: Starlette, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of one GET."""
    messages: list[dict[str, Any]] = []
    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()],
        "http_version": "1.1",
        "scheme": "http",
        "server": ("localhost", 8501),
        "client": ("localhost", 1),
    }

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        messages.append(message)

    asyncio.run(app(scope, receive, send))
    start = messages[0]
    found = {name.decode().lower(): value.decode() for name, value in start["headers"]}
    return start["status"], found, b"".join(message.get("body", b"") for message in messages[1:])


def test_assets_are_kept_for_a_year_under_their_version(app: Starlette) -> None:
    files = assets_module.assets()
    status, headers, body = get(app, "/" + files.url("stage/stage.js"))
    assert (status, body) == (200, files.files["stage/stage.js"].body)
    assert headers["content-type"].startswith("text/javascript")
    assert "immutable" in headers["cache-control"]
    status, headers, body = get(app, "/assets/0000000000000000/stage/stage.js")
    assert status == 200
    assert headers["cache-control"] == "no-cache"


def test_assets_travel_compressed_where_that_helps(app: Starlette) -> None:
    files = assets_module.assets()
    _, headers, body = get(app, "/" + files.url("stage/stage.css"), accept_encoding="gzip, br")
    assert headers["content-encoding"] == "gzip"
    assert gzip.decompress(body) == files.files["stage/stage.css"].body
    _, headers, _ = get(app, "/" + files.url("fonts/inter-latin.woff2"), accept_encoding="gzip")
    assert "content-encoding" not in headers


@pytest.mark.parametrize(
    "path",
    [
        "nothing.js",
        "../streamlit_app.py",
        "%2e%2e/pyproject.toml",
        "stage/../../pyproject.toml",
        "/etc/passwd",
    ],
)
def test_nothing_but_assets_is_served(app: Starlette, path: str) -> None:
    assert get(app, f"/assets/{assets_module.assets().version}/{path}")[0] == 404


@pytest.fixture
def base_path() -> Iterator[str]:
    """Streamlit's option for the path below which a proxy passes requests on, as people write it."""
    config.set_option("server.baseUrlPath", "/a/b/")
    yield "/a/b"
    config.set_option("server.baseUrlPath", "")


@pytest.mark.parametrize("mount", ["", "/school"])
def test_the_routes_lie_below_the_base_path(app: Starlette, base_path: str, mount: str) -> None:
    below = Starlette(routes=[Mount(mount, app)]) if mount else app
    sheet = "/" + assets_module.assets().url("styles.css")
    here = mount + base_path
    status, headers, _ = get(below, here + sheet)
    assert (status, headers["content-type"]) == (200, "text/css; charset=utf-8")
    for elsewhere in ("", "/a", "/a/bb", "/a/b/c", "/x/a/b"):
        assert get(below, mount + elsewhere + sheet)[0] == 404
    assert get(below, f"{here}/rows")[0] == 405, "the route for rows answers to POST alone"
    assert get(below, f"{mount}/rows")[0] == 404


def test_the_base_path_may_be_set_after_the_routes_were_made(app: Starlette) -> None:
    sheet = "/" + assets_module.assets().url("styles.css")
    assert get(app, sheet)[0] == 200
    config.set_option("server.baseUrlPath", "late")
    try:
        assert get(app, "/late" + sheet)[0] == 200
    finally:
        config.set_option("server.baseUrlPath", "")


@pytest.mark.parametrize("name", sorted(PAGES))
def test_every_page_begins_with_the_navigation_in_a_plain_script(name: str, trainer: object) -> None:
    """A fresh process that runs the root file as a plain script is asked for this page first."""
    app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=60)
    if PAGES[name].url_path:  # the home page has the address of the main script
        app.switch_page(f"pages/{PAGES[name].file}")
    app.run()
    assert not app.exception
    keys = [part.key for part in app.get("bidi_component")]
    assert keys.count("page_words") == 1, "the page came without playground/main.py"


def test_a_plain_script_follows_the_first_link(trainer: object) -> None:
    app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=60)
    app.query_params["lr"] = "0.05"
    app.switch_page("pages/linear.py").run()
    assert reply_of(app)[0]["run"] == Experiment.parse({"lr": "0.05"}).run_id
    assert link_of(app)["lr"] == "0.05"


def test_a_page_begins_again_also_where_another_session_called_navigation_meanwhile(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "one.py").write_text(
        "import streamlit as st\n"
        "from streamlit.runtime.pages_manager import PagesManager\n"
        "from playground.shell.streamlit_internals import begin_with_navigation\n"
        "PagesManager.uses_pages_directory = False\n"
        "begin_with_navigation()\n"
        "st.text('page')\n"
    )
    (tmp_path / "pages" / "two.py").touch()
    (tmp_path / "main.py").write_text(
        "import streamlit as st\n"
        "st.text('frame')\n"
        "st.navigation([st.Page('pages/one.py', url_path='one'), 'pages/two.py']).run()\n"
    )
    app = AppTest.from_file(str(tmp_path / "main.py")).switch_page("pages/one.py").run()
    assert [text.value for text in app.text] == ["frame", "page"]


def test_streamlit_still_takes_a_folder_named_pages_for_the_pages_of_an_app(tmp_path: Path) -> None:
    """If this fails, `begin_with_navigation` and its calls can go."""
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "one.py").write_text("import streamlit as st\nst.text('page')\n")
    (tmp_path / "main.py").write_text("import streamlit as st\nst.text('frame')\n")
    app = AppTest.from_file(str(tmp_path / "main.py")).switch_page("pages/one.py").run()
    assert [text.value for text in app.text] == ["page"]


def test_a_fragment_of_a_page_that_was_left_is_not_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """Streamlit itself would run it: if its own method refuses one day, `refuse_left_fragments` can go."""
    asked: list[ClientState] = []
    monkeypatch.setattr(AppSession, "request_rerun", lambda _session, state: asked.append(state))
    refuse_left_fragments()

    class Session(AppSession):
        def __init__(self) -> None:
            self._client_state = ClientState(page_script_hash="home")

        def __del__(self) -> None:
            """Nothing was begun."""

    session = Session()

    def ask(page: str, fragment: str = "") -> bool:
        """Whether Streamlit hears of a request."""
        before = len(asked)
        session.request_rerun(ClientState(page_script_hash=page, fragment_id=fragment))
        return len(asked) > before

    assert ask("home", "stage"), "the page on which a session began"
    assert not ask("linear", "stage")
    assert ask("linear"), "the menu"
    assert not ask("home", "stage"), "told by the page before"
    assert ask("linear", "stage")
    assert ask(""), "a session that begins does not know its page"
    assert ask("home", "stage")
    session.request_rerun(None)  # files changed, or a new start
    assert asked[-1] is None
    assert ask("home", "stage")


def test_presses_that_streamlit_folds_into_one_are_counted(
    monkeypatch: pytest.MonkeyPatch, in_a_run: None
) -> None:
    monkeypatch.setattr(ScriptRequests, "request_rerun", ScriptRequests.request_rerun)
    monkeypatch.setattr(WStates, "call_callback", WStates.call_callback)
    streamlit_internals.count_presses()
    requests, context = ScriptRequests(), SimpleNamespace()
    context.script_requests = requests
    monkeypatch.setattr(streamlit_internals, "get_script_run_ctx", lambda **_: context)
    seen: list[int] = []
    states = WStates()
    for widget in ("more", "other"):
        states.widget_metadata[widget] = SimpleNamespace(  # type: ignore[assignment]
            callback=lambda: seen.append(streamlit_internals.presses()),
            callback_args=(),
            callback_kwargs={},
            fragment_id=None,
        )

    def press(widget: str) -> None:
        pressed = WidgetStates(widgets=[WidgetState(id=widget, trigger_value=True)])
        assert requests.request_rerun(RerunData(widget_states=pressed))

    for widget in ("more", "more", "other", "more"):
        press(widget)
    taken = requests.on_scriptrunner_ready()
    assert taken.type is ScriptRequestType.RERUN
    folded = taken.rerun_data.widget_states
    assert folded is not None
    assert sorted(state.id for state in folded.widgets) == ["more", "other"], "Streamlit folds them"
    for widget in ("more", "other"):
        states.call_callback(widget)
    assert seen == [3, 1]
    press("more")  # the run that took the others has begun
    states.call_callback("more")
    assert seen == [3, 1, 1]
    assert streamlit_internals.presses() == 1


def test_a_callback_is_not_cut_off_by_the_next_request(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ScriptRunner, _YIELD, getattr(ScriptRunner, _YIELD))
    monkeypatch.setattr(SafeSessionState, "on_script_will_rerun", SafeSessionState.on_script_will_rerun)
    looked: list[str] = []
    monkeypatch.setattr(ScriptRunner, _YIELD, lambda runner: looked.append("looked"))
    streamlit_internals.finish_callbacks()
    runner = object.__new__(ScriptRunner)
    state = SessionState()

    def callback() -> None:
        assert safe["typed"] == 3  # a place at which Streamlit looks for another request
        looked.append("taken")

    safe = SafeSessionState(state, getattr(runner, _YIELD))
    state["typed"] = 3
    monkeypatch.setattr(SessionState, "on_script_will_rerun", lambda *_, **__: callback())
    safe.on_script_will_rerun(WidgetStates())
    assert looked == ["taken"]
    assert safe["typed"] == 3
    assert looked == ["taken", "looked"]


@pytest.fixture
def in_a_run() -> Iterator[None]:
    """What Streamlit knows of a thread that runs a script."""
    before = script_run_context._thread_state.set(FragmentThreadState())
    yield
    script_run_context._thread_state.reset(before)


def test_every_answer_has_the_headers(app: Starlette) -> None:
    for path in ("/linear", "/nowhere", "/" + assets_module.assets().url("favicon.svg")):
        _, headers, _ = get(app, path)
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert "camera=()" in headers["permissions-policy"]
        policy = headers["content-security-policy"]
        assert "unsafe-eval" not in policy
        assert "http" not in policy
        assert "frame-ancestors 'self'" in policy


def test_who_may_frame_the_app_is_a_setting() -> None:
    assert content_security_policy("https://school.example").endswith(
        "frame-ancestors https://school.example"
    )


def test_pages_announce_the_stage_and_other_answers_do_not(app: Starlette) -> None:
    _, headers, _ = get(app, "/linear")
    assert f"<{address('stage/stage.js')}>; rel=modulepreload" in headers["link"]
    assert "BidiComponent" in headers["link"]
    assert "link" not in get(app, "/" + assets_module.assets().url("stage/stage.js"))[1]


def test_an_entry_comes_with_every_module_that_it_reaches(app: Starlette) -> None:
    status, headers, body = get(app, "/" + address("stage/stage.js"))
    assert status == 200
    assert headers["content-type"].startswith("text/javascript")
    assert "immutable" in headers["cache-control"]
    text = body.decode()
    modules = re.findall(r'^modules\["(.+?)"\] = ', text, re.MULTILINE)
    named = re.findall(r'^const \{.*\} = modules\["(.+?)"\];$', text, re.MULTILINE)
    assert {*named} <= {*modules}
    assert modules[-1] == "stage/stage.js"
    assert "stage/draw/view.js" in modules
    assert text.splitlines()[-1] == 'export const { mount, mountEarly } = modules["stage/stage.js"];'
    assert "@typedef" not in text


@pytest.mark.parametrize("line", ["import './a.js'", "export default 1", "const a = import('./a.js')"])
def test_a_form_of_import_that_is_not_bundled_is_refused(monkeypatch: pytest.MonkeyPatch, line: str) -> None:
    monkeypatch.setattr(Assets, "code", lambda _self, _path: f"const b = 1\n{line}\n")
    with pytest.raises(ValueError, match="expected a form"):
        bundled("stage/refused.js")


def test_answers_are_sent_without_delay() -> None:
    """A server on a socket like Streamlit's: its connections have TCP_NODELAY."""

    async def nodelay(prompt: bool) -> bool:
        loop = asyncio.get_running_loop()
        if prompt:
            disable_nagle(loop)
        met: asyncio.Future[bool] = loop.create_future()

        class Meet(asyncio.Protocol):
            def connection_made(self, transport: asyncio.BaseTransport) -> None:
                connection = transport.get_extra_info("socket")
                met.set_result(bool(connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)))

        listening = socket.socket(socket.AF_INET)
        listening.bind(("127.0.0.1", 0))
        async with await loop.create_server(Meet, sock=listening):
            _, writer = await asyncio.open_connection(*listening.getsockname())
            result = await met
            writer.close()
            return result

    assert asyncio.run(nodelay(prompt=True))
    assert not asyncio.run(nodelay(prompt=False)), "asyncio does it by itself now: disable_nagle can go"


def test_streamlits_scripts_are_compressed_and_the_same(app: Starlette) -> None:
    folder = Path(streamlit.__file__).parent / "static" / "static" / "js"
    script = next(folder.glob("index.*.js"))
    status, headers, body = get(app, f"/static/js/{script.name}", accept_encoding="gzip")
    assert status == 200
    assert headers["content-encoding"] == "gzip"
    assert gzip.decompress(body) == script.read_bytes()
    assert len(body) < script.stat().st_size / 2
    assert get(app, "/static/js/../../index.html", accept_encoding="gzip")[0] == 404
    assert get(app, "/static/js/nothing.js", accept_encoding="gzip")[0] == 404


def test_the_version_changes_with_any_byte(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("p{}")
    before = Assets.read(tmp_path)
    assert Assets.read(tmp_path).version == before.version
    (tmp_path / "a.css").write_text("p{ }")
    assert Assets.read(tmp_path).version != before.version


def test_a_page_comes_with_its_style_sheet_and_its_own_font_alone(
    app: Starlette, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shell, "place_of", lambda _scope: None)
    status, headers, body = get(app, "/linear")
    files = assets_module.assets()
    sheet = files.url("styles.css")
    assert status == 200
    head, _, rest = body.decode().partition("</head>")
    assert rest == f'<body><link rel="stylesheet" href="./{sheet}"><p>page</p></body>'
    assert head.startswith(f'<head><link rel="preload" href="./{files.url(FONT)}" as="font"')
    assert head.endswith(f"{files.code(SCRIPT)}</script>")
    assert f"'sha256-{script_digest()}'" in headers["content-security-policy"]
    assert headers["content-length"] == str(len(body))
    zipping = Starlette(
        routes=app.routes, middleware=[*middleware(), Middleware(GZipMiddleware, minimum_size=1)]
    )
    _, headers, zipped = get(zipping, "/linear", accept_encoding="gzip")
    assert headers["content-encoding"] == "gzip"
    assert headers["content-length"] == str(len(zipped))
    assert gzip.decompress(zipped) == body
    status, headers, body = get(app, f"/{sheet}")
    assert (status, headers["content-type"]) == (200, "text/css; charset=utf-8")
    for path, file in assets_module.assets().files.items():
        if path.endswith(".css"):
            assert file.body in body
    for name in re.findall(r'url\("(.+?)"\)', body.decode()):
        assert get(app, f"/{posixpath.dirname(sheet)}/{name}")[0] == 200, name


def test_streamlits_page_has_the_places_that_the_shell_looks_for() -> None:
    page = (Path(streamlit.__file__).parent / "static" / "index.html").read_bytes()
    assert re.search(rb'as="font"', page), "no font is preloaded any more: the script needs another place"
    sent = dressed(page, shell.Place("linear", is_stage=True), "{}").decode()
    assert sent.count("styles.css") == 1
    assert re.findall(r'href="([^"]+)" as="font"', sent) == [f"./{assets_module.assets().url(FONT)}"]
    assert sent.index('data-page="linear"') < sent.index("/static/js/index."), (
        "the script comes before the client"
    )
    assert '<div id="root"></div>' in sent.partition('class="gp-early"')[2]


def test_streamlits_styles_come_without_the_fonts_that_no_page_uses(app: Starlette) -> None:
    style = next((fonts.STATIC / "css").glob("index.*.css"))
    whole, files = style.read_text(encoding="utf-8"), assets_module.assets()
    sent = thrifty(whole)
    assert whole.count("font-family:Source Sans;") == 2
    assert "Source Sans" not in sent
    symbols = fonts.symbols_of_streamlit().name
    assert f"url(../../{files.url(f'fonts/{symbols}')})" in sent, (
        "Streamlit has other icons: call tools.fonts"
    )
    other = whole.replace(symbols, "MaterialSymbols-Rounded.another1.woff2")
    assert "url(../media/MaterialSymbols-Rounded.another1.woff2)" in thrifty(other)
    path = f"/static/css/{style.name}"
    status, headers, body = get(app, path, accept_encoding="gzip")
    assert (status, gzip.decompress(body).decode(), headers["cache-control"]) == (200, sent, "no-cache")
    assert get(app, path, accept_encoding="gzip", if_none_match=headers["etag"])[::2] == (304, b"")


def test_every_icon_that_a_page_can_show_is_in_the_subset() -> None:
    assert fonts.used() <= fonts.listed(), "call tools.fonts"


def test_streamlits_client_is_told_what_its_server_would_answer(app: Starlette) -> None:
    (route,) = create_host_config_routes(None)
    told = asyncio.run(host_config())
    assert told is not None
    status, _, body = get(Starlette(routes=[route]), "/_stcore/host-config")
    assert (status, json.loads(told)) == (200, json.loads(body))
    client = "".join(path.read_text(encoding="utf-8") for path in (fonts.STATIC / "js").glob("*.js"))
    for name in ("BACKEND_BASE_URL", "HOST_CONFIG", "stActiveTheme-${window.location.pathname}", "-v${st}"):
        assert name in client, "the first script of the page tells Streamlit's client nothing any more"


def test_styles_inside_a_page_hold_the_fonts_themselves() -> None:
    inline = assets_module.assets().styles
    assert "data:font/woff2;base64," in inline
    assert 'url("fonts/' not in inline


def test_a_cached_theme_message_is_the_theme() -> None:
    sections = ("theme", "theme.light", "theme.dark", "theme.sidebar", "theme.light.sidebar")
    from_cache = cached(_populate_theme_msg)
    for _ in range(2):
        for section in sections:
            expected, found = CustomThemeConfig(), CustomThemeConfig()
            _populate_theme_msg(expected, section)
            from_cache(found, section)
            assert found == expected
            assert found.ByteSize() == expected.ByteSize()
    parent = CustomThemeConfig()
    cached(lambda _message, _section: None)(parent.light, "theme.light")
    assert not parent.HasField("light")


def test_the_korean_letters_cover_the_catalogue_and_stay_out_of_a_page_without_a_route() -> None:
    files = assets_module.assets()
    texts = "".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "playground/locale/ko").glob("*.toml")
    )
    hangul = {letter for letter in texts if "\uac00" <= letter <= "\ud7a3"}
    missing = [letter for letter in sorted(hangul) if len(letter.encode("euc_kr", "ignore")) != 2]
    assert not missing, "not among the 2,350 syllables that the fonts hold"
    assert b"noto-sans-kr-400.woff2" in files.sheet.body
    assert "noto-sans-kr" not in files.styles.replace("'Noto Sans KR'", "")


def test_a_link_unfolds_with_title_description_and_picture_in_its_language() -> None:
    preview = preview_of("/base/linear", "scene=edge&lang=ko", "en-US")
    title, question = (say(f"linear.scene.edge.{name}", "ko") for name in ("title", "question"))
    assert preview.title == f"{title} · {say('common.page.linear', 'ko')} · {say('common.title', 'ko')}"
    assert preview.description == question
    told = tags(preview, "scene=edge&lang=ko", "https://school.example/app/")
    assert 'content="https://school.example/app/linear?scene=edge&amp;lang=ko"' in told
    picture = re.findall(r'og:image" content="https://school\.example/app/assets/\w+/([\w.]+)"', told)
    body = assets_module.assets().files[picture[0]].body
    assert body[:8] == b"\x89PNG\r\n\x1a\n"
    assert tuple(int.from_bytes(body[at : at + 4], "big") for at in (16, 20)) == (1200, 630)
    assert "og:image" not in tags(preview, "", "")


@pytest.mark.parametrize(
    ("path", "query", "accepted", "title"),
    [
        ("/fit", "view=compile", "fr, ko;q=0.8", f"{say('fit_page.compile.title', 'ko')} · "),
        ("/layers", "view=gallery", "", f"{say('layers_page.gallery.title')} · "),
        ("/", "", "*", say("common.title")),
        ("/no/such", "view=<b>&scene=%00&lang=../ko", "x" * 9999, say("common.title")),
        ("/linear", "scene=__class__&view=" + "9" * 200_000, "", say("common.page.linear")),
    ],
)
def test_a_preview_says_what_the_catalogues_say_and_nothing_of_the_link(
    path: str, query: str, accepted: str, title: str
) -> None:
    preview = preview_of(path, query, accepted)
    assert preview.title.startswith(title)
    told = tags(preview, query, "https://school.example")
    assert "<b>" not in told
    assert len(told) < 10_000


def test_the_page_that_is_sent_has_its_own_name() -> None:
    scope = {"path": "/tape", "query_string": b"view=graph", "headers": []}
    page = titled(b"<head><title>Streamlit</title></head>", scope)
    assert b"Streamlit" not in page
    assert say("tape_page.graph.title").encode() in page
