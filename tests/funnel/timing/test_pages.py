"""The pages about time: who reads what, on whom it waits, and the norms with their history."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.urls import reverse

from calls.models import Call, Phase
from funnel.summaries.refreshing import write
from funnel.timing import holders, selectors, services
from funnel.timing.models import StageNorm
from portal.audit.models import AuditEvent
from portal.clock import portal_now
from portal.work.models import Task
from portal.work.tasks_of import open_task
from tests.awards.stages import make_phase
from tests.cast import Cast, client_of

DAY = timedelta(days=1)
Kind = Task.Kind


def norm_of_all(cast: Cast, stage: str = "sealed", days: int | None = 2) -> StageNorm:
    return services.set_norm(StageNorm(stage=stage, days=days, reason="Proef"), by=cast.analyst)


def closed(cast: Cast, days: int = 10) -> Phase:
    """A phase whose deadline lies some days back and whose vault is still closed."""
    phase = make_phase(cast)
    Phase.objects.filter(pk=phase.pk).update(closes_at=portal_now() - days * DAY)
    phase.refresh_from_db()
    write([phase.call_id])
    return phase


def wait(
    kind: str, phase: Phase, person: Any, page: str = "applications:vault", **more: Any
) -> None:
    url = reverse(page, args=[phase.call.reference, phase.code])
    open_task(kind, person, subject="x", url=url, key=f"{kind}:{phase.pk}:{person.pk}", **more)


def test_late_stage_names_who_holds_it(cast: Cast) -> None:
    norm_of_all(cast)
    phase = closed(cast)
    wait(Kind.OPEN_VAULT, phase, cast.officer)
    page = client_of(cast.analyst).get(reverse("timing:overview"))
    [row] = page.context["late"]
    assert (row.case.of.call, row.case.stage) == (phase.call.reference, "sealed")
    assert "Tweede inkoper (Rijkswaterstaat)" in page.content.decode()
    one = client_of(cast.author).get(reverse("timing:call", args=[phase.call.reference]))
    assert len(one.context["late"]) == 1
    assert "Tweede inkoper (Rijkswaterstaat)" in one.content.decode()


def test_members_of_a_committee_are_named_only_inside_their_call(cast: Cast) -> None:
    phase = closed(cast)
    wait(Kind.SCORE, phase, cast.members[1], "assessment:progress", due_at=portal_now() - DAY)
    wait(Kind.SCORE, phase, cast.members[2], "assessment:progress", due_at=portal_now() - DAY)
    outside = client_of(cast.analyst).get(reverse("timing:overview")).content.decode()
    inside = client_of(cast.author).get(reverse("timing:overview")).content.decode()
    assert "de commissie" in outside
    assert "Lid 2" not in outside
    assert "Lid 2" in inside


def test_what_a_company_does_before_the_decision_never_shows(cast: Cast) -> None:
    """Not that it writes an offer, not even to who works on the call."""
    phase = closed(cast)
    for kind in (
        Kind.FINISH_OFFER,
        Kind.CONFIRM_OFFER,
        Kind.EXPLAIN_OFFER,
        Kind.CHOOSE_FOR_QUESTION,
    ):
        wait(kind, phase, cast.applicant, due_at=portal_now() - DAY)
    page = client_of(cast.author).get(reverse("timing:overview"))
    assert page.context["stages"]
    assert page.context["overdue"] == []
    assert "Kringbouw" not in page.content.decode()


def test_task_of_another_call_is_not_in_the_selection(cast: Cast) -> None:
    phase, other = closed(cast), closed(cast)
    wait(Kind.OPEN_VAULT, phase, cast.officer, due_at=portal_now() - DAY)
    calls = Call.objects.filter(pk=other.call_id)
    assert holders.held_in(calls, reader=cast.analyst) == []


def test_newest_norm_counts_and_those_before_stay(cast: Cast) -> None:
    norm_of_all(cast, days=2)
    between = portal_now()
    norm_of_all(cast, days=30)
    closed(cast)
    client = client_of(cast.analyst)
    assert client.get(reverse("timing:overview")).context["late"] == []
    assert selectors.norms(between) == {("sealed", ""): 2}
    page = client.get(reverse("timing:norms")).content.decode()
    assert page.count("Proef") == 2
    told = AuditEvent.objects.filter(action="set_stage_norm").values_list("data__days", flat=True)
    assert sorted(told) == [2, 30]


def test_norm_is_never_changed_afterwards(cast: Cast) -> None:
    norm = norm_of_all(cast)
    with pytest.raises(DatabaseError), transaction.atomic():
        StageNorm.objects.filter(pk=norm.pk).update(days=99)


def test_norm_is_set_by_an_analyst_only(cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        services.set_norm(StageNorm(stage="sealed", days=1, reason="x"), by=cast.officer)
    url = reverse("timing:set-norm")
    wrong = client_of(cast.analyst).post(url, {"stage": "no", "days": "0", "instrument": "x"})
    assert set(wrong.context["form"].errors) == {"stage", "days", "instrument", "reason"}
    right = {"stage": "sealed", "days": "14", "instrument": "sbir", "reason": "Afspraak"}
    assert client_of(cast.analyst).post(url, right).status_code == 302
    assert selectors.norms() == {("sealed", "sbir"): 14}


@pytest.mark.parametrize("count", [1, 3])
def test_time_costs_the_same_queries_for_any_number_of_calls(
    cast: Cast, django_assert_num_queries: Any, count: int
) -> None:
    for _number in range(count):
        wait(Kind.OPEN_VAULT, closed(cast), cast.officer)
    calls, now = Call.objects.all(), portal_now()
    with django_assert_num_queries(2):
        assert selectors.cases(calls, now)
    with django_assert_num_queries(4):
        assert len(holders.held_in(calls, reader=cast.analyst)) == count
