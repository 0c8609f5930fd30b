from celery import shared_task

from calls.outages import ledger


@shared_task(name="calls.outages.tasks.write_minute")
def write_minute() -> int:
    """Write the last minute of the ledger, if a deadline is near."""
    return ledger.write_minute()
