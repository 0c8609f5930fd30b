"""The committee: who was asked answers, for a term; offers are divided; members may abstain."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from assessment import permissions, selectors, services, transitions
from assessment.independence.services import state_interests
from assessment.models import ScoreSheet, Seat
from assessment.panel import invitations, proposing
from assessment.panel import selectors as panel_selectors
from assessment.panel import services as panel
from assessment.panel import transitions as abstaining
from calls.models import CallRole
from calls.permissions import is_secretary
from portal.accounts.models import User
from portal.clock import portal_now
from portal.mail.models import OutgoingMail
from portal.workflow import TransitionRefused
from tests.assessment import stages
from tests.cast import client_of

pytestmark = pytest.mark.django_db


def url(name, committee, *more):
    phase = committee.phase
    return reverse(f"panel:{name}", args=[phase.call.reference, phase.code, *more])


def page(name, committee, *more):
    phase = committee.phase
    return reverse(f"assessment:{name}", args=[phase.call.reference, phase.code, *more])


# ---- invitation and term -------------------------------------------------------------------------


def test_no_name_shows_before_the_invitation_is_answered(cast):
    """REQ-07: who has not taken the seat sees not even the names; who has, sees names only."""
    committee = stages.invited(cast)
    client = client_of(cast.members[0])
    answer = client.get(page("declare", committee))
    assert (answer.status_code, answer["Location"]) == (302, url("invitation", committee))
    assert "Inschrijver 0" not in client.get(url("invitation", committee)).content.decode()
    client.post(url("invitation", committee), {"answer": "accept"})
    assert committee.seats.get(user=cast.members[0]).accepted_at
    answer = client.get(page("declare", committee))
    assert answer.status_code == 302, "first where they work"
    state_interests(committee.phase.call, [], "geen", by=cast.members[0])
    names = client.get(page("declare", committee)).content.decode()
    assert "Inschrijver 00" in names
    assert stages.CANARY not in names


def test_declining_needs_a_reason_and_tells_who_seats(cast):
    committee = stages.invited(cast)
    client = client_of(cast.members[1])
    again = client.post(url("invitation", committee), {"answer": "decline", "reason": " "})
    assert again.status_code == 200
    assert again.context["form"].errors
    client.post(url("invitation", committee), {"answer": "decline", "reason": "geen tijd"})
    seat = committee.seats.get(user=cast.members[1])
    assert (seat.declined_because, bool(seat.left_at)) == ("geen tijd", True)
    assert client.get(url("invitation", committee)).status_code == 404
    assert OutgoingMail.objects.filter(kind="seat_declined").count() == 2
    seated = client_of(cast.officer).get(page("form", committee)).content.decode()
    assert "geen tijd" in seated


def test_who_declined_can_be_asked_again_and_who_never_answered_is_no_member(cast):
    committee = stages.invited(cast)
    asked = {"email": cast.members[1].email, "role": "member", "profile": "jurist"}
    officer = client_of(cast.officer)
    twice = officer.post(page("add-seat", committee), asked)
    assert twice.status_code == 200, "asked already, and still free to answer"
    invitations.decline(
        committee.seats.get(user=cast.members[1]), by=cast.members[1], reason="ziek"
    )
    officer.post(page("add-seat", committee), asked)
    assert committee.seats.sitting().filter(user=cast.members[1]).count() == 1
    invitations.accept(committee.seats.get(user=cast.members[0]), by=cast.members[0])
    assert [seat.user for seat in committee.seats.served()] == [cast.members[0]]


def test_who_accepted_does_not_decline_any_more(cast):
    seat = stages.formed(cast).seats.first()
    with pytest.raises(TransitionRefused) as refusal:
        invitations.decline(seat, by=seat.user, reason="toch niet")
    assert refusal.value.code == "accepted"


def test_nobody_answers_for_somebody_else(cast):
    seat = stages.invited(cast).seats.first()
    with pytest.raises(PermissionDenied):
        invitations.accept(seat, by=cast.officer)
    with pytest.raises(PermissionDenied):
        invitations.decline(seat, by=cast.members[1], reason="hij wil niet")


def test_somebody_without_an_account_is_asked_by_mail(cast):
    committee = stages.formed(cast)
    data = {
        "email": "nieuw@voorbeeld.example", "name": "Nieuw Lid", "role": "member",
        "profile": "jurist", "until_on": "2099-12-31",
    }  # fmt: skip
    client_of(cast.officer).post(page("add-seat", committee), data)
    seat = committee.seats.get(user__email="nieuw@voorbeeld.example")
    assert not seat.user.has_usable_password()
    assert seat.until_at.isoformat() == "2099-12-31T23:00:00+00:00"
    body = OutgoingMail.objects.get(kind="committee_seat", recipient=seat.user).body
    assert url("invitation", committee) in body
    assert reverse("account_reset_password") in body


def test_a_term_that_ends_before_it_begins_is_refused_on_the_form(cast):
    committee = stages.formed(cast)
    data = {
        "email": cast.unassigned.email, "role": "member", "profile": "jurist",
        "from_on": "2027-02-01", "until_on": "2027-01-31",
    }  # fmt: skip
    answer = client_of(cast.officer).post(page("add-seat", committee), data)
    assert set(answer.context["form"].errors) == {"until_on"}


def test_outside_the_term_nothing_shows_and_nothing_is_scored(cast):
    committee = stages.declared(stages.formed(cast))
    seat = committee.seats.last()
    sheet, client = seat.sheets.first(), client_of(seat.user)
    dossier = sheet.proposal.dossier.reference
    Seat.objects.filter(pk=seat.pk).update(from_at=portal_now() + timedelta(days=1))
    assert client.get(page("score", committee, dossier)).status_code == 404
    assert not permissions.can_score(seat.user, sheet)
    Seat.objects.filter(pk=seat.pk).update(
        from_at=None, until_at=portal_now() - timedelta(seconds=1)
    )
    assert client.get(page("offers", committee)).status_code == 404
    assert not permissions.can_score(seat.user, sheet)
    assert seat not in selectors.people_not_ready(committee)
    Seat.objects.filter(pk=seat.pk).update(until_at=None)
    assert client.get(page("score", committee, dossier)).status_code == 200


def test_scores_handed_in_before_the_term_ended_count(cast):
    committee = stages.handed_in(stages.declared(stages.formed(cast)))
    before = selectors.valid_sheet_counts(committee.phase)
    Seat.objects.filter(user=cast.members[4]).update(until_at=portal_now())
    assert selectors.valid_sheet_counts(committee.phase) == before


def test_a_member_is_replaced_in_one_step(cast):
    committee = stages.formed(cast)
    chair = committee.seats.get(role="chair")
    data = {
        "email": cast.unassigned.email, "role": "chair", "profile": "hoogleraar",
        "reason": "ziek",
    }  # fmt: skip
    answer = client_of(cast.officer).post(url("replace", committee, chair.user.uuid), data)
    assert answer.status_code == 302
    new = committee.seats.get(user=cast.unassigned)
    assert (new.role, new.replaces_id, new.accepted_at) == ("chair", chair.pk, None)
    chair.refresh_from_db()
    assert chair.left_at


def test_a_replacement_that_is_refused_leaves_the_member_where_they_are(cast):
    committee = stages.formed(cast)
    chair = committee.seats.get(role="chair")
    data = {"email": cast.author.email, "role": "chair", "profile": "x", "reason": "ziek"}
    page = client_of(cast.officer).post(url("replace", committee, chair.user.uuid), data)
    assert page.status_code == 200
    chair.refresh_from_db()
    assert chair.left_at is None


def test_the_secretary_of_a_committee_writes_and_does_not_score(cast):
    """The role on the call comes with accepting, and goes with the seat."""
    committee = stages.formed(cast)
    plan = {
        "user": cast.unassigned, "role": "secretary", "profile": "ambtelijk secretaris",
        "is_independent": False,
    }  # fmt: skip
    CallRole.objects.filter(user=cast.unassigned).delete()
    seat = services.add_seat(committee, plan, by=cast.officer)
    assert not is_secretary(seat.user, committee.phase.call)
    committee = stages.handed_in(stages.declared(committee))
    assert is_secretary(seat.user, committee.phase.call)
    assert not seat.sheets.exists()
    committee = transitions.start_consensus(committee, by=cast.members[0])
    proposal = committee.phase.proposals.first()
    assert permissions.can_record_consensus(seat.user, proposal)
    Seat.objects.filter(pk=seat.pk).update(left_at=None)
    invitations.leave(seat, at=portal_now())
    assert not is_secretary(seat.user, committee.phase.call)


# ---- abstaining ----------------------------------------------------------------------------------


def test_an_abstention_stands_apart_and_stays_out_of_the_average(cast):
    """REQ-07: who abstains gives no score, and reads the offer all the same."""
    committee = stages.declared(stages.formed(cast))
    sheet = committee.seats.first().sheets.first()
    client = client_of(sheet.seat.user)
    dossier = sheet.proposal.dossier.reference
    assert client.post(url("abstain", committee, dossier), {"reason": ""}).status_code == 200
    client.post(url("abstain", committee, dossier), {"reason": "te ver van mijn vak"})
    committee = stages.handed_in(committee)
    assert selectors.valid_sheet_counts(committee.phase)[sheet.proposal_id] == 4
    assert len(selectors.valid_values(committee.phase)[sheet.proposal_id]["impact"]) == 4
    assert client.get(page("score", committee, dossier)).status_code == 200
    assert "te ver van mijn vak" in client.get(page("offers", committee)).content.decode()
    assert not selectors.people_not_ready(committee)


def test_an_abstention_is_taken_back_while_members_score(cast):
    committee = stages.declared(stages.formed(cast))
    sheet = committee.seats.first().sheets.first()
    stages.filled(sheet, 8, 7, 6)
    abstaining.abstain(sheet, by=sheet.seat.user, reason="twijfel")
    with pytest.raises(PermissionDenied):
        abstaining.score_after_all(sheet, by=cast.members[1])
    abstaining.score_after_all(sheet, by=sheet.seat.user)
    sheet.refresh_from_db()
    assert sheet.state == ScoreSheet.State.DRAFT
    assert sheet.scores.count() == 3


def test_nobody_abstains_once_the_meeting_has_begun(cast):
    """REQ-06: scores are locked before the meeting, abstentions too."""
    committee = stages.meeting(cast)
    sheet = committee.seats.first().sheets.first()
    with pytest.raises(TransitionRefused):
        abstaining.abstain(sheet, by=sheet.seat.user, reason="toch maar niet")


# ---- dividing the offers -------------------------------------------------------------------------


def test_a_proposal_spreads_expertise_and_work():
    readers = [
        proposing.Reader(
            key, ["recht", "techniek", "markt"][key % 3], frozenset([] if key else [1])
        )
        for key in range(6)
    ]
    offers = list(range(1, 11))
    division = proposing.propose(offers, readers, 3)
    loads = [sum(key in seats for seats in division.values()) for key in range(6)]
    assert max(loads) - min(loads) <= 1
    assert 0 not in division[1]
    for seats in division.values():
        assert {key % 3 for key in seats} == {0, 1, 2}
    assert proposing.propose(offers, readers, 3) == division


def test_a_proposal_gives_an_offer_all_who_can_where_they_are_few():
    readers = [proposing.Reader(1, "a", frozenset({7})), proposing.Reader(2, "b")]
    assert proposing.propose([7, 8], readers, 2) == {7: frozenset({2}), 8: frozenset({1, 2})}


def test_the_secretary_changes_a_proposal_and_members_score_their_part(cast):
    committee = stages.formed(cast)
    secretary = client_of(stages.secretary_of(committee.phase))
    proposed = secretary.post(url("allocation", committee), {"per_offer": 3, "action": "propose"})
    assert proposed.status_code == 200
    assert not hasattr(stages.fresh(committee), "allocation")
    offers = list(committee.phase.proposals.order_by("dossier__reference"))
    ticked = {
        f"{offer.dossier.reference}-{user.uuid}": "1"
        for offer in offers
        for user in cast.members[: 3 if offer == offers[0] else 4]
    }
    data = {"per_offer": 3, "action": "save", **ticked}
    assert secretary.post(url("allocation", committee), data).status_code == 302
    committee = stages.declared(stages.fresh(committee))
    counts = [seat.sheets.count() for seat in committee.seats.all()]
    assert counts == [3, 3, 3, 2, 0]
    rows = panel_selectors.offer_rows(committee)
    assert sorted(row.readers for row in rows) == [3, 4, 4]


def test_a_division_with_too_few_or_with_a_tie_is_refused_whole(cast):
    committee = stages.formed(cast)
    seat = committee.seats.first()
    first = committee.phase.proposals.first()
    services.declare(seat, first.dossier, kind="tie", explanation="oud-collega", by=seat.user)
    with pytest.raises(TransitionRefused) as refusal:
        panel.allocate(committee, {first.pk: frozenset({seat.pk})}, per_offer=1, by=cast.officer)
    assert len(refusal.value.message.split("\n")) == 4


def test_begun_work_is_not_taken_away(cast):
    committee = stages.declared(stages.formed(cast, votes=4))
    sheet = committee.seats.first().sheets.first()
    stages.filled(sheet, 8, 7, 6)
    others = frozenset(committee.seats.exclude(pk=sheet.seat_id).values_list("pk", flat=True))
    chosen = {offer.pk: others for offer in committee.phase.proposals.all()}
    with pytest.raises(TransitionRefused) as refusal:
        panel.allocate(committee, chosen, per_offer=3, by=cast.officer)
    assert len(refusal.value.message.split("\n")) == 1
    chosen[sheet.proposal_id] |= {sheet.seat_id}
    panel.allocate(committee, chosen, per_offer=3, by=cast.officer)
    assert sheet.seat.sheets.count() == 1
    panel.let_everybody_score(stages.fresh(committee), by=cast.officer)
    assert sheet.seat.sheets.count() == 3


@pytest.mark.parametrize("who", ["chair", "rival", "analyst"])
def test_only_who_forms_the_committee_divides_the_offers(cast, who):
    committee = stages.formed(cast)
    user: User = cast.members[0] if who == "chair" else getattr(cast, who)
    with pytest.raises(PermissionDenied):
        panel.allocate(committee, {}, per_offer=3, by=user)
