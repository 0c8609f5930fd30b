"""Sessions, their material, and who registered. Every change of a `state` is in transitions.py.

A name and a mail address are kept until a month after the session. What stays is from which
organisation somebody came, for the figures of the year.
"""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from calls.market.models import AtGathering, Gathering
from funnel.cofunding.models import FUNDERS, READERS
from funnel.targets.models import AuthorityTier
from portal.accounts.models import Membership, Organisation
from portal.models import CURRENT

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


class Session(Gathering):
    """One information session."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        ANNOUNCED = "announced", _("announced")
        CANCELLED = "cancelled", _("cancelled")

    organiser = models.ForeignKey(Organisation, models.PROTECT, related_name="outreach_sessions")
    together_with = models.CharField(_("together with"), max_length=160, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    drafted_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    is_invented = models.BooleanField(default=False)

    objects = SessionQuerySet.as_manager()

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


class Registration(AtGathering):
    """Somebody at a session, known by a mail address that the link in a mail proves."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="registrations")
    name = models.CharField(_("name"), max_length=120, blank=True)  # empty once it is forgotten
    email = models.EmailField(_("e-mail address"), blank=True)
    organisation = models.CharField(_("organisation"), max_length=160)
    tier = models.CharField(
        _("kind of organisation"), max_length=12, blank=True, choices=AuthorityTier.Tier
    )
    language = models.CharField(max_length=2, default="nl")
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
