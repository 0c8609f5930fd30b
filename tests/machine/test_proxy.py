"""The proxy lets writers go first, whatever the portal behind it does: its own file, for real."""

import base64
import hashlib
import http.client
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import pytest
from django.urls import reverse

from bench.faults.machine import wait_for
from dev.processes import wait_until
from tests.browser.site import free_port

CADDY = Path(sys.executable).parent / "caddy"
FILE = Path(__file__).parents[2] / "deploy" / "Caddyfile"
VISITORS, READERS = 8, 16  # requests that a node is at work on when a page is turned away
KNOWN = {"Cookie": "__Host-session=abc"}
RECEIPTS = [
    reverse(f"applications:{page}", args=["ABCD-1234", "feasibility", 1])
    for page in ("receipt", "receipt-pdf", "manifest")
]


class Node(ThreadingHTTPServer):
    """A web node that is at work on everything it is asked, until `done`."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, answers: type[BaseHTTPRequestHandler]) -> None:
        super().__init__(("127.0.0.1", 0), answers)
        self.done, self.busy = threading.Event(), 0


class Answer(BaseHTTPRequestHandler):
    """Answers when the node is done with it."""

    server: Node

    def do_GET(self) -> None:
        self.server.busy += 1
        self.server.done.wait(20)
        with suppress(OSError):  # who asked may be gone
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

    do_POST = do_GET

    def log_message(self, *_said: object) -> None:
        """Say nothing."""


@contextmanager
def proxy(*nodes: Node, folder: Path, file: Path = FILE) -> Iterator[int]:
    """The proxy in front of these nodes; its port."""
    port = free_port()
    around = {
        **os.environ, "SITE_HOST": f"http://localhost:{port}", "HOME": str(folder),
        "WEB_NODES": " ".join(f"127.0.0.1:{node.server_address[1]}" for node in nodes),
        "PROXY_METRICS_PORT": str(free_port()),
    }  # fmt: skip
    command = [str(CADDY), "run", "--config", str(file), "--adapter", "caddyfile"]
    with subprocess.Popen(command, env=around, stderr=subprocess.DEVNULL) as program:
        try:
            assert wait_for(port, 20)
            yield port
        finally:
            for node in nodes:
                node.done.set()
            program.kill()


class Dying(Answer):
    """Takes a whole request and dies before it answers."""

    def do_GET(self) -> None:
        self.server.busy += 1
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.close_connection = True

    do_POST = do_GET


@contextmanager
def running(node: Node) -> Iterator[Node]:
    threading.Thread(target=node.serve_forever, daemon=True).start()
    yield node
    node.done.set()
    node.shutdown()
    node.server_close()


@pytest.fixture
def node() -> Iterator[Node]:
    with running(Node(Answer)) as node:
        yield node


class Reply(NamedTuple):
    """What came back; status 0: nothing, in the time that was given."""

    status: int
    headers: Message = Message()
    page: str = ""


def ask(port: int, path: str, *, method: str = "GET", wait: float = 20, **headers: str) -> Reply:
    with closing(http.client.HTTPConnection("localhost", port, timeout=wait)) as line:
        try:
            line.request(method, path, headers=headers)
            reply = line.getresponse()
            return Reply(reply.status, reply.headers, reply.read().decode())
        except OSError:
            return Reply(0)


def fill(node: Node, port: int, count: int, *, path: str = "/offertes/1/", **how: str) -> None:
    """Let the node be at work on this many more."""
    until = node.busy + count
    for _one in range(count):
        threading.Thread(target=ask, args=(port, path), kwargs=how, daemon=True).start()
    assert wait_until(lambda: node.busy >= until, seconds=20), path


def test_pages_give_way_and_forms_do_not(node: Node, tmp_path: Path) -> None:
    with proxy(node, folder=tmp_path) as port:
        fill(node, port, VISITORS, method="POST")
        turned = ask(port, "/oproepen/", wait=5)
        assert (turned.status, turned.headers["Retry-After"]) == (503, "5")
        assert turned.headers["Cache-Control"] == "no-store"
        assert 'lang="nl"' in turned.page
        assert 'lang="en"' in turned.page
        fill(node, port, READERS - VISITORS, **KNOWN)  # who is logged in still gets a page
        assert ask(port, "/offertes/", wait=5, **KNOWN).status == 503
        for path in ("/account/login/", "/static/css/page.css", "/healthz", *RECEIPTS):
            fill(node, port, 1, path=path)
        fill(node, port, 4, method="POST")


def test_without_the_limit_a_page_waits_for_its_turn(node: Node, tmp_path: Path) -> None:
    """A control: it is this limit that turns away."""
    file = tmp_path / "Caddyfile"
    file.write_text(re.sub(r"\n\s*unhealthy_request_count .*", "", FILE.read_text()))
    with proxy(node, folder=tmp_path, file=file) as port:
        fill(node, port, VISITORS, method="POST")
        assert ask(port, "/oproepen/", wait=1).status == 0


def test_after_the_crowd_pages_come_again(node: Node, tmp_path: Path) -> None:
    with proxy(node, folder=tmp_path) as port:
        fill(node, port, VISITORS, method="POST")
        assert ask(port, "/oproepen/", wait=5).status == 503
        node.done.set()
        assert wait_until(lambda: ask(port, "/oproepen/", wait=1).status == 200, seconds=10)


def test_the_page_of_the_proxy_is_styled_under_its_own_policy(node: Node, tmp_path: Path) -> None:
    with proxy(node, folder=tmp_path) as port:
        fill(node, port, VISITORS, method="POST")
        turned = ask(port, "/oproepen/", wait=5)
        style = re.search(r"<style>(.*?)</style>", turned.page, re.DOTALL)
    assert style
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"'sha256-{digest}'" in turned.headers["Content-Security-Policy"]
    assert turned.headers["Strict-Transport-Security"]
    assert turned.headers["X-Content-Type-Options"] == "nosniff"


PLACE = ["ABCD-1234", "feasibility"]
UPLOAD = UUID(int=1)
TWICE = [
    reverse("applications:autosave", args=[*PLACE, "summary"]),
    reverse("applications:begin-upload", args=[*PLACE, "project_plan"]),
    reverse("applications:upload", args=[*PLACE, UPLOAD]),
    reverse("applications:finish-upload", args=[*PLACE, UPLOAD]),
    reverse("applications:submit", args=PLACE),
]
ONCE = [
    reverse("applications:withdraw", args=PLACE),
    reverse("applications:partner-ask", args=PLACE),
    reverse("applications:give-up-upload", args=[*PLACE, UPLOAD]),
]


@pytest.fixture
def dying() -> Iterator[Node]:
    with running(Node(Dying)) as node:
        yield node


@pytest.mark.parametrize("path", TWICE)
def test_what_may_be_done_twice_is_asked_of_another_node(
    node: Node, dying: Node, tmp_path: Path, path: str
) -> None:
    """One of two nodes is killed while it is at work on it: nobody hears of that."""
    node.done.set()
    with proxy(dying, node, folder=tmp_path) as port:
        replies = {ask(port, path, method="POST").status for _one in range(6)}
    assert dying.busy
    assert replies == {200}


@pytest.mark.parametrize("path", ONCE)
def test_what_may_be_done_once_is_told_to_be_lost(dying: Node, tmp_path: Path, path: str) -> None:
    with proxy(dying, folder=tmp_path) as port:
        reply = ask(port, path, method="POST", wait=3)
    assert (reply.status, dying.busy) == (502, 1)
    assert 'lang="nl"' in reply.page
    assert 'href="/offertes/"' in reply.page
    assert reply.headers["Retry-After"] == "5"
    assert reply.headers["Strict-Transport-Security"]
