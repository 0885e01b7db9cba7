"""The ways of starting that docs/hosting.md names: below a base path, behind a proxy, as a plain script."""

from __future__ import annotations

import re
import socket
import socketserver
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Protocol, cast
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, Response, expect

from playground.core.experiment import Experiment
from playground.locale import say
from playground.shell.assets import ROWS, SHEET, assets
from tools.drive.chromium import Witness
from tools.drive.server import Server
from tools.drive.stage import FIRST_LIMIT, Stage

# Streamlit's browser code looks for its server below the page's own address first, then below its parent.
_PROBE = re.compile(r"/[a-z]+/_stcore/(health|host-config)$")
LINK = {"lr": "0.05"}


class NewContext(Protocol):
    """The fixture of that name."""

    def __call__(self, **options: object) -> BrowserContext: ...

    def witness(self, context: BrowserContext) -> Witness: ...


@pytest.fixture(scope="module")
def below() -> Iterator[Server]:
    with Server(base_path="a/b") as server:
        yield server


class PassOn(socketserver.StreamRequestHandler):
    """One request of a connection, or one websocket: `/school/…` here is `/…` of the app."""

    PREFIX = b"/school"

    def handle(self) -> None:
        method, target, version = self.rfile.readline().split(b" ")
        fields = list(iter(self.rfile.readline, b"\r\n"))
        if not target.startswith(self.PREFIX + b"/"):
            self.wfile.write(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            return
        if not any(field.lower().startswith(b"upgrade:") for field in fields):
            fields = [field for field in fields if not field.lower().startswith(b"connection:")]
            fields.append(b"Connection: close\r\n")
        address = ("localhost", cast("Proxy", self.server).app_port)
        with suppress(ConnectionError), socket.create_connection(address) as app:
            app.sendall(b" ".join((method, target.removeprefix(self.PREFIX), version)))
            app.sendall(b"".join(fields) + b"\r\n")
            threading.Thread(target=copy, args=(self.rfile.read1, app.sendall), daemon=True).start()
            copy(app.recv, self.wfile.write)
        with suppress(OSError):  # ends the thread that waits for the browser
            self.connection.shutdown(socket.SHUT_RDWR)


def copy(read: Callable[[int], bytes], write: Callable[[bytes], object]) -> None:
    """All bytes of one direction of a connection, until either side ends it."""
    with suppress(OSError, ValueError):
        while piece := read(2**16):
            write(piece)


class Proxy(socketserver.ThreadingTCPServer):
    """A reverse proxy that serves one app below a prefix, which the app does not know."""

    daemon_threads = True

    def __init__(self, app_port: int) -> None:
        super().__init__(("127.0.0.1", 0), PassOn)
        self.app_port = app_port
        self.url = f"http://localhost:{self.server_address[1]}{PassOn.PREFIX.decode()}"


@pytest.fixture(scope="module")
def proxy(server: Server) -> Iterator[Proxy]:
    with Proxy(server.port) as proxy:
        threading.Thread(target=proxy.serve_forever, daemon=True).start()
        yield proxy
        proxy.shutdown()


def ask(url: str, *, gzip: bool = False, body: bytes | None = None) -> tuple[int, str, str]:
    """Status, type and encoding of an answer."""
    headers = {"Accept-Encoding": "gzip"} if gzip else {}
    try:
        with urllib.request.urlopen(urllib.request.Request(url, body, headers), timeout=30) as answer:
            found = answer.headers
            return answer.status, found.get_content_type(), found.get("Content-Encoding", "")
    except urllib.error.HTTPError as refusal:
        return refusal.code, refusal.headers.get_content_type(), ""


def wait_dressed(page: Page) -> None:
    """The app's own style sheet comes into force, from the route or from inside the page."""
    page.wait_for_function(
        """() => [...document.styleSheets].some((sheet) =>
             [...sheet.cssRules].some((rule) => rule.selectorText?.includes("gp-stage")))"""
    )


def plays_at(base: str, context: BrowserContext, witness: Witness) -> Stage:
    """The linear stage plays at this address, the menu leads home, and nothing is asked for outside of it."""
    page = context.new_page()
    failed: list[str] = []

    def answered(response: Response) -> None:
        if response.status >= 400 and not _PROBE.search(response.url):
            failed.append(f"{response.status} {response.url}")

    context.on("response", answered)
    stage = Stage(page).open(base, "lr=0.05")
    wait_dressed(page)
    assert stage.attribute("run") == Experiment.parse(LINK).run_id
    stage.set_speed("maximum").play().wait_state("done")
    stage.type_knob("seed", "3").wait_run(Experiment.parse({**LINK, "seed": "3"}))
    page.get_by_role("link", name=say("common.page.home")).first.click()
    # With the last slash: without it, relative addresses would lie beside the base path.
    page.wait_for_url(re.compile(re.escape(base) + r"/(\?.*)?$"))
    expect(page.get_by_role("heading", name=say("home.title"))).to_be_visible(timeout=1000 * FIRST_LIMIT)
    assert failed == []
    prefix = urlsplit(base).path + "/"
    paths = [urlsplit(url).path for url in witness.requests if url.startswith(("http", "ws"))]
    assert [path for path in paths if not path.startswith(prefix)] == []
    assert prefix + assets().url(SHEET) in paths
    assert prefix + ROWS in paths, "the rows came by the page instead of by the route"
    return stage


def test_the_routes_lie_below_the_base_path(below: Server) -> None:
    sheet = assets().url(SHEET)
    assert ask(f"{below.url}/{sheet}", gzip=True) == (200, "text/css", "gzip")
    with urllib.request.urlopen(f"{below.url}/linear", timeout=30) as answer:
        shell = answer.read().decode()
        assert "<static/js/BidiComponent" in answer.headers["Link"]
        assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert f'href="./{sheet}"' in shell
    script = re.search(r'src="\./(static/js/index[^"]+)"', shell)
    assert script
    assert ask(f"{below.url}/{script[1]}", gzip=True) == (200, "text/javascript", "gzip")
    # The route refuses a request that is none; Streamlit's own routes answer 405.
    assert ask(f"{below.url}/{ROWS}", body=b"{}")[0] == 400
    root = f"http://localhost:{below.port}"
    for outside in (f"{root}/{sheet}", f"{root}/a/{sheet}", f"{root}/a/bb/{sheet}", f"{root}/linear"):
        assert ask(outside)[0] == 404
    assert ask(f"{root}/{ROWS}", body=b"{}")[0] in (404, 405)


def test_the_app_works_below_a_base_path(new_context: NewContext, below: Server) -> None:
    context = new_context()
    stage = plays_at(below.url, context, new_context.witness(context))
    stage.open(below.url, "data=circle", page="layers")
    wait_dressed(stage.page)
    assert stage.experiment.data == "circle"
    stage.play().wait_step(5)


@pytest.mark.slow
def test_the_app_works_behind_a_proxy_that_strips_its_prefix(new_context: NewContext, proxy: Proxy) -> None:
    context = new_context()
    plays_at(proxy.url, context, new_context.witness(context))


@pytest.fixture
def as_script() -> Iterator[Server]:
    """A process of its own: its first request is the test's."""
    with Server(as_script=True) as server:
        yield server


@pytest.mark.slow
def test_a_plain_script_takes_a_stage_link_as_its_first_request(as_script: Server, page: Page) -> None:
    stage = Stage(page).open(as_script.url, "lr=0.05")
    assert stage.attribute("run") == Experiment.parse(LINK).run_id
    wait_dressed(page)
    expect(page.get_by_role("link", name=say("common.page.layers")).first).to_be_visible()
    expect(page).to_have_title(re.compile(re.escape(say("common.page.linear"))))
    stage.play().wait_step(5)


@pytest.mark.slow
def test_a_plain_script_takes_a_lesson_link_as_its_first_request(as_script: Server, page: Page) -> None:
    page.add_init_script(
        """new MutationObserver(() => {
             if (document.querySelector("[data-testid=stSidebarNav]")) window.sawMenuOfFiles = true
           }).observe(document, { childList: true, subtree: true })"""
    )
    page.goto(f"{as_script.url}/tape?view=graph&lang=ko")
    lead = say("tape_page.graph.lead", "ko").partition(".")[0]
    expect(page.get_by_text(lead).first).to_be_visible(timeout=1000 * FIRST_LIMIT)
    expect(page.locator("html")).to_have_attribute("lang", "ko")
    wait_dressed(page)
    assert page.evaluate("window.sawMenuOfFiles") is None
    page.get_by_role("link", name=say("common.page.tensors", "ko")).first.click()
    page.wait_for_url("**/tensors*")
