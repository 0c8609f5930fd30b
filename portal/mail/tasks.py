from celery import shared_task

from portal.mail import delivery, digests


@shared_task(name="portal.mail.tasks.deliver_due")
def deliver_due() -> int:
    """Send what is due; poked after a commit, and by the sweep."""
    sent = total = delivery.deliver_due()
    while sent:
        sent = delivery.deliver_due()
        total += sent
    return total


@shared_task(name="portal.mail.tasks.send_digests")
def send_digests() -> int:
    """Queue the digests of the day."""
    return digests.send_digests()
