"""The consultation of the circular viaducts in a play: held, reported, then the call (REQ-03)."""

import json
import subprocess
from datetime import datetime
from pathlib import Path
from typing import Any

from calls.market.models import Meeting
from demo.cases import shipped_case
from demo.moments import CASE
from demo.play import consulting
from demo.writing import visitors
from portal.look.wording import AMSTERDAM
from tests.demo.conftest import Run
from tests.demo.test_replay import small_case

ASK = """
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


def asked(manage: Run) -> dict:
    done: subprocess.CompletedProcess[str] = manage("shell", "-v", "0", "-c", ASK)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.strip().splitlines()[-1])


def test_replay_consults_the_market_before_the_call(manage: Run, tmp_path: Path) -> None:
    """More than sixty take part, all of them invented and marked so, as the letter's box 2 says."""
    done = manage("replay", str(small_case(tmp_path)), "--format", "json")
    assert done.returncode == 0, done.stderr
    assert asked(manage) == {
        "state": "reported",
        "participants": 64,
        "invented": 64,
        "kinds": 4,
        "reported_before_the_call": True,
        "meetings": [["information", "reported"], ["learning", "reported"],
                     ["workshop", "reported"]],
        "waiting": 24,
    }  # fmt: skip


def test_invented_participants_are_different_people_with_invented_addresses() -> None:
    people = visitors("viaducts", 64)
    assert len({person.email for person in people}) == 64
    assert all(person.email.endswith(".example") for person in people)
    assert {person.kind for person in people} == {"company", "knowledge", "authority", "other"}


def test_open_consultation_of_the_demo_has_a_full_workshop(db: None, clock: Any) -> None:
    """A visitor can take part, and comes on the waiting list; played again, nothing is added."""
    case = shipped_case(CASE)
    opens = datetime(2027, 3, 1, 9, tzinfo=AMSTERDAM)
    clock.set(opens)
    for _time in range(2):
        consulting.open_consultation(case, opens)
    meeting = Meeting.objects.get()
    states = list(meeting.registrations.values_list("state", flat=True))
    assert (states.count("placed"), states.count("waiting")) == (8, 3)
