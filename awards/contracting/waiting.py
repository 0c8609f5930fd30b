"""What waits on whom about the contract itself."""

from django.urls import reverse
from django.utils import translation

from awards.contracting.selectors import terms_of
from awards.selectors import officers_of
from calls.models import Phase
from portal.work.models import Task
from portal.work.tasks_of import close_tasks, open_task


def ask_for_terms(phase: Phase) -> None:
    """Contracts are on offer and there is no text to make them of: it waits on the officers."""
    if terms_of(phase) is not None:
        return
    for officer in officers_of(phase.call):
        with translation.override(officer.language):
            open_task(
                Task.Kind.WRITE_CONTRACT,
                officer,
                subject=str(phase),
                url=reverse("contracting:terms", args=[phase.call.reference, phase.code]),
                key=f"write_contract:{phase.pk}:{officer.pk}",
            )


def terms_written(phase: Phase) -> None:
    """The text is there."""
    close_tasks(f"write_contract:{phase.pk}:", prefix=True)
