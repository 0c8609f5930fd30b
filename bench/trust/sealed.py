"""Canaries: words planted in offers, then looked for wherever the portal leaves bytes.

Offers are written and sent through the pages, as companies do, so that requests, sessions, caches,
tasks and logs see them too. Before the opening none may be found, in any form.
"""

import base64
import copy
import io
import logging
import os
import re
import sys
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from celery.signals import before_task_publish
from django.conf import settings
from django.core.cache import caches
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from bench.bar import Bar
from bench.trust import queue, stage
from calls.models import Phase
from portal.work.jobs import run_open_jobs
from tests.applications.stages import draft, open_phase
from tests.cast import Cast, client_of

MARK = "KANARIE7f3a9c"
PER_OFFER = 50
SMALLEST_STREAM = 8  # bytes that a deflated stream has at the least


def bars(canaries: int, *, may_lack_redis: bool = False) -> list[Bar]:
    """Plant so many, look everywhere, and show that the looking finds each form.

    Needs redis-server; the short form looks through the cache in memory on a machine without it.
    """
    with ExitStack() as stack:
        has_redis = queue.is_here() or not may_lack_redis
        folder = stack.enter_context(queue.real_redis()) if has_redis else None
        seen = stack.enter_context(watched())
        planted = plant(canaries)
        left = {**left_behind(), **seen.data()}
        left["Redis" if folder else "cache"] = list(_files(folder)) if folder else _cached()
    found = {name: places(data) for name, data in left.items()}
    hits = [f"{name}: {', '.join(forms)}" for name, forms in found.items() if forms]
    blind = [form for form, data in controls().items() if form not in places(data)]
    return [
        Bar(
            f"sealed: {planted:,} canaries, found before the opening",
            "0",
            "; ".join(hits) or "0",
            not hits,
        ),
        Bar(
            "sealed: bytes that were looked through",
            "some in each place",
            ", ".join(f"{name} {sum(map(len, data)):,}" for name, data in left.items()),
            all(any(data) for data in left.values()),
        ),
        Bar("sealed: forms that the search would miss", "0", ", ".join(blind) or "0", not blind),
    ]


def forms() -> dict[str, list[bytes]]:
    """The mark in every form in which bytes of a text lie about."""
    raw = MARK.encode()
    return {
        "raw": [raw],
        "hex": [raw.hex().encode(), raw.hex().upper().encode()],
        # Wherever the text begins, the middle of it has one of three spellings.
        "base64": [base64.b64encode(b"x" * shift + raw)[4:-4] for shift in range(3)],
        "utf-16": [MARK.encode("utf-16-le"), MARK.encode("utf-16-be")],
    }


def places(data: list[bytes]) -> list[str]:
    """The forms in which the mark stands in these bytes."""
    wanted = forms()
    found = {
        form
        for piece in data
        for form, spelled in wanted.items()
        if any(s in piece for s in spelled)
    }
    if any(MARK.encode() in text for piece in data for text in inflated(piece)):
        found.add("deflated")
    return sorted(found)


def inflated(data: bytes) -> Iterator[bytes]:
    """What comes out of every deflated stream in these bytes: of zlib, gzip or a ZIP file."""
    starts = re.compile(rb"\x78[\x01\x5e\x9c\xda]|\x1f\x8b\x08|PK\x03\x04", re.DOTALL)
    for match in starts.finditer(data):
        at = match.start()
        if data[at : at + 4] == b"PK\x03\x04":
            lengths = data[at + 26 : at + 30]
            at += 30 + int.from_bytes(lengths[:2], "little") + int.from_bytes(lengths[2:], "little")
            kind = -zlib.MAX_WBITS
        else:
            kind = zlib.MAX_WBITS | 32
        try:
            yield zlib.decompressobj(kind).decompress(data[at:], 1 << 22)
        except zlib.error:
            continue


def controls() -> dict[str, list[bytes]]:
    """One piece of bytes per form, in which the search must find it."""
    text = f"voor {MARK}-0001 na".encode()
    packed = zlib.compress(text * 3)
    return {
        "raw": [text], "hex": [text.hex().encode()], "base64": [base64.b64encode(b"z" + text)],
        "utf-16": [text.decode().encode("utf-16-le")], "deflated": [b"\x00" * 9 + packed],
    }  # fmt: skip


def plant(canaries: int) -> int:
    """Companies write and send offers full of canaries, through the pages. Return how many."""
    cast = stage.cast()
    phase = open_phase(cast)
    phase.form = copy.deepcopy(phase.form)
    phase.form[0]["questions"][1]["word_limit"] = 500
    phase.save(update_fields=["form"])
    planted = 0
    with stage.tasks_left_to_others():
        while planted < canaries:
            planted += _send_offer(phase, cast, planted)
        run_open_jobs()  # receipts and their mails are part of what is left behind
    return planted


