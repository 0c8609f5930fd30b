"""Who wants a mail about calls, without an account: an address, a choice, and nothing more."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from calls.catalogue.models import CallProfile, Mission
from calls.models import Call
from portal.models import PortalNow


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def confirmed(self) -> "SubscriptionQuerySet":
        """Those whose owner said yes in the mail."""
        return self.exclude(confirmed_at=None)

    def for_new(self, call: Call) -> "SubscriptionQuerySet":
        """Confirmed subscriptions to new calls that this call fits; an empty choice fits all."""
        missions = Mission.objects.filter(calls=call)
        profile = CallProfile.objects.filter(call=call).first()
        wanted = Q(instrument__in=["", call.instrument])
        if profile and profile.region:  # a call for the whole country is for every region
            wanted &= Q(region__in=["", profile.region])
        about = (
            Q(mission="")
            | Q(mission__in=missions.values("code"))
            | Q(mission__in=missions.values("theme"))
        )
        return self.confirmed().filter(wanted & about, call=None)


class Subscription(models.Model):
    """One address and one choice: new calls that fit it, or the changes of one call.

    Unconfirmed rows are removed after three days, confirmed ones the moment their owner says stop.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("e-mail address"))
    language = models.CharField(max_length=2, default="nl")
    mission = models.CharField(max_length=40, blank=True)  # code of a mission, or of a theme
    instrument = models.CharField(max_length=30, blank=True)
    region = models.CharField(max_length=4, blank=True)
    call = models.ForeignKey(Call, models.CASCADE, null=True, blank=True, related_name="followers")
    asked_at = models.DateTimeField(db_default=PortalNow())
    confirmed_at = models.DateTimeField(null=True, blank=True)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("email"), "mission", "instrument", "region", "call",
                name="subscription_once_per_choice", nulls_distinct=False,
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"subscription {self.uuid}"


class Announcement(models.Model):
    """What was told about a call, once: the row makes a second beat of the scheduler harmless."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="announcements")
    occasion = models.CharField(max_length=40)  # "published", "version-2", "cancelled"
    made_at = models.DateTimeField(db_default=PortalNow())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["call", "occasion"], name="announced_once")]

    def __str__(self) -> str:
        return f"{self.call}: {self.occasion}"
