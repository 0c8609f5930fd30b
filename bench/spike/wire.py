"""Requests over connections that are kept open, as the proxy in front of the portal keeps them.

It is cheap, for it works on the same two cores as what it measures: one thread, no library.
"""

import asyncio
import itertools
import re
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import NamedTuple

HEAD_END = b"\r\n\r\n"
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
RETRY = re.compile(rb"\r\nretry-after: *(\d+)", re.IGNORECASE)
KEPT_SECONDS = 1.0  # shorter than the web server keeps one: it lets go under nobody
LEFT_OUT_SECONDS = 1.0  # a node that did not answer is asked no more for so long
PATIENCE = 60.0
LARGEST = 4 * 1024 * 1024


class Answer(NamedTuple):
    """Status 0: the line broke before there was an answer."""

    status: int
    body: bytes = b""
    may_retry: bool = False  # it says when to come back


@dataclass
class Line:
    """One open connection to one node."""

    port: int
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    used_at: float = field(default_factory=time.monotonic)


class Proxy:
    """Each request to the next node in turn: nobody belongs to a node.

    A node that takes no connection is passed over. What was sent to one that then died was
    perhaps done, so it is not sent again by itself: the answer is cut, and the person decides.
    """

    def __init__(self, ports: list[int]) -> None:
        self._turn = itertools.cycle(ports)
        self._count = len(ports)
        self._idle: dict[int, list[Line]] = {port: [] for port in ports}
        self._left_out: dict[int, float] = dict.fromkeys(ports, 0.0)

    async def ask(self, request: bytes) -> Answer:
        """Send one whole request and read its whole answer."""
        line = await self._line()
        if line is None:
            return Answer(0)
        try:
            async with asyncio.timeout(PATIENCE):
                line.writer.write(request)
                answer, is_kept = await _read(line.reader)
        except (OSError, EOFError, TimeoutError):
            line.writer.close()
            return Answer(0)
        if is_kept:
            line.used_at = time.monotonic()
            self._idle[line.port].append(line)
        else:
            line.writer.close()
        return answer

    async def close(self) -> None:
        """Let all connections go."""
        for line in itertools.chain.from_iterable(self._idle.values()):
            line.writer.close()
            with suppress(OSError):
                await line.writer.wait_closed()

    async def _line(self) -> Line | None:
        for _node in range(self._count):
            port = next(self._turn)
            now = time.monotonic()
            if now < self._left_out[port]:
                continue
            idle = self._idle[port]
            while idle:
                line = idle.pop()  # the last used, so that those we have too many of grow old
                if now - line.used_at < KEPT_SECONDS and not line.reader.at_eof():
                    return line
                line.writer.close()
            try:
                return Line(port, *await asyncio.open_connection("127.0.0.1", port, limit=LARGEST))
            except OSError:
                self._left_out[port] = time.monotonic() + LEFT_OUT_SECONDS
        return None


async def _read(reader: asyncio.StreamReader) -> tuple[Answer, bool]:
    """One answer, and whether the connection stays open."""
    head = await reader.readuntil(HEAD_END)
    length = LENGTH.search(head)
    if length is None:
        raise EOFError("an answer without a length")  # no page that is asked here streams
    body = await reader.readexactly(int(length[1]))
    is_kept = b"\r\nconnection: close" not in head.lower()
    return Answer(int(head[9:12]), body, RETRY.search(head) is not None), is_kept
