"""Who may be seated: those who judge neither open nor decide."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from applications.models import Admissibility
from assessment import permissions, services
from assessment.models import Committee, Seat
from calls.models import KeyHolder
from portal.clock import portal_now
from portal.workflow import TransitionRefused
from tests.assessment import stages
from tests.cast import Cast
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def phase(cast: Cast):
    return stages.opened_phase(cast)


def refusal_of(cast, phase, seats=None, **fields):
    fields.setdefault("scores_due_at", None)
    with pytest.raises(TransitionRefused) as refusal:
        services.form_committee(phase, by=cast.officer, seats=seats or stages.plans(cast), **fields)
    assert not Committee.objects.filter(phase=phase).exists() or "committee" in fields
    return refusal.value.message.split("\n")


def test_who_opened_the_vault_does_not_judge(cast, phase):
    seats = stages.plans(cast)
    seats[1]["user"] = cast.author
    assert len(refusal_of(cast, phase, seats)) == 1


def test_who_holds_a_key_does_not_judge(cast, phase):
    KeyHolder.objects.create(call=phase.call, user=cast.escrow, role=KeyHolder.Role.ESCROW)
    seats = stages.plans(cast)
    seats[1]["user"] = cast.escrow
    assert len(refusal_of(cast, phase, seats)) == 1


def test_who_belongs_to_an_applicant_does_not_judge(cast, phase):
    lead = phase.proposals.first().dossier.lead
    MembershipFactory(user=cast.members[2], organisation=lead)
    assert len(refusal_of(cast, phase)) == 1


def test_all_faults_are_named_at_once(cast, phase):
    seats = stages.plans(cast)
    seats[1]["role"] = Seat.Role.CHAIR
    seats[2]["user"] = cast.author
    seats.append(dict(seats[3]))
    problems = refusal_of(cast, phase, seats, scores_due_at=portal_now() - timedelta(days=1))
    assert len(problems) == 4


def test_an_offer_that_was_not_checked_stops_it(cast, phase):
    Admissibility.objects.filter(proposal=phase.proposals.first()).delete()
    assert len(refusal_of(cast, phase)) == 1


def test_there_is_one_committee_per_phase(cast, phase):
    stages.formed(cast, phase)
    with pytest.raises(TransitionRefused):
        stages.formed(cast, phase)


def test_excluded_offers_are_not_judged(cast, phase):
    excluded = phase.proposals.first()
    Admissibility.objects.filter(proposal=excluded).update(is_admissible=False, reasons="te laat")
    committee = stages.declared(stages.formed(cast, phase))
    assert not committee.seats.first().sheets.filter(proposal=excluded).exists()


@pytest.mark.parametrize("who", ["outsider", "applicant", "rival", "analyst", "operator"])
def test_only_staff_of_the_call_forms_a_committee(cast, phase, who):
    with pytest.raises(PermissionDenied):
        services.form_committee(
            phase, by=getattr(cast, who), seats=stages.plans(cast), scores_due_at=None
        )


def test_the_minimum_of_valid_scores_never_exceeds_the_votes(cast, phase):
    committee = stages.formed(cast, phase, votes=2, min_valid_scores=4)
    assert committee.min_valid_scores == 2


def test_everybody_seated_needs_a_second_factor(cast, phase):
    member = cast.members[0]
    type(member).objects.filter(pk=member.pk).update(second_factor_required=False)
    member.refresh_from_db()
    stages.formed(cast, phase)
    member.refresh_from_db()
    assert member.second_factor_required


def test_who_sits_on_the_committee_is_known_to_the_rooms_above(cast, phase):
    committee = stages.formed(cast, phase)
    seat = committee.seats.last()
    assert permissions.sits_on_committee(seat.user, phase.call)
    assert not permissions.sits_on_committee(cast.officer, phase.call)
    services.end_seat(seat, by=cast.officer, reason="ziek")
    assert permissions.sits_on_committee(seat.user, phase.call)  # has judged, so never decides


def test_a_new_seat_takes_the_place_of_one_that_ended(cast, phase):
    committee = stages.declared(stages.formed(cast, phase))
    chair = committee.seats.get(role="chair")
    services.end_seat(chair, by=cast.officer, reason="ziek")
    plan = {**stages.plans(cast)[0], "user": cast.unassigned}
    seat = services.add_seat(committee, plan, by=cast.officer)
    assert seat.role == "chair"
    stages.declared(committee, but=tuple(committee.seats.exclude(pk=seat.pk)))
    assert seat.sheets.count() == 3


def test_a_second_chair_is_refused(cast, phase):
    committee = stages.formed(cast, phase)
    plan = {**stages.plans(cast)[0], "user": cast.unassigned}
    with pytest.raises(TransitionRefused):
        services.add_seat(committee, plan, by=cast.officer)
