"""A PDF that is being kept while the offer is sent: nothing readable is left of what was sealed."""

import time
from threading import Event

import pytest
from django.db import connection, transaction

from applications import transitions
from applications.exporting import services
from applications.exporting.models import OfferCopy
from applications.models import Attachment, Proposal, Receipt
from applications.transitions import sending
from portal.files.models import StoredFile
from tests.applications.stages import draft, open_phase
from tests.applications.test_races import in_threads
from tests.cast import Cast, make_cast

WAITING = (  # in this database: other processes test in the same server
    "SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid)"
    " WHERE NOT granted AND datname = current_database()"
)


@pytest.fixture
def world(transactional_db: None) -> Cast:
    """The cast in a database with real transactions."""
    return make_cast()


def send_while_the_pdf_is_kept(cast: Cast) -> int:
    """Send while the job holds its last transaction open; return how many PDFs are left."""
    proposal = draft(open_phase(cast), cast.applicant)
    # Asked for without its job: in the tests that would run at once.
    copy = OfferCopy.objects.create(proposal=proposal, language="nl", asked_by=cast.applicant)
    plans = set(Attachment.objects.values_list("file", flat=True))
    is_kept = Event()

    def keep() -> None:
        with transaction.atomic():
            services.make_copy(copy.pk)
            is_kept.set()
            _wait_until_somebody_waits()

    def send() -> None:
        is_kept.wait(30)
        transitions.submit(Proposal.objects.get(pk=proposal.pk), by=cast.applicant, declared=True)

    in_threads(keep, send)
    assert Proposal.objects.get(pk=proposal.pk).state == Proposal.State.SENT
    assert not OfferCopy.objects.exists()
    known = plans | set(Receipt.objects.values_list("file", flat=True))
    return StoredFile.objects.exclude(pk__in=known).count()


def _wait_until_somebody_waits() -> None:
    for _try in range(200):
        with connection.cursor() as cursor:
            cursor.execute(WAITING)
            if cursor.fetchone()[0]:
                return
        time.sleep(0.05)


def test_sending_waits_for_the_pdf_and_removes_it(world):
    assert send_while_the_pdf_is_kept(world) == 0


def test_control_without_the_lock_a_readable_pdf_is_left(world, monkeypatch):
    def unlocked(proposal: Proposal) -> None:
        copy = OfferCopy.objects.filter(proposal=proposal).first()
        assert copy is not None
        copy.delete()
        if copy.file is not None:
            copy.file.delete()

    monkeypatch.setattr(sending, "drop_copy", unlocked)

    assert send_while_the_pdf_is_kept(world) == 1
