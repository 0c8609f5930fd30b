"""Requests over connections that are kept open, as browsers keep them.

It is cheap, for it works on the same two cores as what it measures: one thread, no library.
"""

import asyncio
import re
from contextlib import suppress
from dataclasses import dataclass
from typing import NamedTuple

HEAD_END = b"\r\n\r\n"
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
RETRY = re.compile(rb"\r\nretry-after: *(\d+)", re.IGNORECASE)
PATIENCE = 60.0
LARGEST = 4 * 1024 * 1024


class Answer(NamedTuple):
    """Status 0: the line broke before there was an answer."""

    status: int
    body: bytes = b""
    may_retry: bool = False  # it says when to come back


@dataclass
class Line:
    """One open connection."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter


class Lines:
    """Connections to the proxy that are used over and over."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._idle: list[Line] = []

    async def ask(self, request: bytes) -> Answer:
        """Send one whole request and read its whole answer."""
        try:
            line = await self._line()
        except OSError:
            return Answer(0)
        try:
            async with asyncio.timeout(PATIENCE):
                line.writer.write(request)
                answer, is_kept = await _read(line.reader)
        except (OSError, EOFError, TimeoutError):
            line.writer.close()
            return Answer(0)
        if is_kept:
            self._idle.append(line)
        else:
            line.writer.close()
        return answer

    async def close(self) -> None:
        """Let all connections go."""
        for line in self._idle:
            line.writer.close()
            with suppress(OSError):
                await line.writer.wait_closed()

    async def _line(self) -> Line:
        while self._idle:
            line = self._idle.pop()
            if not line.reader.at_eof():
                return line
            line.writer.close()
        return Line(*await asyncio.open_connection("127.0.0.1", self._port, limit=LARGEST))


async def _read(reader: asyncio.StreamReader) -> tuple[Answer, bool]:
    """One answer, and whether the connection stays open."""
    head = await reader.readuntil(HEAD_END)
    length = LENGTH.search(head)
    if length is None:
        raise EOFError("an answer without a length")  # no page that is asked here streams
    body = await reader.readexactly(int(length[1]))
    is_kept = b"\r\nconnection: close" not in head.lower()
    return Answer(int(head[9:12]), body, RETRY.search(head) is not None), is_kept
