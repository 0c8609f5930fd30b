"""Requests that no client of the test suite can send, over a socket to the real web server."""

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from http import HTTPStatus

from bench.bar import Bar
from bench.hostile.judge import SLOWEST
from bench.offers.server import Server, running_server
from bench.processes import memory_of

PATIENCE = 8.0  # seconds
MOST_MB = 350  # of one worker
DRIPPING = 12  # lines that send one byte a second, beside 16 threads
POST = b"POST /account/login/ HTTP/1.1\r\nHost: localhost\r\n"
FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"
LOGIN = b"login=a%40b.example&password=x"


def _bodies() -> Iterator[tuple[str, bytes]]:
    """What follows a head that is right."""
    chunked = POST + FORM + b"Transfer-Encoding: chunked\r\n\r\n"
    files = b"Content-Type: multipart/form-data; boundary=x\r\n"
    part = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'
    yield "chunks without a length", chunked + b"5\r\nlogin\r\n2\r\n=a\r\n0\r\n\r\n"
    yield "chunk of no size", chunked + b"zz\r\nlogin\r\n0\r\n\r\n"
    yield "chunk of all bytes there are", chunked + b"ffffffffffffffff\r\nx"
    yield "chunk that is cut off", chunked + b"ff\r\nlogin"
    yield (
        "chunk with an endless extension",
        chunked + b"5;" + b"x" * 70_000 + b"\r\nlogin\r\n0\r\n\r\n",
    )
    yield (
        "file in chunks, cut off",
        POST + files + b"Transfer-Encoding: chunked\r\n\r\n50\r\n" + part,
    )
    yield "length too long", POST + FORM + b"Content-Length: 5000\r\n\r\n" + LOGIN
    yield "file with a length too long", POST + files + b"Content-Length: 90000\r\n\r\n" + part
    yield "length too short", POST + FORM + b"Content-Length: 5\r\n\r\n" + LOGIN
    yield "length below zero", POST + FORM + b"Content-Length: -5\r\n\r\n" + LOGIN
    yield "length that is a word", POST + FORM + b"Content-Length: veel\r\n\r\n" + LOGIN
    yield "length of a terabyte", POST + FORM + b"Content-Length: 1099511627776\r\n\r\n" + LOGIN
    yield "two lengths", POST + FORM + b"Content-Length: 5\r\nContent-Length: 30\r\n\r\n" + LOGIN
    yield (
        "length and chunks",
        POST
        + FORM
        + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n",
    )
    yield (
        "chunks by another name",
        POST + FORM + b"Transfer-Encoding: xchunked\r\n\r\n5\r\nlogin\r\n0\r\n\r\n",
    )
    yield "chunks twice", POST + FORM + b"Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n"


def _heads() -> Iterator[tuple[str, bytes]]:
    """Lines and headers."""
    yield (
        "header of 100 kB",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * 100_000 + b"\r\n\r\n",
    )
    yield (
        "a thousand headers",
        b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"X-A: b\r\n" * 1_000 + b"\r\n",
    )
    yield "header over two lines", b"GET / HTTP/1.1\r\nHost: localhost\r\nX: a\r\n b\r\n\r\n"
    yield "header without a name", b"GET / HTTP/1.1\r\nHost: localhost\r\n: x\r\n\r\n"
    yield "header with a NUL", b"GET / HTTP/1.1\r\nHost: localhost\r\nX: a\0b\r\n\r\n"
    yield "header with a space in its name", b"GET / HTTP/1.1\r\nHost: localhost\r\nX : b\r\n\r\n"
    yield "two hosts", b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: elders.example\r\n\r\n"
    yield "no host", b"GET / HTTP/1.1\r\n\r\n"
    yield "address of 100 kB", b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n"
    yield "address with a space", b"GET /a b HTTP/1.1\r\nHost: localhost\r\n\r\n"
    yield "address in bytes", b"GET /\xff\xfe\x80 HTTP/1.1\r\nHost: localhost\r\n\r\n"
    yield "address with a NUL", b"GET /\0 HTTP/1.1\r\nHost: localhost\r\n\r\n"
    yield (
        "address of another site",
        b"GET http://elders.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n",
    )
    yield "asterisk", b"OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n"
    yield "connect", b"CONNECT elders.example:443 HTTP/1.1\r\nHost: elders.example\r\n\r\n"
    yield "version 0.9", b"GET /\r\n"
    yield "version 9.9", b"GET / HTTP/9.9\r\nHost: localhost\r\n\r\n"
    yield "no line at all", b"\r\n" * 2_000
    yield "TLS where none is", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(200)
    yield "twenty in one", b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n" * 20
    yield "waits to be told", POST + FORM + b"Content-Length: 30\r\nExpect: 100-continue\r\n\r\n"
    yield "expects too much", POST + FORM + b"Content-Length: 30\r\nExpect: 200-ok\r\n\r\n" + LOGIN
    yield (
        "compressed",
        POST + FORM + b"Content-Encoding: gzip\r\nContent-Length: 30\r\n\r\n" + LOGIN,
    )
    yield (
        "switches",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n",
    )
    yield (
        "proxied twice",
        b"GET /over/ HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-Proto: https\r\n"
        b"X-Forwarded-Proto: http\r\n\r\n",
    )
    yield (
        "headers with underscores",
        b"GET /over/ HTTP/1.1\r\nHost: localhost\r\nX_Forwarded_Proto: https\r\n\r\n",
    )


