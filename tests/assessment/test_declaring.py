"""REQ-07: an interest is declared per offer, before its content shows."""

import pytest
from django.core.exceptions import PermissionDenied

from assessment import selectors, services, transitions
from assessment.models import Committee, Declaration, ScoreSheet
from portal.audit.models import AuditEvent
from portal.mail.models import OutgoingMail
from portal.work.models import Task
from portal.workflow import TransitionRefused
from tests.assessment import stages
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def committee(cast: Cast) -> Committee:
    return stages.formed(cast)


def first(committee):
    return committee.phase.proposals.order_by("pk").first().dossier


def declare(seat, dossier, kind="none", explanation=""):
    return services.declare(seat, dossier, kind=kind, explanation=explanation, by=seat.user)


def standing(seat):
    return selectors.standing_of(seat.user, seat.committee)


def test_forming_asks_everybody_to_declare(cast):
    committee = stages.invited(cast)
    assert Task.objects.filter(unique_key__startswith="declare:", closed_at=None).count() == 5
    assert OutgoingMail.objects.filter(kind="committee_seat").count() == 5
    assert committee.phase.state == "opened"
    committee.phase.refresh_from_db()
    assert committee.phase.state == "assessing"


def test_no_content_before_the_last_name_is_answered(committee):
    """REQ-07: the members read nothing while one applicant is still unanswered."""
    seat = committee.seats.first()
    dossiers = [proposal.dossier for proposal in committee.phase.proposals.order_by("pk")]
    for dossier in dossiers[:-1]:
        declare(seat, dossier)
        assert not selectors.readable_offers(standing(seat)).exists()
        assert not seat.sheets.exists()
    declare(seat, dossiers[-1])
    assert selectors.readable_offers(standing(seat)).count() == 3
    assert seat.sheets.count() == 3


def test_scoring_begins_with_the_first_member_who_is_ready(committee):
    seat = committee.seats.first()
    for proposal in committee.phase.proposals.all():
        declare(seat, proposal.dossier)
    assert stages.fresh(committee).state == Committee.State.SCORING
    assert set(Task.objects.open_for(seat.user).values_list("kind", flat=True)) == {"score"}
    assert Task.objects.filter(unique_key__startswith="declare:", closed_at=None).count() == 4


def test_a_tie_keeps_away_from_that_offer_only(committee):
    """REQ-07: an abstention excludes the member from that offer."""
    seat = committee.seats.first()
    tied = first(committee)
    for proposal in committee.phase.proposals.all():
        is_tied = proposal.dossier == tied
        declare(seat, proposal.dossier, "tie" if is_tied else "none", "oud-collega" * is_tied)
    assert seat.sheets.count() == 2
    assert not standing(seat).may_read(tied.pk)
    assert not selectors.readable_offers(standing(seat)).filter(dossier=tied).exists()


def test_a_heavy_interest_bars_from_the_whole_call(committee):
    """Offers compete: who helped one of them judges none."""
    seat = stages.declared(committee).seats.first()
    declare(seat, first(committee), "barred", "mijn broer werkt er")
    assert not selectors.readable_offers(standing(seat)).exists()
    assert set(seat.sheets.values_list("state", flat=True)) == {ScoreSheet.State.VOID}
    assert not Task.objects.open_for(seat.user).exists()
    assert OutgoingMail.objects.filter(kind="committee_barred").count() == 2


def test_who_is_barred_in_one_phase_is_not_seated_in_the_next(cast, committee):
    seat = committee.seats.last()
    declare(seat, first(committee), "barred", "eigenaar")
    phase = stages.opened_phase(cast)
    phase.call.phases.update(call=committee.phase.call, kind="prototype", code="prototype", order=2)
    phase = phase.call.phases.model.objects.select_related("call").get(pk=phase.pk)
    with pytest.raises(TransitionRefused) as refusal:
        stages.formed(cast, phase)
    assert seat.user.name in refusal.value.message


def test_a_tie_found_later_voids_the_sheet_and_says_so(committee):
    """A conflict that comes to light later: the scores count no longer, the record tells it."""
    committee = stages.handed_in(stages.declared(committee))
    seat = committee.seats.first()
    declare(seat, first(committee), "tie", "bleek later")
    states = dict(seat.sheets.values_list("proposal__dossier", "state"))
    assert states.pop(first(committee).pk) == ScoreSheet.State.VOID
    assert set(states.values()) == {ScoreSheet.State.HANDED_IN}
    assert AuditEvent.objects.filter(action="scores_voided").count() == 1


def test_a_declaration_is_never_softened(committee):
    seat = committee.seats.first()
    declare(seat, first(committee), "tie", "oud-collega")
    with pytest.raises(TransitionRefused) as refusal:
        declare(seat, first(committee), "none")
    assert refusal.value.code == "declaration_stands"
    assert Declaration.objects.get(seat=seat).kind == "tie"


def test_an_interest_is_explained(committee):
    with pytest.raises(TransitionRefused) as refusal:
        declare(committee.seats.first(), first(committee), "tie", "  ")
    assert refusal.value.code == "explanation_missing"


def test_nobody_declares_for_somebody_else(committee, cast):
    seat = committee.seats.first()
    for other in [cast.members[1], cast.officer, cast.applicant]:
        with pytest.raises(PermissionDenied):
            services.declare(seat, first(committee), kind="none", explanation="", by=other)


def test_after_the_ranking_nothing_is_declared(cast):
    committee = stages.ranked(cast).committee
    with pytest.raises(TransitionRefused) as refusal:
        declare(committee.seats.first(), first(committee), "tie", "te laat")
    assert refusal.value.code == "too_late_to_declare"


def test_an_adviser_declares_and_reads_but_has_no_sheet(cast):
    phase = stages.opened_phase(cast)
    seats = stages.plans(cast)
    seats[-1]["role"] = "adviser"
    committee = services.form_committee(phase, by=cast.officer, seats=seats, scores_due_at=None)
    seat = stages.declared(committee).seats.get(role="adviser")
    assert selectors.readable_offers(standing(seat)).count() == 3
    assert not seat.sheets.exists()
    assert seat not in selectors.people_not_ready(committee)


def test_a_chair_who_is_barred_is_stood_in_for(committee):
    """The work goes on: any member without interest does what the chair would do."""
    committee = stages.declared(committee)
    chair, member = committee.seats.all()[:2]
    assert not transitions.START_CONSENSUS.is_offered(committee, by=member.user)
    declare(chair, first(committee), "barred", "aandelen")
    assert not transitions.START_CONSENSUS.is_offered(committee, by=chair.user)
    assert transitions.START_CONSENSUS.is_offered(committee, by=member.user)
