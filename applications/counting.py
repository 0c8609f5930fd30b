"""What the ledger of outages counts of offers, minute by minute (calls/outages/ledger.py).

Sendings are not counted: nobody may learn how many offers there are before the vault is opened.
"""

from datetime import datetime

from applications.models import Attachment, RefusedAttempt, SubmissionFile, WorkingSection
from calls.outages.ledger import counted, ledger_counter


@ledger_counter("saves")
def saves(since: datetime, until: datetime) -> dict[int, int]:
    """Parts of drafts that were saved; one that was saved five times in the minute counts once."""
    rows = WorkingSection.objects.filter(saved_at__gte=since, saved_at__lt=until)
    return counted(rows, "proposal__phase__call")


@ledger_counter("uploads")
def uploads(since: datetime, until: datetime) -> dict[int, int]:
    """Files that came in, also those that were sent within the minute."""
    window = {"file__stored_at__gte": since, "file__stored_at__lt": until}
    found = counted(Attachment.objects.filter(**window), "proposal__phase__call")
    sent = counted(SubmissionFile.objects.filter(**window), "submission__phase__call")
    return {call: found.get(call, 0) + sent.get(call, 0) for call in found.keys() | sent.keys()}


@ledger_counter("refused")
def refused(since: datetime, until: datetime) -> dict[int, int]:
    """Attempts of companies that were refused."""
    rows = RefusedAttempt.objects.filter(at__gte=since, at__lt=until)
    return counted(rows, "proposal__phase__call")
