"""What people come together for and register at: the part that every kind of it shares."""

import uuid
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.models import PortalNow


class Gathering(models.Model):
    """When and where, for how many, and how often it moved.

    `sequence` counts moves, as in RFC 5545: a calendar that took it over follows it. A kind has a
    `state` of its own, among which "draft", "announced" and "cancelled", and `registrations`.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=160)
    description = models.TextField(_("programme"), max_length=4000, blank=True)  # Markdown
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    place = models.CharField(_("place"), max_length=200)  # "online" where there is none
    online_url = models.URLField(_("link to take part online"), blank=True)  # who has a place
    capacity = models.PositiveIntegerField(_("number of places"), null=True, blank=True)
    register_before = models.DateTimeField(_("register before"))
    version = models.PositiveIntegerField(default=0)
    sequence = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(db_default=PortalNow())
    cancelled_because = models.TextField(blank=True)  # public
    state: Any
    registrations: Any

    class Meta:
        abstract = True
        ordering = ["starts_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="%(class)s_begins_before_it_ends",
                condition=Q(starts_at__lt=F("ends_at")),
                violation_error_message=_("A meeting begins before it ends."),
            ),
            models.CheckConstraint(
                name="%(class)s_registration_ends_before_it_begins",
                condition=Q(register_before__lte=F("starts_at")),
                violation_error_message=_("Registration closes before the meeting begins."),
            ),
            models.CheckConstraint(
                name="%(class)s_has_a_place",
                condition=Q(capacity=None) | Q(capacity__gt=0),
                violation_error_message=_("A meeting has one place at least."),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class AtGathering(models.Model):
    """That somebody comes. `queued_at` orders the waiting list."""

    class State(models.TextChoices):
        PENDING = "pending", _("not confirmed by mail yet")
        PLACED = "placed", _("has a place")
        WAITING = "waiting", _("on the waiting list")
        CANCELLED = "cancelled", _("cancelled")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    asked_at = models.DateTimeField(db_default=PortalNow())
    queued_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
