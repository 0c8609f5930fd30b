"""The API keeps the NLGov API Design Rules, and tells no more than the pages (REQ-23)."""

import json
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from jsonschema import Draft202012Validator

from applications.models import Dossier
from awards.models import Decision, DecisionSet, Purchase
from awards.stories.models import Story
from calls import versions
from calls.models import Call
from funnel.exports import as_json
from funnel.opendata.api import answers
from funnel.opendata.api.schemas import SCHEMAS
from funnel.opendata.services import publish_due
from funnel.results.models import EarlierStory
from funnel.selectors import funnel_of
from portal.clock import portal_now, portal_today
from tests.awards.stages import make_phase, open_offer
from tests.cast import Cast
from tests.factories import CallFactory, OrganisationFactory, PhaseFactory
from tests.funnel.opendata.stages import approved, to_the_end, told, with_terms
from tests.funnel.opendata.strict import faults_of_record_package

pytestmark = pytest.mark.django_db
API = "/api/v1"
JSON, PROBLEM = "application/json", "application/problem+json"


@pytest.fixture(autouse=True)
def _no_brake() -> None:
    cache.clear()


def get(path: str, **headers: str) -> Any:
    return Client(headers=headers).get(f"{API}{path}")


def read(path: str, schema: str) -> dict[str, Any]:
    """The answer, held against its schema."""
    response = get(path)
    assert response.status_code == 200, response.content
    data = response.json()
    document = {"components": {"schemas": SCHEMAS}, "$ref": f"#/components/schemas/{schema}"}
    faults = [error.message for error in Draft202012Validator(document).iter_errors(data)]
    assert faults == []
    return data


@pytest.mark.parametrize(
    ("path", "status"),
    [("", 200), ("/calls", 200), ("/openapi.json", 200), ("/calls/", 404), ("/", 404),
     ("/nothing", 404), ("/calls/niet-daar", 404), ("/calls?limit=0", 400), ("/x%0Ay", 404),
     ("/releases/ocds-x/1", 404), ("/records/ocds-x", 404)],
)  # fmt: skip
def test_every_answer_carries_the_headers_and_no_address_redirects(path: str, status: int) -> None:
    """REQ-23: no slash at the end and 404 instead of a redirect; version, CORS, brake."""
    response = get(path)
    assert response.status_code == status
    assert response["Content-Type"] == (JSON if status == 200 else PROBLEM)
    assert response["API-Version"] == answers.VERSION
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["RateLimit-Limit"] == str(answers.PER_HOUR)
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
    if status >= 400:
        assert {"title", "status", "detail"} <= set(response.json())
        assert response.json()["status"] == status


def test_all_that_is_wrong_with_a_question_is_told_at_once() -> None:
    problem = get("/awards?limit=1000&year=now&colour=red&call=A&call=B")
    assert problem.status_code == 400
    names = [each["name"] for each in problem.json()["invalidParams"]]
    assert names == ["call", "colour", "limit", "year"]


def test_it_can_only_be_read() -> None:
    """405 for everybody who wants to write, without a token and without a page."""
    client = Client(enforce_csrf_checks=True)
    for method in ("post", "put", "patch", "delete"):
        response = getattr(client, method)(f"{API}/calls")
        assert (response.status_code, response["Content-Type"]) == (405, PROBLEM)
        assert response["Allow"] == "GET, HEAD, OPTIONS"
    assert client.options(f"{API}/calls").status_code == 204
    assert client.head(f"{API}/calls").status_code == 200


def test_only_json_is_given() -> None:
    assert get("/calls", accept="text/html").status_code == 406
    assert get("/calls", accept="application/*").status_code == 200


def test_who_asks_too_often_is_told_when_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "PER_HOUR", 2)
    assert [get("/calls").status_code for _turn in range(3)] == [200, 200, 429]
    response = get("/calls")
    assert (response["Retry-After"], response["Content-Type"]) == ("3600", PROBLEM)


def test_who_has_it_already_gets_nothing_again() -> None:
    CallFactory(published=True)
    first = get("/calls")
    assert "no-cache" in first["Cache-Control"]
    assert get("/calls", if_none_match=first["ETag"]).status_code == 304
    CallFactory(published=True)
    assert get("/calls", if_none_match=first["ETag"]).status_code == 200


def test_pages_hold_every_call_once_and_no_draft() -> None:
    calls = [CallFactory(published=True).reference for _number in range(5)]
    CallFactory()
    found, path = [], "/calls?limit=2"
    while path:
        page = read(path, "Calls")
        found += [each["reference"] for each in page["results"]]
        following = page["links"].get("next", "")
        path = following.split(API)[1] if following else ""
    assert sorted(found) == sorted(calls)
    assert len(found) == 5
    assert get("/calls?after=van-een-ander").status_code == 404
    assert read("/calls?year=1999", "Calls")["results"] == []


def one_of_each(cast: Cast) -> None:
    """A call with a release, an award, a purchase and a story, as rows."""
    phase = PhaseFactory(call=CallFactory(published=True))
    versions.freeze(phase.call, by=cast.author)
    offer = open_offer(phase, OrganisationFactory())
    decided = DecisionSet.objects.create(
        phase=phase, state=DecisionSet.State.RELEASED, proposed_by=cast.author,
        released_at=portal_now(),
    )  # fmt: skip
    Decision.objects.create(
        decision_set=decided, proposal=offer, outcome="award", advised="award", amount_incl_vat=9
    )
    bought(offer.dossier, cast)
    Story.objects.create(
        dossier=offer.dossier, number=1, state=Story.State.APPROVED, title="Een brug", text="Af.",
        written_by=cast.author, answered_by=cast.applicant, answered_at=portal_now(),
    )  # fmt: skip
    publish_due()


