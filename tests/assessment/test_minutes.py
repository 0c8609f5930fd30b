"""The minutes: a tagged PDF that members sign online; who, when, and over which hash."""

import hashlib
from datetime import date
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from pypdf import PdfReader

from assessment.minutes import selectors, services, tasks
from assessment.minutes.models import Minutes, MinutesSignature, Presented
from assessment.minutes.services import Draft
from assessment.models import Committee
from portal.files import store
from portal.mail.models import OutgoingMail
from portal.work.jobs import run_open_jobs
from portal.work.models import Task
from portal.workflow import TransitionRefused
from tests.assessment import stages
from tests.cast import client_of

pytestmark = pytest.mark.django_db
assert tasks.make  # a worker finds it by itself
TEXT = "De commissie sprak lang over de proefopstelling."


def drafted(committee: Committee, text: str = TEXT) -> Minutes:
    """Minutes of a committee, as its chair saves them."""
    stored = selectors.minutes_of(committee)
    draft = Draft(
        date(2026, 9, 23), "Zaal 3", list(committee.seats.all()), text,
        stored.version if stored else 0,
    )  # fmt: skip
    return services.write_minutes(committee, draft, by=stages.chair_of(committee))


def presented(committee: Committee) -> Presented:
    """Minutes that lie before the members, their PDF made."""
    minutes = selectors.minutes_of(committee) or drafted(committee)
    found = services.present_minutes(minutes, by=stages.chair_of(committee))
    run_open_jobs(services.JOB)
    return Presented.objects.get(pk=found.pk)


def content(found: Presented) -> bytes:
    assert found.file is not None
    return b"".join(store.read(found.file))


def address(committee: Committee, name: str = "minutes", *more: object) -> str:
    return reverse(
        f"minutes:{name}", args=[committee.phase.call.reference, committee.phase.code, *more]
    )


def test_minutes_hold_scores_spread_motivations_and_ranking_in_a_tagged_pdf(cast):
    """REQ-06: individual scores and the consensus with its motivation, both kept."""
    committee = stages.ranked(cast).committee
    found = presented(committee)
    reader = PdfReader(BytesIO(content(found)))
    text = " ".join("".join(page.extract_text() for page in reader.pages).split())
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert TEXT in text
    for seat in committee.seats.select_related("user"):
        assert f"{seat.user.name} 8" in text
    assert "Samen impact 8." in text
    assert found.sha256 == hashlib.sha256(content(found)).hexdigest()


def test_signature_says_who_when_and_over_which_pdf(cast):
    committee = stages.ranked(cast).committee
    found = presented(committee)
    member = committee.seats.order_by("pk")[1]
    assert Task.objects.open_for(member.user).filter(kind=Task.Kind.SIGN_MINUTES).count() == 1
    assert OutgoingMail.objects.filter(kind="minutes_presented").count() == 5
    client = client_of(member.user)
    assert "De notulen ondertekenen" in client.get(address(committee)).content.decode()
    client.post(address(committee, "sign"), {"sha256": found.sha256})
    signature = MinutesSignature.objects.get()
    assert (signature.seat, signature.sha256) == (member, found.sha256)
    assert signature.signed_at is not None
    assert not Task.objects.open_for(member.user).filter(kind=Task.Kind.SIGN_MINUTES).exists()
    served = client.get(address(committee, "pdf", found.number))
    assert hashlib.sha256(b"".join(served.streaming_content)).hexdigest() == signature.sha256


def test_another_text_takes_the_signatures_off_and_a_stale_page_signs_nothing(cast):
    committee = stages.ranked(cast).committee
    first = presented(committee)
    member = committee.seats.order_by("pk")[1]
    services.sign_minutes(first, sha256=first.sha256, by=member.user)
    drafted(committee, "Een andere tekst.")
    second = presented(committee)
    assert [line.signature for line in selectors.lines(committee, second)] == [None] * 5
    with pytest.raises(TransitionRefused):
        services.sign_minutes(first, sha256=first.sha256, by=member.user)
    with pytest.raises(TransitionRefused):
        services.sign_minutes(second, sha256=first.sha256, by=member.user)


def test_minutes_that_everybody_signed_no_longer_change(cast):
    committee = stages.ranked(cast).committee
    found = presented(committee)
    for seat in committee.seats.select_related("user"):
        services.sign_minutes(found, sha256=found.sha256, by=seat.user)
    assert selectors.is_signed(committee, found)
    with pytest.raises(TransitionRefused):
        drafted(committee, "Te laat.")
    with pytest.raises(TransitionRefused):
        services.present_minutes(found.minutes, by=stages.chair_of(committee))


def test_minutes_are_written_in_the_meeting_and_laid_before_the_members_after_it(cast):
    committee = stages.meeting(cast)
    minutes = drafted(committee)
    with pytest.raises(TransitionRefused):
        services.present_minutes(minutes, by=stages.chair_of(committee))


def test_only_chair_and_secretary_write(cast):
    committee = stages.ranked(cast).committee
    member = committee.seats.order_by("pk")[1].user
    draft = Draft(date(2026, 9, 23), "Zaal 3", [], "", 0)
    with pytest.raises(PermissionDenied):
        services.write_minutes(committee, draft, by=member)
    services.write_minutes(committee, draft, by=stages.secretary_of(committee.phase))


def test_form_with_a_stale_version_keeps_the_text_and_saves_nothing(cast):
    committee = stages.meeting(cast)
    drafted(committee)
    data = {"held_on": "2026-09-23", "place": "Zaal 4", "text": "Van mij.", "version": "0",
            "present": [committee.seats.first().pk]}  # fmt: skip
    page = client_of(stages.chair_of(committee)).post(address(committee), data)
    assert "Van mij." in page.content.decode()
    assert selectors.minutes_of(committee).text == TEXT


def test_member_with_a_tie_neither_reads_nor_signs(cast):
    """REQ-07: the minutes tell of every offer."""
    committee = stages.ranked(cast).committee
    found = presented(committee)
    seat = committee.seats.order_by("pk")[1]
    seat.declarations.filter(dossier=committee.phase.proposals.first().dossier).update(
        kind="tie", explanation="Een band."
    )
    client = client_of(seat.user)
    assert client.get(address(committee)).status_code == 403
    assert client.get(address(committee, "pdf", found.number)).status_code == 403
    with pytest.raises(PermissionDenied):
        services.sign_minutes(found, sha256=found.sha256, by=seat.user)
    assert len(selectors.lines(committee, found)) == 4
