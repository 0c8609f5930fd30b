"""REQ-05, REQ-06: from locked scores through consensus to a frozen ranking and an advice."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, ProgrammingError, transaction

from assessment import documents, results, services, transitions
from assessment.meeting import agenda_rows, missing_consensus
from assessment.models import Committee, Consensus, Ranking, RankingRow, Score
from assessment.selectors import standing_of
from portal.mail.models import OutgoingMail
from portal.work.models import Task
from portal.workflow import TransitionRefused
from tests.assessment import stages
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def committee(cast: Cast) -> Committee:
    return stages.meeting(cast)


def first(committee):
    return committee.phase.proposals.order_by("pk").first()


def record(committee, proposal=None, value=7, motivation="Samen gevonden.", by=None):
    return services.record_consensus(
        proposal or first(committee),
        committee.phase.criteria.first(),
        value=value,
        motivation=motivation,
        by=by or stages.chair_of(committee),
    )


def test_the_meeting_waits_for_members_who_have_time_left(cast):
    committee = stages.declared(stages.formed(cast))
    with pytest.raises(TransitionRefused) as refusal:
        transitions.start_consensus(committee, by=stages.chair_of(committee))
    assert refusal.value.code == "members_not_ready"


def test_after_the_due_time_it_begins_if_there_are_enough_scores(cast, clock):
    """REQ-07: a minimum number of valid scores per offer."""
    committee = stages.declared(stages.formed(cast))
    for seat in committee.seats.all()[:2]:
        for sheet in seat.sheets.all():
            transitions.hand_in(stages.filled(sheet, 7, 7, 7), by=seat.user)
    clock.set(committee.scores_due_at + timedelta(minutes=1))
    with pytest.raises(TransitionRefused) as refusal:
        transitions.start_consensus(committee, by=stages.chair_of(committee))
    assert refusal.value.code == "too_few_scores"
    seat = committee.seats.all()[2]
    for sheet in seat.sheets.all():
        transitions.hand_in(stages.filled(sheet, 7, 7, 7), by=seat.user)
    assert (
        transitions.start_consensus(committee, by=stages.chair_of(committee)).state == "consensus"
    )


def test_once_the_meeting_has_begun_no_score_changes(cast, clock):
    """REQ-06: individual scores are locked, also those of who was late."""
    committee = stages.declared(stages.formed(cast))
    for seat in committee.seats.all()[:3]:
        for sheet in seat.sheets.all():
            transitions.hand_in(stages.filled(sheet, 7, 7, 7), by=seat.user)
    clock.set(committee.scores_due_at + timedelta(minutes=1))
    transitions.start_consensus(committee, by=stages.chair_of(committee))
    late = committee.seats.last().sheets.first()
    with pytest.raises(TransitionRefused) as refusal:
        stages.filled(late, 1, 1, 1)
    assert refusal.value.code == "scores_locked"


def test_the_meeting_tells_the_members_and_waits_on_the_chair(committee):
    assert OutgoingMail.objects.filter(kind="consensus_started").count() == 5
    assert Task.objects.get(kind="consensus", closed_at=None).holder == stages.chair_of(committee)
    waiting = Task.objects.filter(kind__in=["score", "declare"], closed_at=None)
    assert not waiting.filter(holder__seats__committee=committee).exists()


def test_the_last_sheet_lets_the_meeting_wait_on_the_chair(cast):
    committee = stages.declared(stages.formed(cast))
    waits = Task.objects.filter(kind="consensus", closed_at=None)
    assert not waits.exists()
    stages.handed_in(committee)
    assert waits.get().holder == stages.chair_of(committee)
    sheet = committee.seats.last().sheets.first()
    transitions.reopen_sheet(sheet, by=stages.chair_of(committee), reason="Verkeerde offerte.")
    assert not waits.exists()


def test_a_consensus_is_kept_apart_from_the_scores(committee):
    """REQ-06: stored separately, with its motivation; both are retained."""
    before = list(Score.objects.order_by("pk").values_list("value", "reason"))
    record(committee, value=2, motivation="Na bespreking lager.")
    assert list(Score.objects.order_by("pk").values_list("value", "reason")) == before
    assert Consensus.objects.get().value == 2


def test_a_consensus_needs_a_motivation(committee):
    with pytest.raises(TransitionRefused) as refusal:
        record(committee, motivation=" \n")
    assert refusal.value.code == "motivation_missing"


def test_the_chair_and_the_secretary_record_and_nobody_else(committee, cast):
    secretary = stages.secretary_of(committee.phase)
    assert record(committee, by=secretary).recorded_by == secretary
    for other in [cast.members[1], cast.officer, cast.author, cast.applicant, cast.unassigned]:
        with pytest.raises(PermissionDenied):
            record(committee, by=other)


def test_where_the_chair_has_a_tie_another_member_records(committee, cast):
    chair = committee.seats.get(role="chair")
    tied = first(committee)
    services.declare(chair, tied.dossier, kind="tie", explanation="oud-collega", by=chair.user)
    with pytest.raises(PermissionDenied):
        record(committee, tied, by=chair.user)
    assert record(committee, tied, by=cast.members[1])
    other = committee.phase.proposals.order_by("pk").last()
    with pytest.raises(PermissionDenied):
        record(committee, other, by=cast.members[1])


def test_the_round_closes_only_with_every_consensus(committee):
    record(committee)
    assert missing_consensus(committee) == 3
    with pytest.raises(TransitionRefused) as refusal:
        transitions.close_consensus(committee, by=stages.chair_of(committee))
    assert refusal.value.code == "consensus_incomplete"
    assert not Ranking.objects.exists()


def test_the_ranking_follows_consensus_thresholds_and_budget(cast):
    """REQ-05 on stored rows: 100,000 for offers of 50,000; one of four is below a threshold."""
    phase = stages.opened_phase(cast, offers=4)
    phase.pots.update(budget_incl_vat=Decimal("100000.00"))
    committee = stages.meeting(cast, phase)
    a, b, c, d = [offer.pk for offer in phase.proposals.order_by("pk")]
    stages.agreed(committee, {a: (6, 6, 6), b: (9, 9, 4), c: (7, 8, 9), d: (8, 8, 8)})
    transitions.close_consensus(committee, by=stages.chair_of(committee))
    rows = RankingRow.objects.values_list("proposal", "rank", "outcome", "total")
    assert set(rows) == {
        (d, 1, "within_budget", "8"),
        (c, 2, "within_budget", "79/10"),
        (a, 3, "beyond_budget", "6"),
        (b, None, "below_threshold", "15/2"),
    }
    phase.refresh_from_db()
    assert {offer.state for offer in phase.proposals.all()} == {"assessed"}


def test_what_the_members_gave_does_not_change_what_was_agreed(cast):
    """The consensus counts, not the mean of the scores it came from."""
    committee = stages.meeting(cast)
    stages.agreed(committee, {first(committee).pk: (10, 10, 10)})
    ranking = transitions.close_consensus(committee, by=stages.chair_of(committee))
    assert ranking.rows.get(proposal=first(committee)).total == "10"


def test_a_ranking_is_frozen_with_its_hash(cast):
    ranking = stages.ranked(cast)
    assert results.recomputed_sha256(ranking) == ranking.sha256
    with pytest.raises((IntegrityError, ProgrammingError)), transaction.atomic():
        ranking.rows.update(rank=1)
    with pytest.raises((IntegrityError, ProgrammingError)), transaction.atomic():
        Ranking.objects.update(sha256="0" * 64)


def test_the_export_lets_anybody_compute_the_ranking_again(cast):
    """Same input, same ranking, to the last digit."""
    ranking = stages.ranked(cast)
    again = results.rank(
        ranking.committee.phase, [row.proposal for row in ranking.rows.select_related("proposal")]
    )
    exported = results.export(ranking)
    assert [row["offer"] for row in exported["rows"]] == [p.offer.reference for p in again]
    assert exported["rules"]["ties"] == ["total", "impact", "lot"]


def test_scoring_is_taken_up_again_with_a_reason(committee, cast):
    chair = stages.chair_of(committee)
    with pytest.raises(TransitionRefused):
        transitions.resume_scoring(committee, by=chair, reason="")
    transitions.resume_scoring(committee, by=chair, reason="Een lid viel uit.")
    plan = {**stages.plans(cast)[1], "user": cast.unassigned}
    seat = services.add_seat(committee, plan, by=cast.officer)
    stages.declared(committee, but=tuple(committee.seats.exclude(pk=seat.pk)))
    stages.handed_in(committee)
    assert transitions.start_consensus(stages.fresh(committee), by=chair).state == "consensus"


def test_the_agenda_leaves_out_what_a_reader_is_tied_to(committee):
    seat = committee.seats.last()
    services.declare(
        seat, first(committee).dossier, kind="tie", explanation="oud-collega", by=seat.user
    )
    standing = standing_of(seat.user, committee)
    assert len(agenda_rows(committee, standing)) == 2
    assert len(agenda_rows(committee, None)) == 3


def test_the_advice_is_drafted_from_what_was_agreed(cast):
    committee = stages.ranked(cast).committee
    text = documents.assembled_advice(committee)
    for proposal in committee.phase.proposals.all():
        assert proposal.dossier.reference in text
    assert "Samen impact 8." in text
    assert "<" not in text


def test_an_advice_is_approved_once_by_the_chair(cast):
    committee = stages.ranked(cast).committee
    chair = stages.chair_of(committee)
    secretary = stages.secretary_of(committee.phase)
    advice = services.draft_advice(committee, "Ons advies.", by=secretary)
    for other in [secretary, cast.officer, cast.members[1]]:
        with pytest.raises(PermissionDenied):
            transitions.approve_advice(advice, by=other)
    transitions.approve_advice(advice, by=chair)
    committee.phase.refresh_from_db()
    assert committee.phase.state == "advised"
    assert OutgoingMail.objects.filter(kind="advice_ready").count() == 2
    with pytest.raises(TransitionRefused):
        transitions.approve_advice(advice, by=chair)
    with pytest.raises(TransitionRefused):
        services.draft_advice(committee, "Toch anders.", by=secretary)


def test_an_empty_advice_is_not_approved(cast):
    committee = stages.ranked(cast).committee
    advice = services.draft_advice(committee, "  ", by=stages.chair_of(committee))
    with pytest.raises(TransitionRefused) as refusal:
        transitions.approve_advice(advice, by=stages.chair_of(committee))
    assert refusal.value.code == "advice_empty"
