"""What the portal proposes for the places of the standard follows from the call's own rows."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.utils import translation

from calls import services
from calls.known_facts import KnownFacts
from calls.places import fill, places_in

TERMS = {
    "rights": "developer",
    "phases": [
        {
            "code": "feasibility",
            "opens_at": datetime(2026, 6, 1, 7, tzinfo=UTC),
            "closes_at": datetime(2026, 8, 31, 10, tzinfo=UTC),
            "budget_incl_vat": Decimal("500000.00"),
            "cap_incl_vat": Decimal("50000.00"),
            "planned_awards": 10,
            "budget_walk": "skip",
        },
        {
            "code": "prototype",
            "budget_incl_vat": Decimal("3000000.00"),
            "cap_incl_vat": Decimal("1000000.00"),
            "planned_awards": 3,
        },
    ],
}


def proposed(call):
    """The texts by section with every proposal of the portal filled in."""
    facts = KnownFacts(call)
    return {
        section["code"]: fill(
            section["text"],
            {
                place.number: facts.proposal(section["code"], place)
                for place in places_in(section["text"])
            },
        )
        for section in call.sections
    }


@pytest.fixture
def dated(draft, cast):
    return services.update_call(draft, by=cast.author, terms=TERMS, version=draft.version)


def test_dates_and_money_come_from_the_phases(dated):
    texts = proposed(dated)
    assert (
        "- Sluiting: maandag 31 augustus 2026, vóór 12:00 uur (Amsterdamse tijd)"
        in (texts["summary"])
    )
    assert "vóór maandag 31 augustus 2026, 12:00 uur" in texts["submission"]
    assert "| Haalbaarheidsonderzoek | € 500.000 | € 50.000 | 10 |" in texts["budget"]
    assert "| Prototype | € 3.000.000 | € 1.000.000 | 3 |" in texts["budget"]


def test_rules_come_from_the_criteria_and_the_scale(dated):
    texts = proposed(dated)
    assert "| Impact | 40 procent |" in texts["criteria"]
    assert "| Technologische haalbaarheid | 30 procent |" in texts["criteria"]
    assert "een score van 1 tot 10" in texts["criteria"]
    assert "lager scoort dan 5, valt af" in texts["criteria"]
    assert "hoogste score op Impact" in texts["criteria"]
    assert "slaan wij over." in texts["decision"]


def test_what_many_calls_do_without_is_left_out(dated):
    texts = proposed(dated)
    assert "toelatingseis" not in texts["eligibility"]
    assert not texts["eligibility"].endswith("\n")
    assert "bijzondere grond" not in texts["knockouts"]


def test_only_what_people_know_is_left(dated):
    left = {code: places_in(text) for code, text in proposed(dated).items()}
    assert {code for code, places in left.items() if places} == {
        "summary", "challenge", "scope", "requirements", "criteria",
    }  # fmt: skip
    assert sum(len(places) for places in left.values()) <= 12


def test_without_dates_and_money_nothing_is_made_up(draft):
    facts = KnownFacts(draft)
    places = {
        (section["code"], place.asked): facts.proposal(section["code"], place)
        for section in draft.sections
        for place in places_in(section["text"])
    }
    assert places["submission", "datum en tijdstip"] == ""
    assert places["budget", "bedrag"] == ""
    assert places["decision", "datum"] == ""


def test_proposals_are_in_dutch_whatever_the_officer_reads(dated):
    """The text of a call is Dutch; the page around it may be English."""
    with translation.override("en"):
        assert "maandag 31 augustus 2026" in proposed(dated)["summary"]
