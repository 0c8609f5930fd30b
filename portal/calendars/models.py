"""A person's own calendar: an address that only they know, and can take back."""

from django.conf import settings
from django.db import models

from portal.models import PortalNow


class TaskCalendar(models.Model):
    """Whoever knows the secret reads this person's open tasks with their dates, and no more.

    Only the hash of the secret is kept, so nobody learns the address from the database.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="task_calendar"
    )
    secret_sha256 = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(db_default=PortalNow())

    def __str__(self) -> str:
        return f"calendar of {self.user}"
