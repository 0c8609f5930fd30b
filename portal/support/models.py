"""Support staff act as a person, asked and allowed beforehand."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LONGEST = timedelta(hours=1)


class SupportSessionQuerySet(models.QuerySet["SupportSession"]):
    def asked(self) -> "SupportSessionQuerySet":
        """Those that wait on the person."""
        return self.filter(consented_at=None, ended_at=None)

    def running(self) -> "SupportSessionQuerySet":
        """Those that hold now."""
        return self.filter(
            consented_at__isnull=False, ended_at=None, ends_at__gt=timezone.now(),
            user__is_active=True,
        )  # fmt: skip


class SupportSession(models.Model):
    """An operator asks, the person allows it for at most an hour and can end it at any time.

    Its moments are real time, not portal time: a session is something between people, like the
    proof of a second factor.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    operator = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="support_sessions"
    )
    reason = models.TextField(_("why"), max_length=500)
    may_write = models.BooleanField(default=False)
    asked_at = models.DateTimeField(default=timezone.now)
    consented_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = SupportSessionQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="support_session_of_somebody_else", condition=~Q(operator=F("user"))
            ),
            models.CheckConstraint(
                name="support_session_at_most_an_hour",
                condition=Q(consented_at=None, ends_at=None)
                | Q(ends_at__lte=F("consented_at") + LONGEST),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.operator} → {self.user}"
