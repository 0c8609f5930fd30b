"""What a browser sends and reads, as bytes; for load in processes that know no Django."""

import re

EDGE = "-- een stuk --"
HASH = re.compile(rb'<dd class="hash">([0-9a-f\s]+)</dd>')
RECEIVED = re.compile(rb'<time datetime="([^"]+)"')


def part_of_file(token: str, start: int, part: bytes) -> tuple[str, bytes]:
    """The content type and body with which a page sends one part of a file."""
    fields = {"csrfmiddlewaretoken": token, "start": str(start)}
    head = "".join(
        f'--{EDGE}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ) + (
        f'--{EDGE}\r\nContent-Disposition: form-data; name="part"; filename="part"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n"
    )
    body = head.encode() + part + f"\r\n--{EDGE}--\r\n".encode()
    return f'multipart/form-data; boundary="{EDGE}"', body


def receipt_in(page: bytes) -> tuple[str, str] | None:
    """The hash and the moment of receipt that a page shows; None when it shows none."""
    shown, moment = HASH.search(page), RECEIVED.search(page)
    if shown is None or moment is None:
        return None
    return b"".join(shown[1].split()).decode(), moment[1].decode()
