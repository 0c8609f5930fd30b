import sys
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from calls.models import Call
from demo import cast, clock
from demo.moments import first_moment, scripts
from demo.play.script import Move, perform
from demo.play.sweeps import sweep_all_but_jobs
from demo.replay import loosen_commits
from portal.clock import start_clock_at


class Command(BaseCommand):
    """Fill a new database with the demo; one that has calls already is left as it is."""

    help = "Load the demo's people and calls. Done once: a second run changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        if Call.objects.exists():
            self.stderr.write("The demo is there already; it goes on where it was.")
            return
        loosen_commits()
        now = timezone.now()
        all_moves = scripts(now)
        self._total, self._done = sum(len(moves) for moves in all_moves), 0
        start_clock_at(first_moment(all_moves))
        perform(all_moves, tell=self._tell, in_between=sweep_all_but_jobs)
        for code in ("auditor", "operator", "analyst", "province_approver"):
            cast.staff(code)
        clock.move_to(timezone.now())

    def _tell(self, move: Move) -> None:
        self._done += 1
        if self._done % 20 == 0 or self._done == self._total:
            sys.stderr.write(f"\r  {self._done} of {self._total} steps played ({move.at:%B %Y})   ")
            sys.stderr.flush()
        if self._done == self._total:
            sys.stderr.write("\n")
