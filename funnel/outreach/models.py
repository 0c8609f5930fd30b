"""Sessions, their material, and who registered. Every change of a `state` is in transitions.py.

A name and a mail address are kept until a month after the session. What stays is from which
organisation somebody came, for the figures of the year.
"""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from funnel.cofunding.models import FUNDERS, READERS
from funnel.targets.models import AuthorityTier
from portal.accounts.models import Membership, Organisation
from portal.models import CURRENT, PortalNow

USER = settings.AUTH_USER_MODEL


def organisers_of(user: Any) -> Any:
    """The agencies and ministries for which this person organises sessions."""
    mine = Membership.objects.filter(CURRENT, user=user, role__in=READERS)
    return Organisation.objects.filter(pk__in=mine.values("organisation"), kind__in=FUNDERS)


class SessionQuerySet(models.QuerySet["Session"]):
    def public(self) -> "SessionQuerySet":
        """What was announced, also when it was called off later."""
        return self.exclude(state=Session.State.DRAFT)

    def run_by(self, user: Any) -> "SessionQuerySet":
        """The sessions of the organisations for which this person organises."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        return self.filter(organiser__in=organisers_of(user).values("pk"))

    def with_places(self) -> Any:
        """Each with `taken` and `waiting`, counted in the same query."""
        states = Registration.State
        return self.annotate(
            taken=models.Count("registrations", filter=Q(registrations__state=states.PLACED)),
            waiting=models.Count("registrations", filter=Q(registrations__state=states.WAITING)),
        )


class Session(models.Model):
    """One information session. `sequence` counts moves, as in RFC 5545."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        ANNOUNCED = "announced", _("announced")
        CANCELLED = "cancelled", _("cancelled")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organiser = models.ForeignKey(Organisation, models.PROTECT, related_name="outreach_sessions")
    together_with = models.CharField(_("together with"), max_length=160, blank=True)
    title = models.CharField(_("title"), max_length=160)
    description = models.TextField(_("programme"), max_length=4000, blank=True)  # Markdown
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    place = models.CharField(_("place"), max_length=200)
    online_url = models.URLField(_("link to take part online"), blank=True)  # who has a place
    capacity = models.PositiveIntegerField(_("number of places"), null=True, blank=True)
    register_before = models.DateTimeField(_("register before"))
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    version = models.PositiveIntegerField(default=0)
    sequence = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(db_default=PortalNow())
    cancelled_because = models.TextField(blank=True)  # public
    drafted_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    is_invented = models.BooleanField(default=False)

    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="session_begins_before_it_ends",
                condition=Q(starts_at__lt=F("ends_at")),
                violation_error_message=_("A meeting begins before it ends."),
            ),
            models.CheckConstraint(
                name="session_registration_ends_before_it_begins",
                condition=Q(register_before__lte=F("starts_at")),
                violation_error_message=_("Registration closes before the meeting begins."),
            ),
            models.CheckConstraint(
                name="session_has_a_place",
                condition=Q(capacity=None) | Q(capacity__gt=0),
                violation_error_message=_("A meeting has one place at least."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def audit_ref(self) -> str:
        return str(self.uuid)


class Material(models.Model):
    """A PDF that goes with a session: public as soon as the session is."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="material")
    title = models.CharField(_("title"), max_length=160)
    file = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=160)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.title


class Registration(models.Model):
    """Somebody at a session, known by a mail address that the link in a mail proves."""

    class State(models.TextChoices):
        PENDING = "pending", _("not confirmed by mail yet")
        PLACED = "placed", _("has a place")
        WAITING = "waiting", _("on the waiting list")
        CANCELLED = "cancelled", _("cancelled")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    session = models.ForeignKey(Session, models.CASCADE, related_name="registrations")
    name = models.CharField(_("name"), max_length=120, blank=True)  # empty once it is forgotten
    email = models.EmailField(_("e-mail address"), blank=True)
    organisation = models.CharField(_("organisation"), max_length=160)
    tier = models.CharField(
        _("kind of organisation"), max_length=12, blank=True, choices=AuthorityTier.Tier
    )
    language = models.CharField(max_length=2, default="nl")
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    asked_at = models.DateTimeField(db_default=PortalNow())
    queued_at = models.DateTimeField(null=True, blank=True)  # orders the waiting list
    has_come = models.BooleanField(null=True)  # None: nobody has written it down

    class Meta:
        ordering = ["organisation", "name", "pk"]
        indexes = [models.Index(fields=["session", "state"], name="outreach_by_session")]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "email"],
                condition=~Q(email=""),
                name="outreach_registration_once",
            ),
            models.CheckConstraint(
                name="who_came_had_a_place",
                condition=Q(has_come=None) | Q(has_come=False) | Q(state="placed"),
            ),
        ]

    def __str__(self) -> str:
        return str(self.uuid)  # never a name: this text reaches audit lines and logs

    @property
    def audit_ref(self) -> str:
        return f"{self.session.uuid}/{self.uuid}"
