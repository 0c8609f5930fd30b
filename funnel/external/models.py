"""A call run outside the portal, and what was told of it: every time once more, nothing replaced.

What was told again later is restated: both stay, and the newest that was not taken back counts
(domain.md 6, REQ-30), as with the published figures per year (decision 0311).
"""

import uuid
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from calls.catalogue.models import Mission
from calls.models import MONEY
from portal.accounts.models import Membership, Organisation
from portal.accounts.permissions import has_role
from portal.models import CURRENT, PortalNow

USER = settings.AUTH_USER_MODEL


class Intake(models.Model):
    """One file that was taken in; taken back as a whole."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=160)
    source = models.TextField(_("source"), max_length=1000)
    refused = models.JSONField(default=list, blank=True)  # [line, text, reason, column]
    added_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(db_default=PortalNow())
    taken_back_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def audit_ref(self) -> str:
        return self.title


class ExternalCallQuerySet(models.QuerySet["ExternalCall"]):
    def readable_by(self, user: Any) -> "ExternalCallQuerySet":
        """An analyst reads all of them; an officer those of their authority."""
        if has_role(user, Membership.Role.ANALYST):
            return self
        own = Membership.objects.filter(CURRENT, user=user, role=Membership.Role.OFFICER)
        return self.filter(authority__in=own.values("organisation"))


class ExternalCall(models.Model):
    """Which call it is: the authority and its own reference for it."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    authority = models.ForeignKey(
        Organisation, models.PROTECT, related_name="external_calls",
        verbose_name=_("contracting authority"),
    )  # fmt: skip
    key = models.CharField(_("own reference"), max_length=60)

    objects = ExternalCallQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["authority", "key"], name="external_call_once")
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """What the portal calls it."""
        return f"BUITEN-{self.pk:05d}"

    @property
    def audit_ref(self) -> str:
        return self.reference


class TellingQuerySet(models.QuerySet["Telling"]):
    def counting(self) -> "TellingQuerySet":
        """Of each call the newest that was not taken back."""
        later = Telling.objects.filter(
            call=OuterRef("call"), pk__gt=OuterRef("pk"), taken_back_at=None
        )
        return self.filter(~Exists(later), taken_back_at=None)


class Telling(models.Model):
    """What was told of a call at one time. The amounts of its phases have the VAT basis `vat`."""

    class Vat(models.TextChoices):
        UNKNOWN = "unknown", _("not known")
        INCLUDED = "included", _("including VAT")
        EXCLUDED = "excluded", _("excluding VAT")

    class Tier(models.TextChoices):
        STATE = "state", _("central government")
        PROVINCE = "province", _("province")
        MUNICIPALITY = "municipality", _("municipality")
        WATER_BOARD = "water_board", _("water board")
        PUBLIC_BODY = "public_body", _("body governed by public law")
        SPECIAL_SECTOR = "special_sector", _("special-sector company")

    call = models.ForeignKey(ExternalCall, models.CASCADE, related_name="tellings")
    intake = models.ForeignKey(Intake, models.PROTECT, null=True, related_name="tellings")
    title = models.CharField(_("title"), max_length=160)
    tier = models.CharField(_("tier of government"), max_length=14, choices=Tier)
    instrument = models.CharField(_("instrument"), max_length=30)
    mission = models.ForeignKey(
        Mission, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("mission")
    )
    year = models.PositiveSmallIntegerField(_("year"))
    opened_on = models.DateField(_("opened on"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    vat = models.CharField(_("VAT in the amounts"), max_length=8, choices=Vat, default=Vat.UNKNOWN)
    source = models.TextField(_("source"), max_length=1000)
    is_invented = models.BooleanField(default=False)
    added_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(db_default=PortalNow())
    taken_back_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    taken_back_at = models.DateTimeField(null=True, blank=True)

    objects = TellingQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="external_call_closes_after_it_opens",
                condition=Q(opened_on=None) | Q(closed_on=None) | Q(closed_on__gte=F("opened_on")),
            )
        ]

    def __str__(self) -> str:
        return self.title


class ToldPhase(models.Model):
    """One phase: counts, and amounts in euro; what was bought is always without VAT."""

    telling = models.ForeignKey(Telling, models.CASCADE, related_name="phases")
    order = models.PositiveSmallIntegerField()
    kind = models.CharField(_("phase"), max_length=30)
    offers = models.PositiveIntegerField(_("offers"), null=True, blank=True)
    sme_offers = models.PositiveIntegerField(_("offers of SMEs"), null=True, blank=True)
    admissible = models.PositiveIntegerField(_("admissible"), null=True, blank=True)
    awarded = models.PositiveIntegerField(_("awarded"), null=True, blank=True)
    sme_awarded = models.PositiveIntegerField(_("awarded to SMEs"), null=True, blank=True)
    delivered = models.PositiveIntegerField(_("delivered"), null=True, blank=True)
    budget = models.DecimalField(_("budget"), null=True, blank=True, **MONEY)
    asked = models.DecimalField(_("asked"), null=True, blank=True, **MONEY)
    granted = models.DecimalField(_("amount awarded"), null=True, blank=True, **MONEY)
    paid = models.DecimalField(_("paid"), null=True, blank=True, **MONEY)
    bought = models.PositiveIntegerField(_("purchases"), null=True, blank=True)
    bought_excl_vat = models.DecimalField(
        _("bought, excluding VAT"), null=True, blank=True, **MONEY
    )

    class Meta:
        ordering = ["telling", "order"]
        constraints = [
            models.UniqueConstraint(fields=["telling", "kind"], name="told_phase_once"),
        ]

    def __str__(self) -> str:
        return f"{self.telling} / {self.kind}"

    def incl_vat(self, name: str) -> Decimal | None:
        """An amount that is known to include VAT; None for any other basis (REQ-30)."""
        return getattr(self, name) if self.telling.vat == Telling.Vat.INCLUDED else None