def bars() -> list[Bar]:
    """Each request on a line of its own, then lines that drip while others ask for a page."""
    with running_server() as server:
        answers = {name: _answer(server, data) for name, data in [*_bodies(), *_heads()]}
        broke = [name for name, (status, _seconds) in answers.items() if _is_fault(status)]
        slow = [name for name, (_status, seconds) in answers.items() if seconds > SLOWEST]
        waited = _while_dripping(server, lambda: _answer(server, _ask("/over/"))[1])
        alive = _answer(server, _ask("/healthz"))[0]
        memory = max(memory_of(worker, "VmHWM") for worker in server.workers())
    return [
        Bar(
            f"{len(answers)} requests over a bare line: answers of 500",
            "0",
            f"{len(broke)} {' '.join(broke)}".strip(),
            not broke,
        ),
        Bar(
            f"requests over a bare line: answers over {SLOWEST:.0f} s",
            "0",
            f"{len(slow)} {' '.join(slow)}".strip(),
            not slow,
        ),
        Bar(
            f"a page beside {DRIPPING} bodies of a byte a second",
            f"{SLOWEST:.0f} s",
            f"{waited:.2f} s",
            waited < SLOWEST,
        ),
        Bar("the web server afterwards", "200", str(alive), alive == 200),
        Bar("a worker's memory at most", f"{MOST_MB} MB", f"{memory:.0f} MB", memory < MOST_MB),
    ]


def _is_fault(status: int) -> bool:
    """501 is none: it is the answer to a transfer coding that nobody knows (RFC 9112, 6.1)."""
    return status >= 500 and status != HTTPStatus.NOT_IMPLEMENTED


def _ask(path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode()


def _answer(server: Server, data: bytes) -> tuple[int, float]:
    """The status, 0 for a line that was closed without one, and how long that took."""
    began = time.monotonic()
    with closing(socket.create_connection(("127.0.0.1", server.port), PATIENCE)) as line:
        line.settimeout(PATIENCE)
        head = b""
        with suppress(OSError):  # it hung up before it had read all
            line.sendall(data)
            line.shutdown(socket.SHUT_WR)  # nothing more will come
        with suppress(OSError):
            while b"\r\n" not in head and (more := line.recv(4_096)):
                head += more
    words = head.split(b" ", 2)
    status = int(words[1]) if len(words) > 1 and words[1].isdigit() else 0
    return status, time.monotonic() - began


def _while_dripping(server: Server, ask: Callable[[], float]) -> float:
    """The slowest of some pages while lines send their bodies a byte at a time."""
    head = b"POST /account/login/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 500\r\n"
    head += b"Content-Type: application/x-www-form-urlencoded\r\n\r\n"
    lines = [socket.create_connection(("127.0.0.1", server.port)) for _line in range(DRIPPING)]
    slowest = 0.0
    try:
        for line in lines:
            line.sendall(head)
        for _second in range(3):
            for line in lines:
                line.sendall(b"x")
            slowest = max(slowest, ask())
            time.sleep(1)
    finally:
        for line in lines:
            line.close()
    return slowest
