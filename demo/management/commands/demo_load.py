from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from demo import cast, clock
from demo.moments import first_moment, scripts
from demo.play.script import Move, perform
from demo.play.sweeps import sweep_all_but_jobs
from demo.replay import loosen_commits
from funnel.opendata.services import publish_due
from funnel.portfolio.services import save_view
from funnel.summaries.refreshing import refresh
from portal.clock import start_clock_at

BEGUN = settings.RUN_DIR / "demo-begun"
LOADED = settings.RUN_DIR / "demo-loaded"
FINISHED = "instrument=sbir&q=afgerond"


class Command(BaseCommand):
    """Fill a new database with the demo.

    A second run changes nothing. One that was cut off goes on where it was: every move looks first
    whether it is still to be done.
    """

    help = "Load the demo's people and calls, once."

    def handle(self, *args: Any, **options: Any) -> None:
        if LOADED.exists():
            self.stderr.write("The demo is there already; it goes on where it was.")
            return
        loosen_commits()
        is_new = not BEGUN.exists()
        now = timezone.now() if is_new else datetime.fromisoformat(BEGUN.read_text())
        all_moves = scripts(now)
        if is_new:
            start_clock_at(first_moment(all_moves))
            BEGUN.write_text(now.isoformat())
        self._total, self._done = sum(len(moves) for moves in all_moves), 0
        perform(all_moves, tell=self._tell, in_between=sweep_all_but_jobs)
        for code in ("auditor", "operator", "analyst", "province_approver"):
            cast.staff(code)
        clock.move_to(timezone.now())
        while publish_due():
            pass
        refresh()  # the scheduler would do it within a minute
        save_view(name="SBIR, afgerond", query=FINISHED, by=cast.staff("analyst"))
        LOADED.touch()

    def _tell(self, move: Move) -> None:
        before, self._done = self._done, self._done + 1
        if self._done * 10 // self._total > before * 10 // self._total:
            percent = self._done * 100 // self._total
            self.stderr.write(f"  {percent} percent played, now in {move.at:%B %Y}")
