"""The ledger of deadlines: what was measured, what did not work, and the draft of an extension."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from applications import services
from calls.models import Phase
from calls.outages import ledger, stretches
from calls.outages.models import LedgerMinute
from calls.outages.stretches import Stretch
from portal.accounts.models import User
from portal.clock import portal_now
from tests.applications.stages import draft
from tests.cast import Cast, client_of

MINUTE = timedelta(minutes=1)


@pytest.fixture
def near(phase: Phase) -> Phase:
    """Its deadline is in an hour."""
    phase.closes_at = portal_now() + timedelta(hours=1)
    phase.save(update_fields=["closes_at"])
    return phase


def minutes(*rows: tuple[int, bool]) -> datetime:
    """Minutes of the portal, counted back from now; returns the moment that they count from."""
    now = portal_now().replace(second=0, microsecond=0)
    LedgerMinute.objects.bulk_create(
        LedgerMinute(minute=now - back * MINUTE, is_well=is_well) for back, is_well in rows
    )
    return now


def test_minute_is_written_once_with_what_was_done(near: Phase, cast: Cast, clock: Any) -> None:
    draft(near, cast.applicant)
    User.objects.filter(pk=cast.applicant.pk).update(last_login=timezone.now())
    clock.set(portal_now() + MINUTE)
    assert ledger.write_minute() == 2
    assert ledger.write_minute() == 0, "a second beat adds nothing"
    portal, call = (
        LedgerMinute.objects.get(call=None),
        LedgerMinute.objects.get(call=near.call),
    )
    assert (portal.call, portal.is_well) == (None, True)
    assert (call.saves, call.uploads, call.refused) == (4, 1, 0)


def test_nothing_is_written_when_no_deadline_is_near(phase: Phase) -> None:
    assert ledger.write_minute() == 0


def test_web_that_does_not_answer_is_a_bad_minute(near: Phase, settings: Any) -> None:
    settings.WEB_URL = "http://127.0.0.1:1"
    ledger.write_minute()
    assert not LedgerMinute.objects.get(call=None).is_well


def test_saving_writes_no_line_of_the_ledger(near: Phase, cast: Cast) -> None:
    """Counting costs nobody who saves anything: the scheduler reads rows that are there."""
    proposal = draft(near, cast.applicant)
    version = services.read_section(proposal, "summary").version
    with CaptureQueriesContext(connection) as queries:
        services.save_section(
            proposal, "summary", {"title": "x"}, version=version, by=cast.applicant
        )
    assert not [each for each in queries if "ledger" in each["sql"]]


def test_bad_minutes_and_missing_minutes_are_stretches(db: None) -> None:
    """Ten minutes that nobody wrote, and three bad ones with a good one among them."""
    now = minutes((40, True), (29, True), (28, True), (20, False), (19, True), (18, False),
                  (17, True))  # fmt: skip
    LedgerMinute.objects.bulk_create(
        LedgerMinute(minute=now - back * MINUTE) for back in range(21, 28)
    )
    assert stretches.stretches() == [
        Stretch(now - 20 * MINUTE, now - 17 * MINUTE),
        Stretch(now - 39 * MINUTE, now - 29 * MINUTE),
    ]


def test_time_between_two_deadlines_is_no_outage(db: None) -> None:
    minutes((3 * 24 * 60, True), (5, True), (4, True))
    assert stretches.stretches() == []


def test_new_deadline_gives_back_what_was_lost_and_two_hours_at_least(near: Phase) -> None:
    """Everybody gets the same, and on a whole quarter."""
    lost = Stretch(near.closes_at - timedelta(hours=5), near.closes_at)
    to = stretches.new_deadline(lost, [near])
    assert (
        near.closes_at + timedelta(hours=5) <= to < near.closes_at + timedelta(hours=5, minutes=15)
    )
    short = Stretch(near.closes_at - 10 * MINUTE, near.closes_at - 5 * MINUTE)
    assert stretches.new_deadline(short, [near]) >= portal_now() + timedelta(hours=2) - MINUTE
    assert to.minute % 15 == to.second == 0


def test_pages_draft_the_extension(near: Phase, cast: Cast) -> None:
    minutes((12, True), (11, False), (10, False), (9, True))
    client = client_of(cast.officer)
    page = client.get(reverse("calls:outage-measured")).content.decode()
    assert str(near) in page
    query = page.split(reverse("calls:propose-outage") + "?")[1].split('"')[0].replace("&amp;", "&")
    form = client.get(f"{reverse('calls:propose-outage')}?{query}").context["form"]
    assert form.initial["phases"] == [str(near.pk)]
    assert form.initial["ended_at"] - form.initial["began_at"] == 2 * MINUTE
    assert "2" in form.initial["description"]


def test_ledger_does_not_tell_how_many_offers_there_are(near: Phase, cast: Cast) -> None:
    """As long as the vault is closed: some or none, and no word of sendings."""
    now = minutes((10, False))
    LedgerMinute.objects.create(
        minute=now - 10 * MINUTE, call=near.call, saves=37, uploads=0, refused=4
    )
    window = {"began": (now - 10 * MINUTE).isoformat(), "ended": now.isoformat()}
    reply = client_of(cast.officer).get(reverse("calls:outage-ledger"), window)
    text = b"".join(reply.streaming_content).decode()
    assert near.call.reference in text
    assert "37" not in text.replace(near.call.reference, "")
    assert text.count("enkele") == 2
    Phase.objects.filter(call=near.call).update(state=Phase.State.OPENED)
    reply = client_of(cast.officer).get(reverse("calls:outage-ledger"), window)
    assert ",37,0,4" in b"".join(reply.streaming_content).decode()


def test_ledger_of_another_authority_is_not_shown(near: Phase, cast: Cast) -> None:
    now = minutes((10, False))
    LedgerMinute.objects.create(minute=now - 10 * MINUTE, call=near.call, saves=1)
    window = {"began": (now - 10 * MINUTE).isoformat(), "ended": now.isoformat()}
    reply = client_of(cast.outsider).get(reverse("calls:outage-ledger"), window)
    assert near.call.reference not in b"".join(reply.streaming_content).decode()


@pytest.mark.parametrize("began", ["", "x", "2026-11-28", "9999-99-99T00:00"])
def test_moment_that_is_none_leads_back(cast: Cast, began: str) -> None:
    client = client_of(cast.officer)
    assert client.get(reverse("calls:outage-ledger"), {"began": began}).status_code == 302
    assert client.get(reverse("calls:propose-outage"), {"began": began}).status_code == 200
