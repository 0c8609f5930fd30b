from celery import shared_task

from portal.mail import delivery


@shared_task(name="portal.mail.tasks.deliver_due")
def deliver_due() -> int:
    """Send what is due; poked after a commit, and by the sweep."""
    sent = total = delivery.deliver_due()
    while sent:
        sent = delivery.deliver_due()
        total += sent
    return total
