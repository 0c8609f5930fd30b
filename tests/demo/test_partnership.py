"""The case of an innovation partnership: played by the pages' own functions, or refused whole."""

import json
from decimal import Decimal
from typing import Any

import pytest

from demo.cases import FIXTURES, CaseErrors, load_case, shipped_case
from tests.demo.conftest import Run

NAME = "innovatiepartnerschap-dijken"
CASE = FIXTURES / f"{NAME}.json"


@pytest.fixture
def document() -> dict[str, Any]:
    """A fresh copy of the case, to spoil."""
    return json.loads(CASE.read_text(encoding="utf-8"))


def test_case_is_marked_as_invented_and_read_exactly(document: dict[str, Any]) -> None:
    assert document["invented"] is True
    assert "verzonnen" in document["title"]["nl"]
    assert "verzonnen" in document["contracting_authority"]["name"]
    case = shipped_case(NAME)
    assert [phase.code for phase in case.phases] == [
        "request", "initial", "negotiation-1", "negotiation-2", "final",
    ]  # fmt: skip
    assert case.phases[0].budget_incl_vat == 0
    assert case.phases[-1].budget_incl_vat == Decimal("1200000.00")
    assert case.has_procurement
    assert case.ends_one_after_stage == 1


@pytest.mark.parametrize(
    ("spoil", "place", "words"),
    [
        (lambda d: d["phases"][2].update(code="round-1"), "phases[2].kind", "not a kind"),
        (lambda d: d["phases"][3].update(code="negotiation-1"), "phases[3].kind", "twice"),
        (lambda d: d["phases"].insert(0, d["phases"].pop(4)), "phases[1].kind", "too late"),
        (lambda d: phase(d, "final").pop("budget_incl_vat_eur"), "final", "missing"),
        (lambda d: phase(d, "initial").pop("every_offer_asks_incl_vat_eur"), "initial", "missing"),
        (lambda d: phase(d, "request").update(planned_awards=8), "planned_awards", "only 7"),
        (lambda d: d["assumed"].update(ends_one_after_stage=0), "ends_one_after", "too low"),
        (lambda d: d["expected"].update(pilot={}), "expected.pilot", "no phase"),
        (lambda d: d.update(instrument="loterij"), "instrument", "not an instrument"),
    ],
)
def test_wrong_case_is_refused_at_its_place(
    document: dict[str, Any], spoil: Any, place: str, words: str
) -> None:
    spoil(document)
    with pytest.raises(CaseErrors) as refusal:
        load_case(document)
    assert any(place in fault and words in fault for fault in refusal.value.faults)


def test_wrong_case_is_refused_with_all_its_faults(document: dict[str, Any]) -> None:
    phase(document, "final").pop("budget_incl_vat_eur")
    phase(document, "request").update(planned_awards=8)
    document["expected"]["pilot"] = {}
    with pytest.raises(CaseErrors) as refusal:
        load_case(document)
    assert len(refusal.value.faults) == 3


def test_replay_comes_to_two_partners_one_ended_and_a_purchase(manage: Run) -> None:
    """Requests, selection, two rounds, final tenders: numbers out of scores, places and budget."""
    done = manage("replay", str(CASE), "--format", "json")
    assert done.returncode == 0, done.stderr
    phases = {row["code"]: row for row in json.loads(done.stdout)["phases"]}
    assert (phases["request"]["offers"], phases["request"]["awarded"]) == (7, 5)
    for code in ("initial", "negotiation-1", "negotiation-2"):
        assert (phases[code]["offers"], phases[code]["awarded"]) == (5, 5)
        assert phases[code]["awarded_incl_vat_eur"] == "0.00"
    final = phases["final"]
    assert (final["offers"], final["awarded"], final["delivered"]) == (5, 2, 1)
    # One partner was paid all of 560,000 and the one that was ended its first 20 percent.
    assert final["paid_incl_vat_eur"] == "672000.00"
    assert phases["purchase"]["bought"] == 1


def phase(document: dict[str, Any], code: str) -> dict[str, Any]:
    """What the case assumes of one phase."""
    return document["assumed"]["phases"][code]
