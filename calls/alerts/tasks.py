"""What the scheduler does for alerts."""

from celery import shared_task

from calls.alerts import services


@shared_task(name="calls.alerts.tasks.announce")
def announce() -> int:
    """Queue mails about what was published or changed since the last beat."""
    return services.announce_due()


@shared_task(name="calls.alerts.tasks.sweep")
def sweep() -> int:
    """Forget addresses that were never confirmed."""
    return services.sweep()
