"""Calls for programs: feed, calendar, site map and the data in the page, read back."""

import json
import re
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from calls import transitions
from calls.models import Call, Phase
from portal.clock import portal_now
from tests.cast import Cast
from tests.conftest import Clock
from tests.factories import CallFactory, CallVersionFactory, PhaseFactory

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture
def hidden() -> Phase:
    """A draft that must not show anywhere."""
    return PhaseFactory(call=CallFactory(title="Geheime oproep", reference="GEHEIM-1"))


def entries(query: str = "") -> list[Any]:
    answer = Client().get(f"/oproepen/atom.xml?{query}")
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("application/atom+xml")
    return ElementTree.fromstring(answer.content).findall(f"{ATOM}entry")  # noqa: S314  our own


def entries_of_calendar(call: Call) -> dict[str, Any]:
    answer = Client().get(f"/oproepen/{call.reference}/agenda.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    return {str(event["uid"]): event for event in events}


def test_feed_lists_the_newest_first_and_no_draft(hidden: Phase) -> None:
    old = PhaseFactory(call__published_at=timezone.now() - timedelta(days=90))
    new = PhaseFactory(call__title="Nieuw & <scherp>")
    found = entries()
    assert [entry.find(f"{ATOM}title").text for entry in found] == [
        "Nieuw & <scherp>", str(old.call),
    ]  # fmt: skip
    assert found[0].find(f"{ATOM}link").get("href").endswith(f"/oproepen/{new.call.reference}/")


def test_feed_says_when_a_call_changed() -> None:
    call = PhaseFactory().call
    CallVersionFactory(call=call, number=2)
    entry = entries()[0]
    assert entry.find(f"{ATOM}updated").text > entry.find(f"{ATOM}published").text


def test_feed_takes_the_choices_of_the_list() -> None:
    PhaseFactory(call__title="Open")
    PhaseFactory(call__title="Dicht", closed=True)
    titles = [entry.find(f"{ATOM}title").text for entry in entries("q=dicht")]
    assert titles == ["Dicht"]


def test_feed_costs_the_same_for_one_and_three(django_assert_num_queries: Any) -> None:
    for more in (1, 2):
        for _ in range(more):
            PhaseFactory()
        with django_assert_num_queries(4):
            entries()


def test_calendar_holds_every_moment() -> None:
    phase = PhaseFactory()
    events = entries_of_calendar(phase.call)
    deadline = events[f"{phase.call.reference}-feasibility-closes@localhost"]
    assert deadline.decoded("dtstart") == phase.closes_at.replace(microsecond=0)
    assert str(deadline["status"]) == "CONFIRMED"
    assert len(events) == 3


def test_calendar_moves_a_deadline_instead_of_adding_one(
    published: Call, cast: Cast, clock: Clock
) -> None:
    phase = published.phases.get(kind="feasibility")
    clock.set(phase.opens_at + timedelta(hours=1))
    before = entries_of_calendar(published)
    transitions.extend_deadline(phase, to=portal_now() + timedelta(days=60), by=cast.officer)
    after = entries_of_calendar(published)
    uid = f"{published.reference}-feasibility-closes@localhost"
    assert before.keys() == after.keys()
    assert after[uid].decoded("dtstart") > before[uid].decoded("dtstart")
    assert int(after[uid]["sequence"]) > int(before[uid]["sequence"])


def test_calendar_of_a_stopped_call_says_so() -> None:
    call = PhaseFactory(call__state=Call.State.CANCELLED).call
    assert {str(event["status"]) for event in entries_of_calendar(call).values()} == {"CANCELLED"}


def test_draft_has_no_calendar(hidden: Phase) -> None:
    assert Client().get(f"/oproepen/{hidden.call.reference}/agenda.ics").status_code == 404


def test_site_map_names_published_calls_only(hidden: Phase) -> None:
    phase = PhaseFactory()
    index = ElementTree.fromstring(Client().get("/oproepen/sitemap.xml").content)  # noqa: S314
    parts = [place.text for place in index.iter(f"{MAP}loc")]
    assert len(parts) == 2
    found = ElementTree.fromstring(Client().get("/oproepen/sitemap-calls.xml").content)  # noqa: S314
    places = [place.text for place in found.iter(f"{MAP}loc")]
    assert places == [f"http://testserver/oproepen/{phase.call.reference}/"]


def test_site_map_of_pages_answers() -> None:
    found = Client().get("/oproepen/sitemap-pages.xml").content.decode()
    assert "<loc>http://testserver/oproepen/</loc>" in found


def test_page_carries_its_data_and_nothing_in_it_runs() -> None:
    """A script in a title stays text, also inside the block of data."""
    evil = "</script><script>alert(1)</script>"
    phase = PhaseFactory(call__title=evil, call__summary=evil)
    html = Client().get(f"/oproepen/{phase.call.reference}/").content.decode()
    assert evil not in html
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    assert block
    data = json.loads(block[1])
    demand = data["seeks"]
    assert data["name"] == phase.call.contracting_authority.name
    assert demand["name"] == evil
    assert demand["priceSpecification"]["maxPrice"] == "500000.00"
    assert demand["availabilityEnds"] == phase.closes_at.isoformat()


@pytest.mark.parametrize("part", ["", "{}/", "{}/agenda.ics", "atom.xml", "sitemap.xml"])
def test_who_only_reads_gets_no_cookie(part: str, settings: Any) -> None:
    """REQ-15: no login, no cookie wall, and so no cookie."""
    phase = PhaseFactory()
    client = Client()
    answer = client.get(f"/oproepen/{part.format(phase.call.reference)}")
    assert answer.status_code == 200
    assert not answer.cookies
    assert not client.cookies
