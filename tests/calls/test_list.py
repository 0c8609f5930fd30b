"""The public list: what is on it, in which order, and at what cost."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from calls.models import Call, Phase
from tests.cast import Cast, client_of
from tests.factories import CallFactory, OrganisationFactory, PhaseFactory

pytestmark = pytest.mark.django_db
LIST = "/oproepen/"
LIST_QUERIES = 5


def listed(query: str = "") -> list[str]:
    answer = client_of(None).get(f"{LIST}?{query}")
    assert answer.status_code == 200
    return [str(row["call"]) for row in answer.context["rows"]]


@pytest.fixture
def calls() -> None:
    """One call per standing, and one that nobody may see."""
    now = timezone.now()
    PhaseFactory(call__title="Later dicht", closes_at=now + timedelta(days=30))
    PhaseFactory(call__title="Eerst dicht", closes_at=now + timedelta(days=2))
    PhaseFactory(call__title="Gaat open", upcoming=True)
    PhaseFactory(call__title="Net dicht", closed=True)
    PhaseFactory(call__title="Gestopt", call__state=Call.State.CANCELLED)
    PhaseFactory(call=CallFactory(title="Concept"))


def test_open_calls_come_first_and_drafts_not_at_all(calls: None) -> None:
    assert listed() == ["Eerst dicht", "Later dicht", "Gaat open", "Net dicht", "Gestopt"]


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("status=open", ["Eerst dicht", "Later dicht"]),
        ("status=planned", ["Gaat open"]),
        ("status=closed", ["Net dicht"]),
        ("status=cancelled", ["Gestopt"]),
        ("sort=title", ["Eerst dicht", "Gaat open", "Gestopt", "Later dicht", "Net dicht"]),
        ("q=dichte", ["Net dicht", "Eerst dicht", "Later dicht"]),  # Dutch stemming
        ("q=GAAT&status=planned", ["Gaat open"]),
        ("q=niets+van+dit", []),
    ],
)
def test_choice_and_order(calls: None, query: str, titles: list[str]) -> None:
    assert listed(query) == titles


def test_search_finds_reference_and_authority() -> None:
    authority = OrganisationFactory(name="Waterschap Zuid", authority=True)
    PhaseFactory(call__title="Dijken", call__contracting_authority=authority)
    PhaseFactory(call__title="Wegen", call__reference="SBIR26-WEG")
    assert listed("q=waterschap") == ["Dijken"]
    assert listed("q=sbir26-weg") == ["Wegen"]


@pytest.mark.parametrize(
    "query",
    [
        "sort=drop",
        "status=nooit",
        "after=99",
        "before=x",
        "q=%00",
        "q='%22(|!",
        "q=%25_",
        "budget_from=veel",
        "budget_to=-1",
        "budget_from=9999999999999999",
        "authority=x",
        "mission=x",
        "q=-",
        "q=%22",
        "q=a+%26+b%3A*",
        "sort=relevance",
        "after=%00",
        "q=%5C",
    ],
)
def test_odd_query_is_no_error(calls: None, query: str) -> None:
    listed(query)


def test_phase_for_invited_companies_is_not_open_for_all() -> None:
    """A prototype phase that takes offers now does not invite the public."""
    call = PhaseFactory(call__title="Vervolg", closed=True, state=Phase.State.COMPLETED).call
    PhaseFactory(call=call, invited=True)
    assert listed("status=open") == []
    assert listed("status=decided") == ["Vervolg"]
    page = client_of(None).get(reverse("calls:detail", args=[call.reference]))
    assert page.context["page"].open_phase is None
    assert "applications" not in page.content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_list_costs_the_same_for_one_call_and_for_three(
    number: int, django_assert_num_queries: Any
) -> None:
    for _ in range(number):
        PhaseFactory()
    client = client_of(None)
    client.get(LIST)
    with django_assert_num_queries(LIST_QUERIES):
        client.get(LIST)


@pytest.mark.parametrize("number", [1, 3])
def test_call_page_costs_the_same_for_one_phase_and_for_three(
    published: Call, number: int, django_assert_num_queries: Any
) -> None:
    Phase.objects.filter(call=published, order__gt=number).delete()
    client = client_of(None)
    url = reverse("calls:detail", args=[published.reference])
    client.get(url)
    with django_assert_num_queries(12):
        client.get(url)


STAFF_WORDS = ["kluis geopend", "in beoordeling", "advies gegeven", "besloten"]


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (Phase.State.CLOSED, "gesloten voor offertes"),
        (Phase.State.OPENED, "offertes worden beoordeeld"),
        (Phase.State.ASSESSING, "offertes worden beoordeeld"),
        (Phase.State.ADVISED, "offertes worden beoordeeld"),
        (Phase.State.DECIDED, "offertes worden beoordeeld"),
        (Phase.State.INFORMED, "uitslag bekend"),
        (Phase.State.RUNNING, "uitslag bekend"),
        (Phase.State.COMPLETED, "uitslag bekend"),
    ],
)
def test_public_hears_no_word_of_the_staff(state: str, words: str) -> None:
    """Nobody learns from the page that a decision was taken before the letters went out."""
    phase = PhaseFactory(closed=True, state=state)
    html = client_of(None).get(reverse("calls:detail", args=[phase.call.reference])).content
    assert words in html.decode()
    assert not [word for word in STAFF_WORDS if word in html.decode()]


def test_result_is_linked_only_when_applicants_know(cast: Cast) -> None:
    for state, is_linked in [(Phase.State.DECIDED, False), (Phase.State.INFORMED, True)]:
        phase = PhaseFactory(closed=True, state=state)
        page = client_of(None).get(reverse("calls:detail", args=[phase.call.reference]))
        link = reverse("awards:result", args=[phase.call.reference])
        assert (link in page.content.decode()) is is_linked


def test_call_page_leads_to_an_offer_while_it_is_open() -> None:
    phase = PhaseFactory()
    page = client_of(None).get(reverse("calls:detail", args=[phase.call.reference]))
    start = reverse("applications:start", args=[phase.call.reference, phase.code])
    assert start in page.content.decode()
