"""The virus scanner: clamd asked over its own protocol, with the bytes streamed to it.

`settings.CLAMD` names it: "tcp://host:3310", "unix:///run/clamav/clamd.ctl", or "" for none. What
happens to a file when it does not answer is docs/decisions/0202.
"""

import socket
from collections.abc import Iterable
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import cache

CONNECT_SECONDS = 2.0
ANSWER_SECONDS = 20.0
DOWN_SECONDS = 30  # after a failure nobody waits for the scanner again for so long
DOWN = "virus-scanner-down"
PIECE_BYTES = 64 * 1024
LONGEST_ANSWER = 4096


class ScannerUnavailable(Exception):
    """There is no answer, or none that says what the file is."""


def is_configured() -> bool:
    """Whether files are scanned here at all."""
    return bool(settings.CLAMD)


def find_virus(content: Iterable[bytes]) -> str:
    """The name of the virus in these bytes, or "" for none. Raises ScannerUnavailable."""
    if cache.get(DOWN):
        raise ScannerUnavailable("it did not answer a moment ago")
    try:
        with _connected() as scanner:
            answer = _asked(scanner, content)
    except OSError as error:
        cache.set(DOWN, True, DOWN_SECONDS)
        raise ScannerUnavailable(str(error)) from error
    if answer == "stream: OK":
        return ""
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        return answer.removeprefix("stream: ").removesuffix(" FOUND")
    raise ScannerUnavailable(answer)  # such as "INSTREAM size limit exceeded. ERROR"


def _connected() -> socket.socket:
    place = urlsplit(settings.CLAMD)
    if place.scheme == "unix":
        scanner = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        scanner.settimeout(CONNECT_SECONDS)
        try:
            scanner.connect(place.path)
        except OSError:
            scanner.close()
            raise
    else:
        scanner = socket.create_connection(
            (place.hostname or "localhost", place.port or 3310), CONNECT_SECONDS
        )
    scanner.settimeout(ANSWER_SECONDS)
    return scanner


def _asked(scanner: socket.socket, content: Iterable[bytes]) -> str:
    """Stream the bytes, each piece behind its length, and read the one line that comes back."""
    scanner.sendall(b"zINSTREAM\0")
    try:
        for piece in content:
            for start in range(0, len(piece), PIECE_BYTES):
                part = piece[start : start + PIECE_BYTES]
                scanner.sendall(len(part).to_bytes(4, "big") + part)
        scanner.sendall(bytes(4))
    except (BrokenPipeError, ConnectionResetError):
        pass  # it stopped listening, as it does above its limit: what it said is still there
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < LONGEST_ANSWER:
        more = scanner.recv(1024)
        if not more:
            break
        answer += more
    if not answer:
        raise ConnectionResetError("no answer")
    return answer.rstrip(b"\0\n").decode("utf-8", "replace")
