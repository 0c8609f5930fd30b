"""Rounds of negotiation: talks with each party apart, and who reads them."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.urls import reverse

from applications.models import Admissibility
from awards import services as awards
from awards.negotiation.models import Talk
from awards.negotiation.services import record_talk
from calls.models import Phase
from portal.audit.models import AuditEvent
from portal.clock import portal_now
from portal.mail.models import OutgoingMail
from portal.workflow import TransitionRefused
from tests.awards.partners import phase_of, round_of
from tests.cast import Cast, client_of

SECRET = "een glasvezel in de kruin van de dijk"


def talk_with(phase: Phase, company, by, discussed: str = SECRET, days_ago: int = 0) -> Talk:
    """A talk with this company about its tender in the round."""
    proposal = phase.proposals.get(dossier__lead=company)
    held_on = (portal_now() - timedelta(days=days_ago)).date()
    return record_talk(
        proposal, held_on=held_on, present="Twee inkopers", discussed=discussed, by=by
    )


def test_round_is_closed_only_after_a_talk_with_every_party(cast: Cast) -> None:
    """Article 31(3) and (4): all tenders but the final one are negotiated, all parties alike."""
    phase = round_of(cast)
    talk_with(phase, cast.company, cast.author)
    with pytest.raises(TransitionRefused, match="geen gesprek met"):
        awards.propose(phase, by=cast.author)
    talk_with(phase, cast.rival_company, cast.author)
    assert awards.propose(phase, by=cast.author).decisions.count() == 2


def test_talk_is_told_to_its_party_alone_and_without_content(cast: Cast) -> None:
    talk_with(round_of(cast), cast.company, cast.author)
    mails = OutgoingMail.objects.filter(kind="talk_recorded")
    assert {mail.recipient for mail in mails} == {cast.applicant, cast.colleague}
    assert not [mail for mail in mails if SECRET in mail.body]
    event = AuditEvent.objects.filter(action="record_talk").get()
    assert SECRET not in str(event.data if hasattr(event, "data") else vars(event))


def test_nobody_on_the_market_reads_the_talk_with_another_party(cast: Cast) -> None:
    """Article 31(4): nothing of one party's solution is shown to another."""
    phase = round_of(cast)
    talk = talk_with(phase, cast.company, cast.author)
    address = reverse("negotiation:mine", args=[talk.proposal.dossier.reference, phase.code])
    assert SECRET in client_of(cast.applicant).get(address).content.decode()
    assert client_of(cast.rival).get(address).status_code == 404
    others = phase.proposals.get(dossier__lead=cast.rival_company)
    own = reverse("negotiation:mine", args=[others.dossier.reference, phase.code])
    assert SECRET not in client_of(cast.rival).get(own).content.decode()


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("author", 200), ("officer", 200), ("outsider", 404), ("applicant", 404), ("rival", 404),
        ("unassigned", 403), ("analyst", 404), ("auditor", 404), ("operator", 404),
    ],
)  # fmt: skip
def test_who_sees_the_parties_of_a_round(cast: Cast, role: str, status: int) -> None:
    phase = round_of(cast)
    address = reverse("negotiation:parties", args=[phase.call.reference, phase.code])
    assert client_of(getattr(cast, role)).get(address).status_code == status


@pytest.mark.parametrize("role", ["applicant", "rival", "outsider", "analyst", "auditor"])
def test_only_officers_of_the_call_write_down_a_talk(cast: Cast, role: str) -> None:
    with pytest.raises(PermissionDenied):
        talk_with(round_of(cast), cast.company, getattr(cast, role))


@pytest.mark.parametrize("state", [s for s in Phase.State.values if s != "opened"])
def test_talk_outside_an_open_round_is_refused(cast: Cast, state: str) -> None:
    phase = round_of(cast)
    Phase.objects.filter(pk=phase.pk).update(state=state)
    with pytest.raises(TransitionRefused):
        talk_with(phase, cast.company, cast.author)


def test_final_tender_is_not_negotiated(cast: Cast) -> None:
    """Article 31(3): all tenders except the final one."""
    phase = round_of(cast, "final")
    with pytest.raises(TransitionRefused, match="niet onderhandeld"):
        talk_with(phase, cast.company, cast.author)


def test_nobody_talks_about_a_tender_that_is_not_admissible(cast: Cast) -> None:
    phase = round_of(cast)
    Admissibility.objects.filter(proposal__dossier__lead=cast.company).delete()
    with pytest.raises(TransitionRefused, match="toegelaten offertes"):
        talk_with(phase, cast.company, cast.author)


def test_talk_that_lies_ahead_is_refused(cast: Cast) -> None:
    with pytest.raises(TransitionRefused):
        talk_with(round_of(cast), cast.company, cast.author, days_ago=-2)


def test_talk_is_never_changed(cast: Cast) -> None:
    talk = talk_with(round_of(cast), cast.company, cast.author)
    with pytest.raises(DatabaseError), transaction.atomic():
        Talk.objects.filter(pk=talk.pk).update(discussed="iets anders")


def test_page_keeps_what_was_typed_when_something_is_missing(cast: Cast) -> None:
    phase = round_of(cast)
    dossier = phase.proposals.get(dossier__lead=cast.company).dossier.reference
    address = reverse("negotiation:party", args=[phase.call.reference, phase.code, dossier])
    answer = client_of(cast.author).post(address, {"discussed": SECRET})
    assert answer.status_code == 200
    assert SECRET in answer.content.decode()
    assert set(answer.context["form"].errors) == {"held_on", "present"}


@pytest.mark.parametrize("parties", [1, 2])
def test_list_of_parties_takes_as_many_queries_for_one_as_for_two(
    cast: Cast, parties: int, django_assert_num_queries
) -> None:
    phase = round_of(cast)
    if parties == 1:
        Admissibility.objects.filter(proposal__dossier__lead=cast.rival_company).update(
            is_admissible=False, reasons="Niet getekend."
        )
    client = client_of(cast.author)
    address = reverse("negotiation:parties", args=[phase.call.reference, phase.code])
    client.get(address)
    with django_assert_num_queries(11):
        client.get(address)


def test_phase_that_is_not_negotiated_has_no_such_page(cast: Cast) -> None:
    phase = phase_of(cast, "final")
    address = reverse("negotiation:parties", args=[phase.call.reference, phase.code])
    assert client_of(cast.author).get(address).status_code == 404