def _send_offer(phase: Phase, cast: Cast, first: int) -> int:
    words = [f"{MARK}-{number:04}" for number in range(first, first + PER_OFFER)]
    client = client_of(cast.applicant)
    proposal = draft(phase, cast.applicant, title=words[0])
    at = [proposal.dossier.reference, phase.code]
    typed = {"title": words[1], "public_summary": " ".join(words), "rights": "open", "trl": "3",
             "begin": "2027-01-01", "later": words[2]}  # fmt: skip
    for address, version in (("autosave", "1"), ("section", "2")):
        client.post(
            reverse(f"applications:{address}", args=[*at, "summary"]), typed | {"version": version}
        )
        typed["later"] = "450000"  # first with a fault in it, then right
    for code in ("summary", "costs", "partners"):
        client.get(reverse("applications:section", args=[*at, code]))
    client.get(reverse("applications:preview", args=at))
    plan = b"%PDF-1.7\n" + " ".join(words).encode() * 400  # beyond what is kept in memory
    file = SimpleUploadedFile(f"plan {words[0]}.pdf", plan, "application/pdf")
    client.post(reverse("applications:attach", args=[*at, "project_plan"]), {"file": file})
    done = client.post(reverse("applications:submit", args=at), {"declared": "on"})
    if not proposal.submissions.exists():
        raise RuntimeError(f"not sent: {done.status_code} {done.content[:2000]!r}")
    return len(words)


class Seen:
    """What passed by: log lines, messages to workers, and files that were opened for writing."""

    def __init__(self) -> None:
        self.log, self.tasks, self.written = io.StringIO(), list[bytes](), list[str]()

    def data(self) -> dict[str, list[bytes]]:
        """As bytes to look through; of files that are there still, what is in them."""
        own = {Path(name) for name in self.written}
        return {
            "logs": [self.log.getvalue().encode()],
            "task payloads": self.tasks,
            "temporary files": [path.read_bytes() for path in own if path.is_file()],
        }


@contextmanager
def watched() -> Iterator[Seen]:
    """Note logs, messages and written files meanwhile."""
    seen = Seen()
    handler = logging.StreamHandler(seen.log)
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)  # as in production

    def published(body: Any = None, headers: Any = None, **_rest: Any) -> None:
        seen.tasks.append(repr((body, headers)).encode())

    before_task_publish.connect(published)
    _watch(seen)
    try:
        # Whether anything else stays in a temporary file depends on what this process did before:
        # this one shows that the watch sees them.
        with tempfile.NamedTemporaryFile() as ours:
            ours.write(b"seen")
            ours.flush()
            yield seen
    finally:
        _watching.clear()
        before_task_publish.disconnect(published)
        root.setLevel(level)
        root.removeHandler(handler)


_watching: list[Seen] = []


def _audit(event: str, arguments: tuple[Any, ...]) -> None:
    # A hook stays for the life of the process; it notes only while somebody watches.
    if not _watching or event != "open" or not isinstance(arguments[0], str | os.PathLike):
        return
    if int(arguments[2] or 0) & (os.O_WRONLY | os.O_RDWR):
        _watching[-1].written.append(os.fspath(arguments[0]))


def _watch(seen: Seen) -> None:
    if not _hooked:
        sys.addaudithook(_audit)
        _hooked.append(True)
    _watching.append(seen)


_hooked: list[bool] = []


def left_behind() -> dict[str, list[bytes]]:
    """What lies there afterwards: a dump, stored files, and the database server's own files."""
    return {
        "dump": list(dump()),
        "stored files": list(_files(Path(settings.RUN_DIR))),
        "files of the database server": list(_files(_server_folder())),
    }


def _cached() -> list[bytes]:
    return [repr(getattr(caches["default"], "_cache", "")).encode()]


def dump() -> Iterator[bytes]:
    """Every row as a dump writes it, and each binary value as the bytes that it is."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            for row in cursor.fetchall():
                yield repr(row).encode()
                yield from (bytes(cell) for cell in row if isinstance(cell, memoryview))


def _server_folder() -> Path:
    """Tables, write-ahead log and messages of the server, where it is one of our own."""
    owner = settings.DATABASES["owner"]
    host = Path(str(owner["HOST"] or owner.get("OPTIONS", {}).get("host", "")))
    return host.parent if host.is_absolute() else Path("/nonexistent")


def _files(folder: Path) -> Iterator[bytes]:
    for path in folder.rglob("*") if folder.is_dir() else ():
        if path.is_file():
            yield path.read_bytes()
