"""Requests: the window, the stamp of receipt, the line and the pot."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from funnel.cofunding import services, transitions
from funnel.cofunding.models import FundingDecision, FundingRequest, FundingRound
from funnel.cofunding.selectors import committed_of, figures_of
from funnel.cofunding.waiting import close_those_over
from portal.accounts.models import Membership
from portal.audit.models import AuditEvent
from portal.clock import portal_now
from portal.mail.models import OutgoingMail
from portal.work.models import Task
from portal.work.reminders import remind
from portal.workflow import TransitionRefused
from tests.cast import Cast, proof_of
from tests.factories import CallFactory, MembershipFactory
from tests.funnel.cofunding.stages import call_of, drafted, granted, open_round, second_giver, sent

State, Kind = FundingRequest.State, Task.Kind


def open_tasks(kind: str) -> set:
    tasks = Task.objects.filter(kind=kind, closed_at=None).select_related("holder")
    return {task.holder for task in tasks}


def test_request_begins_with_the_budgets_of_its_phases(cast: Cast) -> None:
    request = services.begin(open_round(cast), call_of(cast), by=cast.author)
    assert request.eligible_incl_vat == Decimal(500_000)
    assert open_tasks(Kind.FINISH_FUNDING) == {cast.author, cast.officer}


def test_one_call_gets_one_request_in_a_round(cast: Cast) -> None:
    round_, call = open_round(cast), call_of(cast)
    services.begin(round_, call, by=cast.author)
    with pytest.raises(TransitionRefused) as refusal:
        services.begin(round_, call, by=cast.officer)
    assert refusal.value.code == "call"
    with pytest.raises(IntegrityError), transaction.atomic():
        FundingRequest.objects.create(round=round_, call=call, written_by=cast.author)


def test_other_instruments_and_other_authorities_are_refused(cast: Cast) -> None:
    round_ = open_round(cast)
    hackathon = CallFactory(published=True, instrument="hackathon", contracting_authority=cast.rws)
    with pytest.raises(TransitionRefused):
        services.begin(round_, hackathon, by=cast.author)
    with pytest.raises(PermissionDenied):
        services.begin(round_, call_of(cast), by=cast.outsider)


@pytest.mark.parametrize(("days", "code"), [(-2, "early"), (10, "late"), (11, "late")])
def test_outside_the_window_nothing_is_sent_and_nothing_lost(
    cast: Cast, days: int, code: str
) -> None:
    """The close itself is too late: what counts is receipt before it."""
    round_ = open_round(cast)
    request = drafted(cast, round_)
    FundingRound.objects.filter(pk=round_.pk).update(
        opens_at=portal_now() - timedelta(days=days + 1),
        closes_at=portal_now() + timedelta(days=10 - days),
    )
    with pytest.raises(TransitionRefused) as refused:
        transitions.submit(request, by=cast.author)
    assert refused.value.code == code
    request.refresh_from_db()
    assert (request.state, request.received_at) == (State.DRAFT, None)
    assert request.obstacle == "De brug zakt."


def test_request_that_is_not_whole_tells_all_that_is_missing(cast: Cast) -> None:
    request = drafted(cast, open_round(cast), obstacle="", no_solution=" ", own_incl_vat=None)
    with pytest.raises(TransitionRefused) as refused:
        transitions.submit(request, by=cast.author)
    assert len(transitions.missing_of(request)) == 3
    assert refused.value.code == "incomplete"


def test_own_part_covers_what_is_not_contributed(cast: Cast) -> None:
    request = drafted(cast, open_round(cast), own_incl_vat=Decimal("299999.99"))
    assert len(transitions.missing_of(request)) == 1
    request.own_incl_vat = Decimal(300_000)
    assert transitions.missing_of(request) == []


def test_receipt_is_stamped_told_and_cannot_change(cast: Cast) -> None:
    request = sent(cast, open_round(cast))
    assert request.state == State.SUBMITTED
    assert abs(portal_now() - request.received_at) < timedelta(minutes=1)
    assert open_tasks(Kind.FINISH_FUNDING) == set()
    mail = OutgoingMail.objects.get(kind="cofunding_received")
    assert mail.recipient == cast.author
    assert "De brug" not in mail.body
    with pytest.raises(TransitionRefused):
        services.write(
            request, by=cast.author, eligible_incl_vat=Decimal(1), own_incl_vat=None,
            obstacle="", no_solution="",
        )  # fmt: skip


def test_draft_of_another_authority_is_not_there_and_what_is_sent_reaches_the_funder(
    cast: Cast,
) -> None:
    round_ = open_round(cast)
    draft, received = drafted(cast, round_), sent(cast, round_)
    visible = FundingRequest.objects.visible_to
    assert set(visible(cast.officer)) == {draft, received}
    assert set(visible(cast.escrow)) == set(visible(cast.analyst)) == {received}
    for person in (cast.outsider, cast.applicant, cast.auditor, cast.operator):
        assert not visible(person).exists()


def test_later_request_waits_for_the_earlier_one(cast: Cast) -> None:
    round_, second = open_round(cast), second_giver(cast)
    first, later = sent(cast, round_), sent(cast, round_)
    assert first.received_at < later.received_at
    assert {task.subject for task in Task.objects.filter(kind=Kind.DECIDE_FUNDING)} == {
        f"{first.call.reference}, Ronde 1"
    }
    with pytest.raises(TransitionRefused, match=first.call.reference):
        transitions.propose(later, outcome="grant", by=cast.escrow)
    granted(cast, first, second)
    assert granted(cast, later, second).amount_incl_vat == Decimal(300_000)


def test_withdrawn_request_leaves_the_line(cast: Cast) -> None:
    round_ = open_round(cast)
    first, later = sent(cast, round_), sent(cast, round_)
    proposed = transitions.propose(first, outcome="grant", by=cast.escrow)
    transitions.withdraw(first, by=cast.officer)
    proposed.refresh_from_db()
    assert proposed.state == FundingDecision.State.TURNED_DOWN
    assert open_tasks(Kind.APPROVE_FUNDING) == set()
    assert transitions.propose(later, outcome="grant", by=cast.escrow).amount_incl_vat
    again = transitions.submit(drafted(cast, round_, call=first.call), by=cast.author)
    assert again.received_at > later.received_at


def test_pot_is_never_exceeded_and_the_last_gets_what_is_left(cast: Cast) -> None:
    """500,000 and 400,000 of a pot of 1,000,000 leave 100,000; then it is empty."""
    round_, second = open_round(cast), second_giver(cast)
    line = [sent(cast, round_, cost=cost) for cost in (2_000_000, 800_000, 900_000, 10_000)]
    amounts = [granted(cast, each, second).amount_incl_vat for each in line[:3]]
    assert amounts == [Decimal(500_000), Decimal(400_000), Decimal(100_000)]
    assert committed_of(round_) == round_.pot_incl_vat
    with pytest.raises(TransitionRefused) as refusal:
        transitions.propose(line[3], outcome="grant", by=cast.escrow)
    assert refusal.value.code == "pot"
    refused = transitions.propose(line[3], outcome="refuse", reasons="De pot is leeg.", by=second)
    transitions.approve(refused, by=cast.escrow, proof=proof_of(cast.escrow))
    line[3].refresh_from_db()
    assert line[3].state == State.REFUSED


def test_control_the_database_refuses_a_grant_above_what_was_left(cast: Cast) -> None:
    request = sent(cast, open_round(cast))
    with pytest.raises(IntegrityError), transaction.atomic():
        FundingDecision.objects.create(
            request=request, outcome="grant", amount_incl_vat=Decimal(11),
            remaining_incl_vat=Decimal(10), proposed_by=cast.escrow,
        )  # fmt: skip


def test_decision_takes_two_people_and_nobody_decides_on_own_request(cast: Cast) -> None:
    """REQ-24: nobody approves own work."""
    round_, second = open_round(cast), second_giver(cast)
    request = sent(cast, round_)
    for person in (cast.author, cast.analyst, cast.outsider):
        with pytest.raises(PermissionDenied):
            transitions.propose(request, outcome="grant", by=person)
    decision = transitions.propose(request, outcome="grant", by=cast.escrow)
    assert open_tasks(Kind.APPROVE_FUNDING) == {second}
    with pytest.raises(PermissionDenied):
        transitions.approve(decision, by=cast.escrow, proof=proof_of(cast.escrow))
    MembershipFactory(user=second, organisation=cast.rws, role=Membership.Role.OFFICER)
    with pytest.raises(PermissionDenied):
        transitions.approve(decision, by=second, proof=proof_of(second))


def test_proposal_that_is_turned_down_leaves_the_request_first(cast: Cast) -> None:
    round_, second = open_round(cast), second_giver(cast)
    request = sent(cast, round_)
    decision = transitions.propose(request, outcome="refuse", reasons="Nee.", by=cast.escrow)
    transitions.turn_down(decision, by=second)
    assert open_tasks(Kind.DECIDE_FUNDING) == {cast.escrow, second}
    assert granted(cast, request, second).state == FundingDecision.State.APPROVED
    actions = AuditEvent.objects.filter(action__contains="funding").values_list("action", flat=True)
    assert {"turn_down_funding", "approve_funding", "grant_funding"} <= set(actions)


def test_refusal_has_reasons(cast: Cast) -> None:
    request = sent(cast, open_round(cast))
    with pytest.raises(TransitionRefused) as refusal:
        transitions.propose(request, outcome="refuse", reasons=" ", by=cast.escrow)
    assert refusal.value.code == "reasons"


def test_figures_of_a_round_show_what_was_decided(cast: Cast) -> None:
    """REQ-30: nothing granted yet is no division by zero."""
    round_, second = open_round(cast), second_giver(cast)
    (empty,) = figures_of(FundingRound.objects.all())
    assert (empty.realisation.percent, empty.leverage.times) == (None, None)
    granted(cast, sent(cast, round_), second)
    sent(cast, round_)
    (figures,) = figures_of(FundingRound.objects.all())
    assert (figures.received, figures.granted) == (2, 1)
    assert (figures.committed, figures.free) == (Decimal(300_000), Decimal(700_000))
    assert figures.utilisation.percent == 30
    assert figures.leverage.times == 2


def test_officers_with_a_draft_are_reminded_before_the_round_closes(cast: Cast, clock) -> None:
    round_ = open_round(cast)
    drafted(cast, round_)
    clock.set(round_.closes_at - timedelta(hours=1))
    assert remind() == 2
    assert close_those_over() == 0
    clock.set(round_.closes_at)
    assert close_those_over() == 2
    assert open_tasks(Kind.FINISH_FUNDING) == set()
