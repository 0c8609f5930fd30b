"""Stopping a call: everybody involved is told once, nothing waits, the vault stays shut."""

import pytest

from applications import transitions as offers
from calls import involved, transitions
from calls.alerts.models import Subscription
from calls.alerts.services import announce_due
from calls.involved import Follower
from calls.market.models import Participant
from calls.models import Phase
from portal.clock import portal_now
from portal.mail.models import OutgoingMail
from portal.work.models import Task
from portal.workflow import TransitionRefused
from tests.applications.stages import after_deadline, draft, many_sent, open_phase, opened, sent
from tests.assessment import stages as judging
from tests.calls.amendments.conftest import _in_dutch  # noqa: F401  a fixture
from tests.calls.clarification import stages as clarification
from tests.cast import Cast, client_of


def stopped(phase: Phase, cast: Cast) -> list[OutgoingMail]:
    transitions.cancel(phase.call, by=cast.officer, reasons="Het geld is weg.")
    return list(OutgoingMail.objects.filter(kind="call_cancelled").select_related("recipient"))


def test_everybody_involved_is_told_once(cast: Cast) -> None:
    """Companies with a draft or a sent offer, officers and holders; one mail for each."""
    phase = open_phase(cast)
    draft(phase, cast.applicant)
    sent(phase, cast.applicant)
    sent(phase, cast.rival)
    mails = stopped(phase, cast)
    people = [mail.recipient for mail in mails]
    assert len(people) == len(set(people))
    named = {cast.applicant, cast.colleague, cast.viewer, cast.rival, cast.author, cast.officer,
             cast.escrow}  # fmt: skip
    assert named <= set(people)
    assert not {cast.outsider, cast.analyst, cast.operator} & set(people)
    assert all("Het geld is weg." in mail.body for mail in mails)


def test_who_withdrew_is_not_told(cast: Cast) -> None:
    phase = open_phase(cast)
    offers.withdraw(sent(phase, cast.rival).submission.proposal, by=cast.rival)
    assert cast.rival not in {mail.recipient for mail in stopped(phase, cast)}


def test_members_of_the_committee_are_told(cast: Cast, clock) -> None:
    committee = judging.declared(judging.formed(cast))
    mails = stopped(committee.phase, cast)
    assert {seat.user for seat in committee.seats.all()} <= {mail.recipient for mail in mails}
    assert not Task.objects.filter(closed_at=None).exists()


def test_nothing_waits_on_anybody_any_more(cast: Cast) -> None:
    phase = open_phase(cast)
    draft(phase, cast.applicant)
    other = open_phase(cast)
    kept = draft(other, cast.rival)
    stopped(phase, cast)
    waiting = Task.objects.filter(closed_at=None)
    assert {task.holder for task in waiting} == {cast.rival}
    assert all(kept.dossier.reference in task.url for task in waiting)


def test_followers_without_an_account_are_told_in_their_language(cast: Cast, monkeypatch) -> None:
    """Registered by the room that keeps them; each address once."""
    found = [Follower("a@voorbeeld.example", "en"), Follower("A@voorbeeld.example", "en")]
    monkeypatch.setattr(involved, "_followers", [lambda call: found])
    mails = [mail for mail in stopped(open_phase(cast), cast) if mail.recipient is None]
    assert [mail.to_email.lower() for mail in mails] == ["a@voorbeeld.example"]
    assert "was stopped" in mails[0].subject


def test_the_vault_stays_closed_and_the_page_says_so(cast: Cast, clock) -> None:
    phase = open_phase(cast)
    list(many_sent(phase, 1))
    stopped(phase, cast)
    page = client_of(None).get(f"/oproepen/{phase.call.reference}/")
    assert "Het geld is weg." in page.content.decode()
    after_deadline(phase, clock)
    with pytest.raises(TransitionRefused):
        opened(phase, cast.author, cast.officer)


def test_a_draft_that_is_stopped_tells_nobody(cast: Cast) -> None:
    phase = open_phase(cast)
    call = phase.call
    type(call).objects.filter(pk=call.pk).update(state="draft")
    call.refresh_from_db()
    assert stopped(phase, cast) == []


def test_who_asked_or_came_to_a_meeting_is_told(cast: Cast) -> None:
    """Who only asked is one of many in the list: nothing says who asked."""
    phase = open_phase(cast)
    clarification.asked(phase, cast, by=cast.rival, organisation=cast.rival_company)
    for email, confirmed_at in (("gast@elders.example", portal_now()), ("nooit@x.example", None)):
        Participant.objects.create(
            call=phase.call, name="Gast", organisation="Elders", kind="company", email=email,
            confirmed_at=confirmed_at,
        )  # fmt: skip
    mails = stopped(phase, cast)
    assert cast.rival in {mail.recipient for mail in mails}
    assert [mail.to_email for mail in mails if mail.recipient is None] == ["gast@elders.example"]
    asker, officer = (
        next(mail for mail in mails if mail.recipient == person)
        for person in (cast.rival, cast.officer)
    )
    assert asker.body.replace(cast.rival.name, "X") == officer.body.replace(cast.officer.name, "X")


def test_follower_who_is_involved_hears_once(cast: Cast) -> None:
    """The mail for followers goes to those who have no mail of their own."""
    phase = open_phase(cast)
    draft(phase, cast.applicant)
    for email in (cast.applicant.email.upper(), "volger@elders.example"):
        Subscription.objects.create(email=email, call=phase.call, confirmed_at=portal_now())
    stopped(phase, cast)
    announce_due()
    mails = OutgoingMail.objects.filter(kind="alert_call_changed")
    assert [mail.to_email for mail in mails] == ["volger@elders.example"]
