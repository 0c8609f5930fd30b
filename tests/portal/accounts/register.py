"""A trade register on this machine: it serves the replies in kvk_replies over HTTP.

They follow what the KvK's test environment says of these numbers, cut down to what matters here;
the shielded address and the end of the cooperative are invented.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

REPLIES = Path(__file__).parent / "kvk_replies"
KEY = "a-key-of-the-tests"


@dataclass
class Register:
    """What it was asked, and how it misbehaves: a status, a body, or seconds of silence."""

    address: str = ""
    asked: list[str] = field(default_factory=list)
    status: int = 200
    body: bytes | None = None
    location: str = ""
    silence: float = 0

    def answer(self, path: str, key: str) -> tuple[int, bytes]:
        self.asked.append(path)
        time.sleep(self.silence)
        if key != KEY:
            return 401, b'{"fout": "no key"}'
        if self.status != 200 or self.body is not None:
            return self.status, self.body or b""
        found = REPLIES / f"{path.rsplit('/', 1)[-1]}.json"
        if path.startswith("/api/v1/basisprofielen/") and found.exists():
            return 200, found.read_bytes()
        return 404, (REPLIES / "not_found.json").read_bytes()


@contextmanager
def running_register() -> Iterator[Register]:
    """A register that listens on a free port until the block ends."""
    register = Register()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = register.answer(self.path, self.headers.get("apikey", ""))
            self.send_response(status)
            if register.location:
                self.send_header("Location", register.location)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            """Nothing: the tests tell enough."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    register.address = f"http://127.0.0.1:{server.server_address[1]}/api"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield register
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
