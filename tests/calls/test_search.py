"""Finding calls: words in two languages, filters, an order that stays, and nothing of a draft."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from calls.catalogue.counting import counts_of
from calls.catalogue.models import CallListing, CallProfile, Mission
from calls.catalogue.selectors import Choice, listings
from calls.models import Call, Phase
from calls.selectors import STANDING_WORDS, call_standing
from portal.clock import portal_now
from tests.cast import client_of
from tests.factories import CallFactory, OrganisationFactory, PhaseFactory, PotFactory

pytestmark = pytest.mark.django_db
EVIL = "<script>alert(1)</script>"


def page(query: str = "") -> Any:
    answer = client_of(None).get(f"/oproepen/?{query}")
    assert answer.status_code == 200
    return answer


def titles(query: str = "") -> list[str]:
    return [row["call"].title for row in page(query).context["rows"]]


@pytest.fixture
def bridges() -> Call:
    """A call with Dutch and English words in each of its parts."""
    call = PhaseFactory(
        call__title="Circulaire viaducten",
        call__title_en="Circular bridges",
        call__summary="Wij zoeken herbruikbare liggers voor snelwegen.",
        call__sections=[{"code": "a", "title": "Vraagstuk", "text": "Er is **te veel** beton."}],
        call__reference="BRUG26-A1",
    ).call
    PhaseFactory(call__title="Iets heel anders", call__summary="Geen woord gemeen.")
    return call


@pytest.mark.parametrize(
    "words",
    [
        "viaduct", "viaducten", "VIADUCT", "circulair",  # Dutch stems
        "bridge", "bridges",  # English stems
        "ligger", "snelweg", "beton", "vraagstuk",  # summary and sections
        "viad", "snelw", "circulair via", "BRUG26-A1", "brug26",  # as one types
        '"circulaire viaducten"', "viaducten -asfalt", "asfalt or viaducten",
        "viadúcten", "círculaire",  # accents
    ],
)  # fmt: skip
def test_word_is_found_in_either_language(bridges: Call, words: str) -> None:
    assert titles(f"q={words}") == ["Circulaire viaducten"]


@pytest.mark.parametrize(
    "words", ['"viaducten circulaire"', "viaducten -beton", "asfalt", "viaducten asfalt"]
)
def test_word_that_does_not_fit_finds_nothing(bridges: Call, words: str) -> None:
    assert titles(f"q={words}") == []


def test_text_without_accents_finds_one_with() -> None:
    PhaseFactory(call__title="Coöperatieve energie in Súdwest-Fryslân")
    assert titles("q=cooperatieve") == ["Coöperatieve energie in Súdwest-Fryslân"]
    assert titles("q=Sudwest") == ["Coöperatieve energie in Súdwest-Fryslân"]


def test_title_counts_more_than_summary_and_that_more_than_a_section() -> None:
    section = [{"code": "a", "title": "Deel", "text": "Ook over riolering."}]
    PhaseFactory(call__title="In een deel", call__sections=section)
    PhaseFactory(call__title="Riolering van morgen")
    PhaseFactory(call__title="In het kort", call__summary="Wij zoeken riolering.")
    assert titles("q=riolering") == ["Riolering van morgen", "In het kort", "In een deel"]


def test_changed_call_is_found_by_its_new_words_only(bridges: Call) -> None:
    """The database keeps the index, whoever writes, also past the model."""
    Call.objects.filter(pk=bridges.pk).update(title="Stille treinen", title_en="")
    assert titles("q=trein") == ["Stille treinen"]
    assert titles("q=viaduct") == []


def test_renamed_authority_is_found_by_its_new_name(bridges: Call) -> None:
    bridges.contracting_authority.name = "Waterschap Nieuwland"
    bridges.contracting_authority.save()
    assert titles("q=nieuwland") == ["Circulaire viaducten"]


def test_script_in_a_title_stays_text_and_hits_are_marked() -> None:
    PhaseFactory(call__title=EVIL, call__summary=f"Een dijk {EVIL} van beton.")
    html = page("q=dijk").content.decode()
    assert EVIL not in html
    assert "<mark>dijk</mark>" in html
    assert "&lt;script&gt;" in html


def test_word_typed_as_a_script_stays_text() -> None:
    html = page(f"q={EVIL}").content.decode()
    assert EVIL not in html


def test_typing_error_is_met_with_what_looks_like_it(bridges: Call) -> None:
    answer = page("q=viadukten")
    assert answer.context["rows"] == []
    assert [row.call.title for row in answer.context["alike"]] == ["Circulaire viaducten"]


def test_draft_is_in_no_list_no_count_and_no_suggestion() -> None:
    """What could leak is made first: a draft and a call in review that fit every question."""
    authority = OrganisationFactory(name="Provincie Stiekem", authority=True)
    for trait in ({}, {"in_review": True}):
        call = CallFactory(title="Geheime viaducten", contracting_authority=authority, **trait)
        PhaseFactory(call=call)
        CallProfile.objects.create(call=call, region="NL11")
        Mission.objects.get(code="dementie").calls.add(call)
    assert CallListing.objects.count() == 2
    for query in ("", "q=viaducten", "q=viadukten", "status=open", "region=NL11",
                  "mission=dementie", "sort=budget"):  # fmt: skip
        answer = page(query)
        text = answer.content.decode()
        assert answer.context["rows"] == []
        assert "Geheime" not in text
        assert "Stiekem" not in text
        assert "(1)" not in text
        assert "(2)" not in text


@pytest.fixture
def four() -> list[Call]:
    """Calls that differ in everything one can choose."""
    province = OrganisationFactory(name="Provincie Zuid", authority=True)
    made = []
    for number, (region, mission, budget) in enumerate(
        [("NL11", "dementie", 100), ("NL11", "ruimte", 200), ("", "dementie", 300),
         ("NL42", "zorg-dichtbij", 400)]
    ):  # fmt: skip
        phase = PhaseFactory(call__title=f"Oproep {number}", pot=None)
        PotFactory(phase=phase, budget_incl_vat=Decimal(budget * 1000))
        CallProfile.objects.create(call=phase.call, region=region)
        Mission.objects.get(code=mission).calls.add(phase.call)
        made.append(phase.call)
    Call.objects.filter(pk=made[3].pk).update(contracting_authority=province)
    return made


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("region=NL11", [0, 1]),
        ("mission=dementie", [0, 2]),
        ("mission=health", [0, 2, 3]),  # a theme is all its missions
        ("mission=health&region=NL11", [0]),
        ("budget_from=200.000", [1, 2, 3]),
        ("budget_from=€ 200.000,00&budget_to=300000", [1, 2]),
        ("instrument=sbir", [0, 1, 2, 3]),
        ("q=oproep&mission=ruimte", [1]),
    ],
)
def test_filter_leaves_what_fits(four: list[Call], query: str, numbers: list[int]) -> None:
    assert sorted(titles(query)) == [f"Oproep {number}" for number in numbers]


def test_authority_is_chosen_by_its_public_name(four: list[Call]) -> None:
    four[3].refresh_from_db()
    query = f"authority={four[3].contracting_authority.uuid}"
    assert titles(query) == ["Oproep 3"]
    assert "Provincie Zuid" in page(query).content.decode()


def test_order_by_budget_and_by_age(four: list[Call]) -> None:
    assert titles("sort=budget") == ["Oproep 3", "Oproep 2", "Oproep 1", "Oproep 0"]
    Call.objects.filter(pk=four[1].pk).update(published_at=timezone.now())
    assert titles("sort=newest")[0] == "Oproep 1"


def test_counts_are_those_of_the_list(four: list[Call]) -> None:
    """Each number behind a choice is how many calls that choice gives, with the others kept."""
    choice = Choice(region="NL11")
    counts = counts_of(choice, portal_now())
    assert counts.total == 2
    assert counts.of("region") == {"NL11": 2, "": 1, "NL42": 1}
    assert counts.of("mission") == {"dementie": 1, "ruimte": 1}
    assert counts.of("status") == {"open": 2}
    html = page("region=NL11").content.decode()
    assert "Groningen (2)" in html
    assert "Limburg (1)" in html


def test_choices_stay_in_the_address(four: list[Call]) -> None:
    html = page("region=NL11&mission=dementie&sort=budget").content.decode()
    assert 'value="NL11" selected' in html
    assert 'href="?mission=dementie&amp;sort=budget"' in html  # without the region
    assert "/oproepen/atom.xml?region=NL11&amp;mission=dementie&amp;sort=budget" in html


@pytest.mark.parametrize("sort", ["closing", "newest", "budget", "title", "relevance"])
def test_every_call_stands_on_one_page_in_one_order(sort: str) -> None:
    """Forwards and backwards, with equal keys, and with calls published while one reads."""
    now = timezone.now()
    for number in range(45):
        PhaseFactory(
            call__title=f"Oproep {number % 3}",
            call__published_at=now - timedelta(days=number % 4),
            closes_at=now + timedelta(days=5 + number % 2),
        )
    query = f"sort={sort}&q=oproep" if sort == "relevance" else f"sort={sort}"
    first, *rest = pages = list(walk(query))
    assert [len(one.context["rows"]) for one in pages] == [20, 20, 5]
    forwards = [row["call"].reference for one in pages for row in one.context["rows"]]
    assert len(set(forwards)) == 45
    back = page(f"{query}&before={rest[-1].context['page'].first}")
    assert references(back) == references(rest[0])
    assert references(page(f"{query}&before={back.context['page'].first}")) == references(first)
    assert not first.context["page"].has_previous
    assert back.context["page"].has_previous


def references(answer: Any) -> list[str]:
    return [row["call"].reference for row in answer.context["rows"]]


def walk(query: str) -> Iterator[Any]:
    """Every page, by its links."""
    answer = page(query)
    yield answer
    while answer.context["page"].has_next:
        answer = page(f"{query}&after={answer.context['page'].last}")
        yield answer


NOW = datetime(2026, 6, 1, 12, tzinfo=timezone.get_default_timezone())
MOMENTS = [None, *(NOW + timedelta(days=days) for days in (-9, 0, 9))]


@pytest.mark.parametrize("state", Phase.State.values)
@pytest.mark.parametrize("second", [None, "planned", "assessing", "informed"])
def test_database_and_page_agree_on_where_a_call_stands(state: str, second: str | None) -> None:
    """The list asks the database, the page of a call its phases: the rule is written twice."""
    for opens_at in MOMENTS:
        for closes_at in MOMENTS:
            if opens_at and closes_at and opens_at >= closes_at:
                continue
            phase = PhaseFactory(state=state, opens_at=opens_at, closes_at=closes_at)
            if second:
                PhaseFactory(
                    call=phase.call, invited=True, state=second, opens_at=None,
                    closes_at=NOW + timedelta(days=-1 if closes_at else 1),
                )  # fmt: skip
    rows = dict(listings(Choice(), NOW).values_list("pk", "standing"))
    calls = Call.objects.prefetch_related("phases")
    assert rows
    assert rows == {call.pk: call_standing(call, NOW).state for call in calls}


@pytest.mark.parametrize(
    ("state", "standing"), [("cancelled", "cancelled"), ("completed", "completed")]
)
def test_ended_call_stands_as_it_ended(state: str, standing: str) -> None:
    PhaseFactory(call__state=state)
    assert listings(Choice(), portal_now()).get().standing == standing


def test_every_standing_has_a_word_and_can_be_chosen() -> None:
    form = page().context["form"]
    offered = {code for code, _label in form.fields["status"].choices}
    assert offered == {"", *STANDING_WORDS}
