"""The replay: figures come out of scores, thresholds and budget, and are only compared."""

import json
import subprocess
from pathlib import Path
from typing import Any

from demo.cases import FIXTURES
from tests.demo.conftest import Run
from tests.demo.opendata import published

CASE = FIXTURES / "circulaire-viaducten.json"


def small_case(tmp_path: Path, **feasibility: Any) -> Path:
    """Eight offers, three studies, one prototype: the same rules in a tenth of the time."""
    case = json.loads(CASE.read_text(encoding="utf-8"))
    case["reference"] = "SBIR20-KLEIN"
    case["phases"][0]["offers"] = 8
    case["committee"] = case["committee"][:3]
    case["assumed"]["phases"]["feasibility"] |= {
        "budget_incl_vat_eur": 150000,
        "planned_awards": 3,
        **feasibility,
    }
    case["assumed"]["phases"]["prototype"] |= {
        "budget_incl_vat_eur": 1000000,
        "planned_awards": 1,
    }
    case["expected"] = {
        "feasibility": {"offers": 8, "awarded": 3},
        "prototype": {"offers": 3, "awarded": 1},
    }
    path = tmp_path / "case.json"
    path.write_text(json.dumps(case), encoding="utf-8")
    return path


def phases_of(output: str) -> dict[str, dict[str, Any]]:
    """The phases of a replay's JSON by their kind; the output must be that and nothing else."""
    return {phase["kind"]: phase for phase in json.loads(output)["phases"]}


CONSULTED = """
import json
from calls.models import Call
from calls.market.models import Meeting
from calls.market.selectors import counts_by_kind
call = Call.objects.get()
row = call.consultations.get()
print(json.dumps({
    "state": row.state,
    "participants": row.participants.exclude(confirmed_at=None).count(),
    "invented": row.participants.filter(is_invented=True).count(),
    "kinds": len(counts_by_kind(row)),
    "reported_before_the_call": row.report.published_at < call.published_at,
    "meetings": sorted(Meeting.objects.values_list("kind", "state")),
    "waiting": row.meetings.first().registrations.filter(state="waiting").count(),
}))
"""


def consulted(manage: Run) -> dict:
    done: subprocess.CompletedProcess[str] = manage("shell", "-v", "0", "-c", CONSULTED)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.strip().splitlines()[-1])


def test_replay_of_a_small_case_comes_to_what_budget_and_scores_give(
    manage: Run, tmp_path: Path
) -> None:
    done = manage("replay", str(small_case(tmp_path)), "--format", "json")
    assert done.returncode == 0, done.stderr
    phases = phases_of(done.stdout)
    assert (phases["feasibility"]["offers"], phases["feasibility"]["awarded"]) == (8, 3)
    assert phases["feasibility"]["awarded_incl_vat_eur"] == "150000.00"
    assert (phases["prototype"]["offers"], phases["prototype"]["awarded"]) == (3, 1)
    # REQ-03: more than sixty took part before the call, all of them invented and marked so.
    assert consulted(manage) == {
        "state": "reported",
        "participants": 64,
        "invented": 64,
        "kinds": 4,
        "reported_before_the_call": True,
        "meetings": [["information", "reported"], ["learning", "reported"],
                     ["workshop", "reported"]],
        "waiting": 24,
    }  # fmt: skip
    assert published(manage) == {
        "planning": 2, "tender": 2, "tenderUpdate": 2, "award": 2, "contract": 4,
        "implementation": 4, "implementationUpdate": 4, "contractTermination": 4,
    }  # fmt: skip


def test_replay_with_half_the_budget_awards_fewer_and_says_so(manage: Run, tmp_path: Path) -> None:
    case = small_case(tmp_path, budget_incl_vat_eur=75000, planned_awards=1)
    done = manage("replay", str(case), "--format", "json")
    assert phases_of(done.stdout)["feasibility"]["awarded"] == 1
    assert done.returncode != 0
    assert "feasibility: awarded is 1, the case expects 3" in done.stderr


def test_replay_of_a_wrong_case_lists_every_fault_and_changes_nothing(
    manage: Run, tmp_path: Path
) -> None:
    case = json.loads(CASE.read_text(encoding="utf-8"))
    case["assumed"]["phases"]["feasibility"]["planned_awards"] = 40
    case["assumed"]["phases"]["prototype"]["max_per_offer_incl_vat_eur"] = 4000000
    case["assumed"]["weights"]["beauty"] = 10
    path = tmp_path / "wrong.json"
    path.write_text(json.dumps(case), encoding="utf-8")
    done = manage("replay", str(path), "--format", "json")
    assert done.returncode != 0
    assert done.stdout == ""
    for word in ("planned_awards", "max_per_offer_incl_vat_eur", "beauty"):
        assert word in done.stderr
    counted = manage("shell", "-c", "from calls.models import Call; print(Call.objects.count())")
    assert counted.stdout.strip().endswith("0")
