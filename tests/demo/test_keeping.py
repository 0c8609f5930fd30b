"""What the demo shows of the rooms around the calls: played twice, in the order of time."""

from datetime import UTC, datetime, timedelta

import pytest

from applications.models import OpenedFile
from archive.retention.models import Hold
from archive.woo.models import WooDocument, WooRequest
from calls.delegation.models import Delegation
from calls.models import Call
from demo import cast as people
from demo.play import keeping
from portal.clock import portal_now
from portal.files import store
from portal.review.models import AccessReview
from portal.theming.models import Look
from tests.archive.papers import paper
from tests.archive.stages import old_phase
from tests.cast import Cast
from tests.conftest import Clock

REFERENCE = "VOORBIJ-1"


def test_demo_shows_the_rooms_around_a_call(cast: Cast, clock: Clock) -> None:
    call = old_phase(cast, offers=1).call
    officer = people.staff("officer")
    people.staff("approver")
    authority = officer.memberships.get().organisation
    Call.objects.filter(pk=call.pk).update(contracting_authority=authority, reference=REFERENCE)
    file = store.save_bytes(paper(officer.name, "leidt"), "application/pdf", by=cast.applicant)
    OpenedFile.objects.update(file=file)
    for move in keeping.moves(REFERENCE, portal_now()):
        clock.set(max(move.at, portal_now()))
        move.act()
        move.act()  # as after a demo that was cut off
    request = WooRequest.objects.get()
    assert request.told_on is not None
    assert request.views.get().objects_to is False
    document = request.documents.get(verdict=WooDocument.Verdict.PARTLY)
    assert document.passages.get().text == officer.name
    assert Hold.objects.get().call == call
    assert Delegation.objects.get().accepted_at is not None
    review = AccessReview.objects.get()
    assert review.closed_at is None
    assert 0 < review.lines.count() <= keeping.SEEN
    assert Look.objects.get().organisation.name == "Provincie Gelderland"


@pytest.mark.parametrize("hour", [3, 23])
def test_moves_are_in_the_order_of_time(hour: int) -> None:
    now = datetime(2026, 11, 28, hour, tzinfo=UTC)
    moments = [move.at for move in keeping.moves(REFERENCE, now)]
    assert moments == sorted(moments)
    assert now - moments[0] < timedelta(days=30)
    assert moments[-1] <= now
