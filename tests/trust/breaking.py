"""How each guard of the vault is broken, to see that the bar that measures it then fails.

`make trust BREAK=<guard>` and the controls in test_trust.py use these. CODE takes effect in the
process that enters it, DATABASE in the database that everybody shares.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any
from unittest.mock import patch

from applications.transitions import opening, sending
from bench.trust import annex as annex_bars
from calls import transitions as calls
from portal.audit import verify
from portal.files import store
from tests.conftest import owner_connection

Broken = Callable[[], AbstractContextManager[Any]]
RECEIVE = "ALTER TABLE applications_submission {} TRIGGER applications_submission_receive"


def deadline() -> AbstractContextManager[Any]:
    """Nobody looks at the clock before an offer is accepted."""
    return patch.object(sending.phases, "require_open", lambda phase, now: None)


@contextmanager
def no_receipt_trigger() -> Iterator[None]:
    """The database does not look either."""
    with closing(owner_connection()) as connection, connection.cursor() as cursor:
        cursor.execute(RECEIVE.format("DISABLE"))
        try:
            yield
        finally:
            cursor.execute(RECEIVE.format("ENABLE"))


def histories() -> AbstractContextManager[Any]:
    """An outage moves the deadline of a vault that is open."""
    return patch.object(calls, "fault_of_later", lambda phase, to: "")


def sealed() -> AbstractContextManager[Any]:
    """What is sent is not encrypted."""
    seal = sending.seal_offer

    def open_seal(payload: bytes, **keywords: Any) -> Any:
        return replace(seal(payload, **keywords), ciphertext=payload)

    return patch.object(sending, "seal_offer", open_seal)


@contextmanager
def openers() -> Iterator[None]:
    """Nobody waits for the grace, and a start counts for ever."""
    with (
        patch.object(opening, "_require_after_deadline", lambda phase, now: None),
        patch.object(opening, "CONFIRM_WITHIN", timedelta(days=1)),
    ):
        yield


def tamper() -> AbstractContextManager[Any]:
    """The verifier looks at no line of the chain."""
    return patch.object(verify, "_check_line", lambda where, row, report: None)


def annex() -> AbstractContextManager[Any]:
    """The tests that the page names are not there."""
    return patch.object(annex_bars, "TESTS", annex_bars.PAGE)


def cost() -> AbstractContextManager[Any]:
    """The final submit reads the files once more, and again."""
    seal = sending._seal

    def seal_with_files(proposal: Any, payloads: Any, *, by: Any) -> Any:
        for attachment in proposal.attachments.select_related("file"):
            for _again in range(8):
                list(store.read(attachment.file))
        return seal(proposal, payloads, by=by)

    return patch.object(sending, "_seal", seal_with_files)


CODE: dict[str, Broken] = {
    "deadline": deadline,
    "histories": histories,
    "sealed": sealed,
    "openers": openers,
    "tamper": tamper,
    "annex": annex,
    "cost": cost,
}
DATABASE: dict[str, Broken] = {"deadline": no_receipt_trigger}
