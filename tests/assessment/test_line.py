"""What if the line lay elsewhere: tried freely, made real by an officer with a reason only."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import Error, connection, transaction
from django.urls import reverse

from assessment import outcome, results, transitions
from assessment.documents import assembled_advice
from assessment.line import selectors, services
from assessment.line.models import LineMove
from assessment.models import Ranking
from calls.models import Pot
from portal.audit.models import AuditEvent
from portal.workflow import TransitionRefused
from tests.assessment import stages
from tests.cast import client_of

pytestmark = pytest.mark.django_db
ONE, TWO = Decimal("50000.00"), Decimal("100000.00")


@pytest.fixture
def frozen(cast) -> Ranking:
    """Three offers of 50,000 euro and room for one."""
    phase = stages.opened_phase(cast, offers=3)
    Pot.objects.filter(phase=phase).update(budget_incl_vat=ONE)
    first, second, third = phase.proposals.order_by("pk")
    values = {first.pk: (9, 9, 9), second.pk: (8, 8, 8), third.pk: (7, 7, 7)}
    committee = stages.agreed(stages.meeting(cast, phase), values)
    return transitions.close_consensus(committee, by=stages.chair_of(committee))


def ends(frozen: Ranking) -> list[str]:
    rows = frozen.rows.select_related("moved")
    return [row.outcome_now for row in rows]


def address(frozen: Ranking, query: str = "") -> str:
    phase = frozen.committee.phase
    return reverse("line:line", args=[phase.call.reference, phase.code]) + query


def test_frozen_ranking_walked_again_is_the_same_to_the_last_digit(frozen):
    """REQ-05: same input, same ranking; from the snapshot alone."""
    rows = list(frozen.rows.select_related("proposal__dossier__lead"))
    again = results.walked_again(frozen, rows, results.budgets_of(frozen.committee.phase))
    assert [results._as_json(place) for place in again] == results.export(frozen)["rows"]


def test_trying_another_budget_changes_nothing_and_leaves_no_trace(frozen, cast):
    before = AuditEvent.objects.count()
    page = client_of(cast.officer).get(address(frozen, "?pot_=100.000,00")).content.decode()
    assert "Wat er verandert" in page
    assert ends(frozen) == ["within_budget", "beyond_budget", "beyond_budget"]
    assert not LineMove.objects.exists()
    assert AuditEvent.objects.count() == before


def test_move_made_real_is_logged_and_the_frozen_ranking_stays(frozen, cast):
    """REQ-05 (7): leftover budget moves only by a logged decision."""
    committee, content = frozen.committee, results.export(frozen)
    client = client_of(cast.officer)
    answer = client.post(address(frozen, "?pot_=100.000,00"), {"reason": "Geld uit thema B."})
    assert answer.status_code == 302
    assert ends(frozen) == ["within_budget", "within_budget", "beyond_budget"]
    move = LineMove.objects.get()
    assert (move.moved_by, move.reason) == (cast.officer, "Geld uit thema B.")
    assert results.export(frozen) == content
    assert results.recomputed_sha256(frozen) == frozen.sha256
    line = AuditEvent.objects.get(action="move_line")
    assert line.data["budgets"] == {"": "100000.00"}
    assert line.data["before"] == {"": "50000.00"}
    rows = outcome.rows_of(committee)
    (pot,) = outcome.pots(committee.ranking, rows=rows, moved=LineMove.objects.get().budgets)
    assert (pot.budget, [row.is_funded for row in pot.ranked]) == (TWO, [True, True, False])
    place = [committee.phase.call.reference, committee.phase.code]
    page = client.get(reverse("assessment:ranking", args=place)).content.decode()
    assert "Geld uit thema B." in page


def test_advice_and_decisions_follow_the_line_as_it_lies_now(frozen, cast):
    committee = frozen.committee
    services.move_line(committee, {"": TWO}, by=cast.officer, reason="Meer geld.")
    second = frozen.rows.get(rank=2).proposal
    assert f"2. {second.opened.title}" in assembled_advice(committee)
    assert selectors.budgets_by_theme(committee.phase) == {None: TWO}


def test_nobody_but_an_officer_without_a_seat_moves_the_line(frozen):
    committee = frozen.committee
    for user in (stages.chair_of(committee), stages.secretary_of(committee.phase)):
        with pytest.raises(PermissionDenied):
            services.move_line(committee, {"": TWO}, by=user, reason="Zomaar.")


def test_line_does_not_move_without_a_reason_nor_to_where_it_lies(frozen, cast):
    for budgets, reason in ({"": TWO}, " "), ({"": ONE}, "Waarom niet."):
        with pytest.raises(TransitionRefused):
            services.move_line(frozen.committee, budgets, by=cast.officer, reason=reason)


def test_line_no_longer_moves_once_the_advice_is_approved(cast):
    committee = stages.advised(cast).committee
    with pytest.raises(TransitionRefused):
        services.move_line(committee, {"": ONE}, by=cast.officer, reason="Te laat.")


def test_move_is_only_ever_added(frozen, cast):
    services.move_line(frozen.committee, {"": TWO}, by=cast.officer, reason="Meer geld.")
    with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE line_linemove SET reason = 'iets anders'")


@pytest.mark.parametrize("typed", ["nul", "-5", "1e9", "0", ""])
def test_bad_amount_says_so_and_is_kept(frozen, cast, typed):
    page = client_of(cast.officer).get(address(frozen, f"?pot_={typed}"))
    assert page.status_code == 200
    assert ("Schrijf een bedrag" in page.content.decode()) == bool(typed)
