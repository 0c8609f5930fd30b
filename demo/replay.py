"""make replay: one case, from an empty database to its funnel, through the pages' own functions."""

import sys
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import connection

from calls.models import Call
from demo.cases import Case
from demo.play.plays import Play
from demo.play.script import Move, moves_of, perform
from funnel.exports import as_json
from funnel.selectors import funnel_of
from portal.clock import start_clock_at

BEFORE = timedelta(days=1)


def replay(case: Case, *, seed: int = 1) -> Call:
    """Play the whole case in this database, which must be new; return the call it became."""
    loosen_commits()
    moves = moves_of(Play(case, case.reference, seed=seed))
    start_clock_at(moves[0].at - BEFORE)
    perform([moves], tell=_tell)
    return Call.objects.get(reference=case.reference)


def loosen_commits() -> None:
    """Do not wait for the disk after each commit: this world can be played again."""
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit TO off")


def result_of(call: Call) -> dict[str, Any]:
    """The funnel as one JSON object."""
    return as_json(funnel_of(call))


def differences(result: Mapping[str, Any], case: Case) -> list[str]:
    """Where the outcome is not what the case expects, one sentence each."""
    found = {phase["code"]: phase for phase in result["phases"]}
    return [
        f"{code}: {name} is {found.get(code, {}).get(name)}, the case expects {value}"
        for code, expected in case.expected.items()
        for name, value in expected.items()
        if found.get(code, {}).get(name) != value
    ]


def _tell(move: Move) -> None:
    """One line per day of the play on standard error: standard output is for the result."""
    sys.stderr.write(f"{move.at:%Y-%m-%d} {move.name}\n")
