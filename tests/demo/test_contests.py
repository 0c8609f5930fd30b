"""The made-up design contest and hackathon: read exactly, refused whole, played to their prizes."""

import json
from decimal import Decimal
from typing import Any

import pytest

from demo.cases import FIXTURES, CaseErrors, load_case, shipped_case
from tests.demo.conftest import Run

NAMES = ("prijsvraag-schoolplein", "hackathon-fietsveilig")
PRIZES = {"prijsvraag-schoolplein": (15000, 7500, 5000), "hackathon-fietsveilig": (5000, 2500)}


def document_of(name: str) -> dict[str, Any]:
    return json.loads((FIXTURES / f"{name}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", NAMES)
def test_case_is_marked_as_invented_and_says_prizes_and_what_follows(name: str) -> None:
    document, case = document_of(name), shipped_case(name)
    assert document["invented"] is True
    assert "verzonnen" in document["title"]["nl"]
    assert case.phases[-1].prizes == tuple(map(Decimal, PRIZES[name]))
    assert case.phases[-1].planned_awards == len(PRIZES[name])
    assert case.follow_up == document["follow_up"]


@pytest.mark.parametrize(
    ("spoil", "place"),
    [
        (lambda d: d.update(follow_up="later"), "follow_up"),
        (lambda d: d.pop("follow_up"), "follow_up"),
        (lambda d: terms(d).pop("prizes_incl_vat_eur"), "prizes_incl_vat_eur"),
        (lambda d: terms(d).update(prizes_incl_vat_eur=[]), "prizes_incl_vat_eur"),
        (lambda d: terms(d).update(prizes_incl_vat_eur=["veel"]), "prizes_incl_vat_eur"),
        (lambda d: terms(d).update(prizes_incl_vat_eur=[100, 200]), "prizes_incl_vat_eur"),
        (lambda d: terms(d).update(prizes_incl_vat_eur=[0]), "prizes_incl_vat_eur"),
    ],
)
def test_wrong_case_is_refused_at_its_place(spoil: Any, place: str) -> None:
    document = document_of(NAMES[0])
    spoil(document)
    with pytest.raises(CaseErrors) as refusal:
        load_case(document)
    assert any(place in fault for fault in refusal.value.faults)


def test_replay_of_the_contest_gives_three_prizes(manage: Run) -> None:
    """REQ-12: an anonymous jury that signs its report; prizes in the order of its ranking."""
    done = manage("replay", str(FIXTURES / f"{NAMES[0]}.json"), "--format", "json")
    assert done.returncode == 0, done.stderr
    contest = json.loads(done.stdout)["phases"][0]
    assert (contest["offers"], contest["awarded"]) == (9, 3)
    assert contest["awarded_incl_vat_eur"] == "27500.00"


def test_replay_of_the_hackathon_admits_teams_and_gives_two_prizes(manage: Run) -> None:
    """Teams sign in and are let in without scores; all hand in at one clock time."""
    done = manage("replay", str(FIXTURES / f"{NAMES[1]}.json"), "--format", "json")
    assert done.returncode == 0, done.stderr
    registration, hack = json.loads(done.stdout)["phases"][:2]
    assert (registration["offers"], registration["awarded"]) == (8, 8)
    assert (hack["offers"], hack["awarded"]) == (8, 2)
    assert hack["awarded_incl_vat_eur"] == "7500.00"


def terms(document: dict[str, Any]) -> dict[str, Any]:
    """What the case assumes of the contest."""
    return document["assumed"]["phases"]["contest"]