def bought(dossier: Dossier, cast: Cast) -> Purchase:
    return Purchase.objects.create(
        dossier=dossier, buyer=cast.province, description="Twee liggers",
        procurement_reference="TN-1", amount_excl_vat="90000.00", bought_on=portal_today(),
        recorded_by=cast.author,
    )  # fmt: skip


def test_lists_take_the_same_queries_however_many_rows(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    limits = {"/calls": 3, "/awards": 1, "/purchases": 1, "/stories": 1, "/releases": 1,
              "/records": 2}  # fmt: skip
    for rows in (1, 3):
        while len(get("/stories").json()["results"]) < rows:
            one_of_each(cast)
        for path, limit in limits.items():
            with django_assert_num_queries(limit):
                page = get(path).json()
            assert len(page.get("results") or page.get("records") or page["releases"]) >= rows
    [story, *_others] = read("/stories", "Stories")["results"]
    assert story["title"] == "Een brug"
    EarlierStory.objects.create(
        state=EarlierStory.State.PUBLISHED, year=2014, title="Voedsel", authority="EZ",
        company="Oud B.V.", text="Gegeten.", source="Verslag 2014", written_by=cast.author,
    )  # fmt: skip
    EarlierStory.objects.create(year=2013, source="Concept", written_by=cast.author)
    [earlier, *others] = read("/stories", "Stories")["results"]
    assert (earlier["year"], earlier["call"], earlier["supplier"]) == (2014, None, "Oud B.V.")
    assert len(others) == 3


def test_figures_are_those_of_the_portfolio_once_they_are_told(cast: Cast) -> None:
    """Before the letters no count at all; afterwards the same numbers, and never what was asked."""
    phase = with_terms(cast)
    path = f"/calls/{phase.call.reference}/phases"
    first = read(path, "Phases")["results"][0]
    assert (first["isTold"], first["offers"], first["admissible"]) == (False, None, None)
    told(approved(phase, cast), cast)
    first = read(path, "Phases")["results"][0]
    figures = as_json(funnel_of(phase.call))["phases"][0]
    assert (first["isTold"], first["offers"]) == (True, 4)
    for name, same in {
        "offers": "offers", "admissible": "admissible", "smeOffers": "sme_offers",
        "awarded": "awarded", "smeAwarded": "sme_awarded", "delivered": "delivered",
        "awardedInclVat": "awarded_incl_vat_eur", "budgetInclVat": "budget_incl_vat_eur",
    }.items():  # fmt: skip
        assert first[name] == figures[same]
    assert figures["asked_incl_vat_eur"] not in get(path).content.decode()


def test_call_to_its_end_is_there_and_who_lost_is_not(cast: Cast) -> None:
    """REQ-31: awards, purchases, releases and records name who won, and nobody else."""
    phase = to_the_end(cast)
    bought(phase.proposals.get(dossier__lead=cast.company).dossier, cast)
    [award] = read("/awards", "Awards")["results"]
    assert award["supplier"]["name"] == cast.company.name
    assert award["awardedInclVat"] == "50000.00"
    [purchase] = read(f"/purchases?call={phase.call.reference}", "Purchases")["results"]
    assert (purchase["buyer"]["name"], purchase["amountExclVat"]) == (
        cast.province.name, "90000.00",
    )  # fmt: skip
    package = read("/records", "RecordPackage")
    assert (
        faults_of_record_package({name: package[name] for name in package if name != "links"}) == []
    )
    [one] = read(f"/records/{package['records'][0]['ocid']}", "RecordPackage")["records"]
    assert one == package["records"][0]
    read("/releases?limit=3", "ReleasePackage")
    read(f"/releases/{one['ocid']}/2", "ReleasePackage")
    rival = cast.rival_company
    for path in ("/calls", "/awards", "/purchases", "/stories", "/releases", "/records",
                 "/statistics", f"/calls/{phase.call.reference}/phases"):  # fmt: skip
        text = get(path).content.decode()
        assert rival.name not in text
        assert rival.kvk not in text
        assert cast.author.name not in text


def test_portal_that_published_nothing_gives_whole_packages() -> None:
    assert read("/releases", "ReleasePackage")["releases"] == []
    assert read("/records", "RecordPackage")["records"] == []


def test_sealed_phase_tells_no_number(cast: Cast) -> None:
    phase = make_phase(cast)
    [first] = read(f"/calls/{phase.call.reference}/phases", "Phases")["results"]
    assert first["isTold"] is False
    assert {first[name] for name in ("offers", "awarded", "smeOffers", "delivered")} == {None}


def test_call_that_is_not_public_is_not_there() -> None:
    draft = CallFactory()
    for path in (f"/calls/{draft.reference}", f"/calls/{draft.reference}/phases"):
        assert get(path).status_code == 404
    stopped = CallFactory(published=True, state=Call.State.CANCELLED)
    assert read(f"/calls/{stopped.reference}", "Call")["status"] == "cancelled"


def test_description_names_every_address_and_a_contact() -> None:
    """REQ-23: openapi.json without a login, with info.contact, open to every site."""
    response = get("/openapi.json")
    document = response.json()
    assert document["openapi"].startswith("3.")
    assert {"name", "url", "email"} <= set(document["info"]["contact"])
    assert document["info"]["version"] == response["API-Version"]
    names = ("calls", "awards", "purchases", "stories", "statistics", "releases", "records")
    described = {path.removeprefix("/") for path in document["paths"]}
    assert {reverse(f"api:{name}").removeprefix(f"{API}/") for name in names} <= described
    assert "localhost" not in json.dumps(document["paths"])
