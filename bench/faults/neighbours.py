"""The mail server and the virus scanner beside the portal: they answer, hang or are gone."""

import asyncio
import socketserver
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from typing import Any

from aiosmtpd.controller import Controller

from tests.browser.site import free_port

LONG = 3600.0  # seconds: longer than any run, so that only the portal's own patience ends a wait
STEP = 0.1


class MailServer:
    """Counts each Message-ID that it accepted; while it hangs, it says nothing at all."""

    def __init__(self) -> None:
        self.accepted: Counter[str] = Counter()
        self.hangs: str = ""  # "", "before" or "after" it has taken a mail in

    async def handle_EHLO(
        self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        await self._hang("before")
        session.host_name = hostname
        return responses

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        await self._hang("before")
        self.accepted[str(message_from_bytes(envelope.content)["Message-ID"])] += 1
        await self._hang("after")
        return "250 accepted"

    async def _hang(self, moment: str) -> None:
        # Who hung stays silent: that line is lost, also when the server is well again.
        if self.hangs == moment:
            await asyncio.sleep(LONG)


@contextmanager
def mail_server() -> Iterator[tuple[MailServer, int]]:
    """A mail server on a free port, which it keeps."""
    server, port = MailServer(), free_port()
    controller = Controller(server, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield server, port
    finally:
        controller.stop()


class Scanner(socketserver.ThreadingTCPServer):
    """As clamd: finds nothing in whatever it is sent. It can hang, or turn everybody away."""

    allow_reuse_address = daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Scan)
        self.state = ""  # "", "hangs" or "gone"


class _Scan(socketserver.StreamRequestHandler):
    server: Scanner

    def handle(self) -> None:
        if self.server.state == "gone":
            return
        self.rfile.read(len(b"zINSTREAM\0"))
        while size := int.from_bytes(self.rfile.read(4), "big"):
            self.rfile.read(size)
        while self.server.state == "hangs":
            time.sleep(STEP)
        self.wfile.write(b"stream: OK\0")


@contextmanager
def scanner() -> Iterator[Scanner]:
    """A scanner on a free port."""
    with Scanner() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.state = ""
        server.shutdown()
