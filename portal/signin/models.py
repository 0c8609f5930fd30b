"""Where somebody is logged in. The session itself is Django's; this row says from where."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone


class SignIn(models.Model):
    """One session of one person. Instants are real time: a session has no other (house.md).

    A row goes when its session ends, and at the latest a day later (tasks.py).
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="sign_ins")
    session_key = models.CharField(max_length=40, unique=True)
    began_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)
    address = models.GenericIPAddressField(null=True)
    agent = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-seen_at"]

    def __str__(self) -> str:
        return f"{self.user} {self.began_at:%Y-%m-%d %H:%M}"
