"""What the worker and the scheduler do by themselves, run in between the moves of a play."""

from calls.tasks import write_phase_states

from applications.tasks import lapse_drafts
from portal.audit.chain import chain_events
from portal.mail.delivery import deliver_due
from portal.work.jobs import run_open_jobs
from portal.work.reminders import remind


def sweep() -> None:
    """Run everything that is due at this moment."""
    write_phase_states()
    lapse_drafts()
    remind()
    while run_open_jobs():
        pass
    while deliver_due():
        pass
    while chain_events():
        pass
