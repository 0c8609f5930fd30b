"""Holds, lists of what is due, and what became of each thing on them."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from applications.models import Dossier
from calls.models import Call
from portal.accounts.models import Organisation
from portal.models import PortalNow

USER = settings.AUTH_USER_MODEL


class Hold(models.Model):
    """Nothing of one call, dossier or company is destroyed while this stands, whoever placed it."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(Organisation, models.PROTECT, related_name="placed_holds")
    call = models.ForeignKey(Call, models.PROTECT, null=True, related_name="legal_holds")
    dossier = models.ForeignKey(Dossier, models.PROTECT, null=True, related_name="legal_holds")
    company = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="legal_holds")
    reason = models.TextField(_("reason"), max_length=2000)
    until = models.DateField(_("until"), null=True, blank=True)  # None: until it is lifted
    placed_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    placed_at = models.DateTimeField(db_default=PortalNow())
    lifted_because = models.TextField(_("reason"), max_length=2000, blank=True)
    lifted_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-placed_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="hold_is_on_one_thing",
                condition=Q(call__isnull=False, dossier=None, company=None)
                | Q(call=None, dossier__isnull=False, company=None)
                | Q(call=None, dossier=None, company__isnull=False),
            ),
            models.CheckConstraint(
                name="hold_is_lifted_whole",
                condition=Q(lifted_at=None, lifted_by=None, lifted_because="")
                | Q(lifted_at__isnull=False, lifted_by__isnull=False) & ~Q(lifted_because=""),
            ),
        ]

    def __str__(self) -> str:
        return str(self.call or self.dossier or self.company)

    @property
    def audit_ref(self) -> str:
        return str(self.uuid)


class DestructionList(models.Model):
    """What one organisation has destroyed of one category: drawn up by one, approved by another."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("waits for a second person")
        APPROVED = "approved", _("is being carried out")
        DONE = "done", _("carried out")
        WITHDRAWN = "withdrawn", _("withdrawn")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(Organisation, models.PROTECT, related_name="destruction_lists")
    number = models.PositiveIntegerField()
    category = models.CharField(max_length=20)
    state = models.CharField(max_length=9, choices=State, default=State.PROPOSED)
    drawn_up_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    drawn_up_at = models.DateTimeField(db_default=PortalNow())
    approved_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    approval_proof = models.ForeignKey(
        "accounts.StepUp", models.PROTECT, null=True, related_name="+"
    )
    certificate = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    certificate_sha256 = models.CharField(max_length=64, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-drawn_up_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "number"], name="destruction_numbered_once"),
            models.CheckConstraint(
                name="destruction_takes_two_people",
                condition=Q(approved_by=None) | ~Q(approved_by=F("drawn_up_by")),
                violation_error_message=_("Nobody approves their own list."),
            ),
        ]

    def __str__(self) -> str:
        return f"V-{self.drawn_up_at:%Y}-{self.owner_id}-{self.number:03d}"

    @property
    def audit_ref(self) -> str:
        return str(self)


class DestructionItem(models.Model):
    """One thing on a list: due, then destroyed, or kept with the reason."""

    listed = models.ForeignKey(DestructionList, models.PROTECT, related_name="items")
    object_id = models.BigIntegerField()
    reference = models.CharField(max_length=120)
    due_on = models.DateField()
    files = models.JSONField(default=list)  # names in the store, whose bytes are removed
    destroyed_at = models.DateTimeField(null=True, blank=True)
    kept_because = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["listed", "object_id"], name="item_once_per_list"),
            models.CheckConstraint(
                name="item_is_destroyed_or_kept",
                condition=Q(destroyed_at=None) | Q(kept_because=""),
            ),
        ]
        indexes = [models.Index(fields=["object_id"], name="item_by_object")]

    def __str__(self) -> str:
        return self.reference
