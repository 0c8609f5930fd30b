"""Send one bad request to the real pages, and say what was wrong with what came of it."""

import re
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any

from django.core.cache import cache
from django.core.signals import got_request_exception
from django.db import connection, transaction

from bench.hostile.cases import Case
from bench.hostile.ground import Ground
from bench.hostile.values import SMUGGLED_NUMBER, SMUGGLED_WORD
from bench.offers.slowness import slowness
from dev import postgres
from tests.access.table import COMPANY
from tests.applications.stages import CANARY
from tests.headers import faults_of

SLOWEST = 5.0  # seconds
SAFE = {"GET", "HEAD", "OPTIONS", "TRACE"}
# What reading and being refused may write: the line about it, and one's own session.
# A sending that was refused is kept on purpose, as proof for the company, and so is a file that was
# not taken, with the reason, on the page where it was chosen. A letter notes that it was read.
BESIDES = {
    "audit_auditevent", "audit_anonymousrefusal", "django_session", "signin_signin",
    "applications_refusedattempt",
    "refusals_refusalproof", "writing_upload", "writing_uploadpart", "awards_letter",
}  # fmt: skip
WRITES = re.compile(r'^\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)', re.I)
SAVEPOINT = re.compile(r'^(SAVEPOINT|ROLLBACK TO SAVEPOINT) "?(\w+)')
LEAKS = re.compile(
    rb"Traceback|site-packages|psycopg2|SELECT [^<]{0,40}FROM|django\.db|"
    + re.escape(str(postgres.CLONE).encode())
)
OWN = frozenset(COMPANY.split())


@dataclass
class Seen:
    """What one request wrote, and what broke inside."""

    tables: set[str] = field(default_factory=set)
    smuggled: list[str] = field(default_factory=list)
    broke: list[str] = field(default_factory=list)
    _before: dict[str, set[str]] = field(default_factory=dict)

    def watch(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        """Called for each statement; what a savepoint takes back was not written."""
        if place := SAVEPOINT.match(sql):
            if place[1].startswith("ROLLBACK"):
                self.tables = set(self._before.get(place[2], ()))
            else:
                self._before[place[2]] = set(self.tables)
        elif found := WRITES.match(sql):
            self.tables.add(found[1])
            said = repr(params)
            if SMUGGLED_WORD in said or SMUGGLED_NUMBER in said:
                self.smuggled.append(found[1])
        return execute(sql, params, many, context)

    def note(self, sender: Any, **_more: Any) -> None:
        self.broke.append("\n".join(traceback.format_exc().splitlines()[-14:]))


@dataclass
class Tally:
    """All that was sent and found."""

    sent: Counter[str] = field(default_factory=Counter)
    answers: Counter[int] = field(default_factory=Counter)
    faults: list[tuple[str, str, str]] = field(default_factory=list)
    slowest: float = 0.0
    bad: int = 0

    def add(self, case: Case, status: int, seconds: float, wrong: list[tuple[str, str]]) -> None:
        self.sent[case.kind] += 1
        self.bad += case.bad
        self.answers[status] += 1
        self.slowest = max(self.slowest, seconds)
        self.faults += [(what, str(case), more) for what, more in wrong]


@contextmanager
def _undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def try_out(case: Case, ground: Ground) -> tuple[int, float, list[tuple[str, str]]]:
    """Status, seconds and faults; whatever it wrote is taken back."""
    client = ground.clients[case.role]
    cookies = SimpleCookie(client.cookies)
    client.handler.enforce_csrf_checks = case.is_checked
    cache.clear()  # one who sends so much would be held back: that is the matter of other tests
    seen = Seen()
    got_request_exception.connect(seen.note)
    began = time.perf_counter()
    try:
        with _undone(), connection.execute_wrapper(seen.watch):
            reply = client.generic(
                case.method, case.address, case.body,
                content_type=case.content_type or "application/octet-stream",
                headers=case.headers or None,
            )  # fmt: skip
            body = reply.getvalue()
        seconds = time.perf_counter() - began
    finally:
        got_request_exception.disconnect(seen.note)
        client.cookies = cookies
    return reply.status_code, seconds, list(_faults(case, reply, body, seen, seconds))


def _faults(
    case: Case, reply: Any, body: bytes, seen: Seen, seconds: float
) -> Iterator[tuple[str, str]]:
    status = reply.status_code
    if status >= 500 or seen.broke:
        yield "answers of 500", "\n".join(seen.broke) or str(status)
    if seconds > SLOWEST and seconds > SLOWEST * slowness():
        yield "answers over 5 s", f"{seconds:.1f} s"
    written = seen.tables - BESIDES
    if case.method.upper() in SAFE and written:
        yield "reading that writes", ", ".join(sorted(written))
    if status >= 400 and written:
        yield "refused, and written all the same", f"{status} {', '.join(sorted(written))}"
    if case.must_refuse and status < 400 and written:
        yield "forms taken without a token", f"{status} {', '.join(sorted(written))}"
    if seen.smuggled:
        yield "extra fields that were taken", ", ".join(seen.smuggled)
    if CANARY.encode() in body and case.role not in OWN:
        yield "pages with another company's words", case.role
    if LEAKS.search(body):
        yield "answers that tell how the portal is made", repr(LEAKS.search(body))
    if wrong := faults_of(reply):
        yield "answers without their headers", str(wrong)
