"""What the portal answered, served on a port of this machine as the proxy serves it: packed."""

import gzip
import mimetypes
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders

from bench.people.places import Shown

PACKED = ("text/", "application/javascript", "image/svg")
LONG = "public, max-age=31536000, immutable"  # as of files with their hash in their name


class Site:
    """Where it is, which pages it has, and what it gave of them: bytes since somebody asked."""

    def __init__(self) -> None:
        self.address = ""
        self.pages: dict[str, Shown] = {}
        self.bytes_given = 0

    def show(self, pages: Collection[Shown]) -> None:
        """Have these pages and no others; of two with one address the first."""
        self.bytes_given = 0
        self.pages = {}
        for shown in pages:
            self.pages.setdefault(shown.address, shown)


class Handler(BaseHTTPRequestHandler):
    """Gives a page, a file of the portal, or nothing: what a script asks is not of today."""

    protocol_version = "HTTP/1.1"

    def __init__(self, site: Site, *asked: Any) -> None:
        self.site = site
        super().__init__(*asked)

    def do_GET(self) -> None:
        """Answer one request."""
        shown = self.site.pages.get(self.path)
        file = finders.find(self.path[len("/static/") :]) if self.path.startswith("/static") else ""
        if shown:
            policy = {"Content-Security-Policy": shown.policy} if shown.policy else {}
            self._give(shown.body, shown.kind, {**policy, "Cache-Control": "no-store"})
        elif file:
            kind = mimetypes.guess_type(self.path)[0] or "application/octet-stream"
            self._give(Path(str(file)).read_bytes(), kind, {"Cache-Control": LONG})
        else:
            self.send_response(204)
            self.end_headers()

    def do_POST(self) -> None:
        """What is posted is read, or it would be taken for the next request."""
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.do_GET()

    def _give(self, body: bytes, kind: str, headers: dict[str, str]) -> None:
        self.send_response(200)
        if kind.startswith(PACKED):
            body = gzip.compress(body)
            headers = {**headers, "Content-Encoding": "gzip"}
        self.site.bytes_given += len(body)
        charset = "; charset=utf-8" if kind.startswith("text/") else ""
        headers |= {"Content-Type": kind + charset, "Content-Length": str(len(body))}
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_said: Any) -> None:
        """Nobody reads it."""


@contextmanager
def served() -> Iterator[Site]:
    """A site that has no pages yet."""
    site = Site()
    server = ThreadingHTTPServer(("localhost", 0), partial(Handler, site))
    server.daemon_threads = True
    site.address = f"http://localhost:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
