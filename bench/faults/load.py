"""People who write, upload and send all the while, and what they were told: the ledger.

Whoever gets no answer, or a page that says that something is wrong, tries again as a browser and a
person do. Only what was answered with success stands in the ledger.
"""

import hashlib
import http.client
import itertools
import json
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.db import DatabaseError, InterfaceError, connection, transaction

from applications.models import Proposal
from awards.models import DecisionSet
from bench.faults import scene
from bench.forms import receipt_in
from bench.offers.load import Line, address
from bench.offers.server import Server
from portal.accounts.models import User
from portal.mail.outbox import queue_text
from tests.applications.stages import PDF
from tests.cast import Cast

SECTION, QUESTION = "summary", "project_plan"
PATIENCE = 60  # seconds in which one step has to succeed, whatever breaks meanwhile
PAUSE = 0.15
REST = 0.5  # seconds between two offers: some two a second, three times the Innovate UK hour
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
BROKEN = (OSError, http.client.HTTPException, json.JSONDecodeError)


@dataclass
class Ledger:
    """What was answered with success, per offer or by itself; and what should never be said."""

    saved: dict[int, tuple[int, str]] = field(default_factory=dict)  # version and text
    tried: dict[int, str] = field(default_factory=dict)  # the last text that was sent at all
    uploaded: dict[int, str] = field(default_factory=dict)  # SHA-256 of the content
    sent: dict[int, tuple[str, str]] = field(default_factory=dict)  # hash and moment of receipt
    mails: set[str] = field(default_factory=set)  # keys of mails in a transaction that succeeded
    told: set[int] = field(default_factory=set)  # decisions of which the release succeeded
    strange: list[str] = field(default_factory=list)
    answers: Counter[int] = field(default_factory=Counter)  # by status; 0: none came


class Writer(threading.Thread):
    """One person at the keyboard: an offer after an offer, and one draft that stays a draft."""

    def __init__(
        self, port: int, user: User, offers: "itertools.chain[Proposal]", lasting: Proposal,
        ledger: Ledger, stop: threading.Event,
    ) -> None:  # fmt: skip
        super().__init__()
        server = Server()
        server.port = port
        self.line, self.offers, self.lasting = Line(server, user), offers, lasting
        self.ledger, self.ended = ledger, stop
        self.line.line.timeout = 20
        self.version = 0

    def run(self) -> None:
        page = address(self.lasting, "section", SECTION)
        while not self.line.token and self._insist(lambda: self._ask("GET", page)[0] == 200):
            pass
        for turn, proposal in enumerate(self.offers, start=1):
            if self.ended.is_set():
                break
            self.version = self._save(self.lasting, self.version, turn)
            self._save(proposal, self._save(proposal, 0, 1), 2)
            if self._upload(proposal):
                self._send(proposal)
            self.ended.wait(REST)
        self.line.line.close()

    def _save(self, proposal: Proposal, version: int, turn: int) -> int:
        text = f"zin {turn}"
        fields = {"title": "Mat", "public_summary": text, "version": str(version),
                  "page": f"page-{proposal.pk}", "turn": str(turn)}  # fmt: skip
        got = version
        self.ledger.tried[proposal.pk] = text

        def attempt() -> bool:
            nonlocal got
            status, said = self._post(address(proposal, "autosave", SECTION), fields)
            if status == 200:
                got = json.loads(said)["version"]
                self.ledger.saved[proposal.pk] = (got, text)
            elif status == 409:
                self.ledger.strange.append(f"{proposal}: a save conflicts with itself")
            return status in {200, 409}

        self._insist(attempt)
        return got

    def _upload(self, proposal: Proposal) -> bool:
        begin = {"name": "plan.pdf", "size": str(len(PDF)), "modified": "1"}

        def attempt() -> bool:
            status, said = self._post(address(proposal, "begin-upload", QUESTION), begin)
            if status != 200:
                return False
            found = json.loads(said)
            if found["received"] < len(PDF):
                piece = PDF[found["received"] :]
                status, _said = self._counted(
                    lambda: self.line.post_part(found["url"], found["received"], piece)
                )
                if status != 200:
                    return False
            status, _rest = self._post(found["finish_url"], {})
            return status == 200

        if not self._insist(attempt):
            return False
        self.ledger.uploaded[proposal.pk] = hashlib.sha256(PDF).hexdigest()
        return True

    def _send(self, proposal: Proposal) -> None:
        receipt = address(proposal, "receipt", "1")

        def attempt() -> bool:
            status, said = self._post(address(proposal, "submit"), {"declared": "on"})
            if status == 409 and self._ask("GET", receipt)[0] == 200:
                return True  # it was received, and the answer got lost: it stands there
            if status == 200:
                shown = receipt_in(said)
                if shown is None:
                    self.ledger.strange.append(f"{proposal}: sent, and there is no receipt")
                    return True
                self.ledger.sent[proposal.pk] = shown
            return status == 200

        self._insist(attempt)

    def _insist(self, attempt: Callable[[], bool]) -> bool:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if attempt():
                return True
            time.sleep(PAUSE)
        self.ledger.strange.append(f"{self.name}: no success in {PATIENCE} s")
        return False

    def _post(self, path: str, fields: dict[str, str]) -> tuple[int, bytes]:
        token = {"csrfmiddlewaretoken": self.line.token}
        body = urlencode({**fields, **token}).encode()
        return self._counted(lambda: self.line.ask("POST", path, body, FORM))

    def _ask(self, method: str, path: str) -> tuple[int, bytes]:
        return self._counted(lambda: self.line.ask(method, path, b"", {}))

    def _counted(self, request: Callable[[], tuple[int, Any]]) -> tuple[int, Any]:
        """One request; status 0 when the line broke before an answer was there."""
        try:
            status, said = request()
        except BROKEN:
            self.line.line.close()
            status, said = 0, b""
        self.ledger.answers[status] += 1
        if status == 503:
            time.sleep(PAUSE)
        return status, said


class Office(threading.Thread):
    """The authority's side: mails in transactions of their own, and letters that are released."""

    def __init__(
        self, cast: Cast, decisions: list[DecisionSet], ledger: Ledger, stop: threading.Event
    ) -> None:
        super().__init__()
        self.cast, self.decisions, self.ledger, self.ended = cast, decisions, ledger, stop

    def run(self) -> None:
        waiting = list(self.decisions)
        for number in itertools.count():
            if self.ended.is_set():
                break
            self._try(lambda number=number: self._queue(f"{number}"))  # type: ignore[misc]
            if waiting and self._try(lambda: scene.tell(waiting[0], self.cast.author)):
                self.ledger.told.add(waiting.pop(0).pk)
            time.sleep(0.5)
        end = time.monotonic() + PATIENCE
        while waiting and time.monotonic() < end:  # what breaks has been mended by now
            if self._try(lambda: scene.tell(waiting[0], self.cast.author)):
                self.ledger.told.add(waiting.pop(0).pk)
            time.sleep(0.2)
        connection.close()

    def _queue(self, key: str) -> bool:
        with transaction.atomic():
            queue_text(
                "bar", to=None, to_email="x@voorbeeld.example", key=key, subject="x", body="x\n"
            )
        self.ledger.mails.add(f"bar:{key}")
        return True

    def _try(self, work: Callable[[], bool]) -> bool:
        try:
            return work()
        except (DatabaseError, InterfaceError):
            connection.close()
            return False
