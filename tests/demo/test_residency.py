"""The made-up round of Startup in Residence: read whole, and played to its end (REQ-11)."""

import json
from copy import deepcopy

import pytest

from demo.cases import FIXTURES, CaseErrors
from demo.residency.case import is_round_file, load_round
from tests.demo.conftest import Run

CASE = FIXTURES / "startup-in-residence-2026.json"
DOCUMENT = json.loads(CASE.read_text(encoding="utf-8"))


def faults_of(document) -> list[str]:
    with pytest.raises(CaseErrors) as errors:
        load_round(document)
    return list(errors.value.faults)


def test_case_is_marked_as_made_up_and_holds_several_challenges_and_authorities():
    case = load_round(CASE)
    assert case.document["invented"] is True
    assert len({challenge.authority for challenge in case.challenges}) == 3
    assert {challenge.procedure for challenge in case.challenges} == {"partnership", "national"}
    assert any(len(company.entries) > 1 for company in case.companies)
    assert any(not company.kvk for company in case.companies)


def test_only_a_round_is_read_as_one():
    assert is_round_file(str(CASE))
    assert not is_round_file(str(FIXTURES / "circulaire-viaducten.json"))
    assert not is_round_file("nowhere.json")


def test_all_faults_of_a_case_are_told_at_once():
    document = deepcopy(DOCUMENT)
    document["challenges"][0]["procedure"] = "auction"
    document["companies"][0]["offers"][1]["challenge"] = "A"
    document["companies"][1]["offers"][0]["level"] = 2
    document["committee"][0]["challenge"] = "B"
    document["moments"]["pitch"]["closes"] = "2026-01-01T10:00:00+01:00"
    places = {line.split(":")[0] for line in faults_of(document)}
    assert places == {
        "challenges[0].procedure",
        "companies[0].offers[1].challenge",
        "companies[1].offers[0].level",
        "committee[0].challenge",
        "moments",
    }


def test_replay_comes_to_what_scores_and_rules_give(manage: Run):
    """REQ-11: limits, pitch of the top three, one place each, a number from the contract on."""
    done = manage("replay", str(CASE), "--format", "json")
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    challenges = {challenge["code"]: challenge for challenge in result["challenges"]}
    firsts = [challenge["ranked_first"] for challenge in challenges.values()]
    winners = [challenge["winner"] for challenge in challenges.values()]
    assert firsts.count("Zilverlijn") == 2
    assert winners.count("Zilverlijn") == 1
    assert len(set(winners)) == 3
    assert all(challenge["selected"] <= 3 for challenge in challenges.values())
    assert challenges["A"]["standstill_days"] == 20
    assert challenges["B"]["standstill_days"] == 0
    assert done.stderr.count("refused:") == 2  # signing without a number, buying above the maximum
