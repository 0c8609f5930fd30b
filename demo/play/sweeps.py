"""What the worker and the scheduler do by themselves, run in between the moves of a play."""

from applications.tasks import lapse_drafts
from calls.tasks import write_phase_states
from portal.audit.chain import chain_events
from portal.mail.delivery import deliver_due
from portal.work.jobs import run_open_jobs
from portal.work.reminders import remind


def sweep() -> None:
    """Run everything that is due at this moment."""
    while run_open_jobs():
        pass
    sweep_all_but_jobs()


def sweep_all_but_jobs() -> None:
    """Leave the slow work, such as the PDFs of receipts, to the worker that is started later."""
    write_phase_states()
    lapse_drafts()
    remind()
    while deliver_due():
        pass
    while chain_events():
        pass
