"""Copies of somebody's data, and requests to be erased."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.models import PortalNow

USER = settings.AUTH_USER_MODEL


class PersonalExport(models.Model):
    """One copy for one person: made by a job, there for a few days, then gone with its bytes."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(USER, models.PROTECT, related_name="personal_exports")
    asked_at = models.DateTimeField(db_default=PortalNow())
    file = models.ForeignKey("files.StoredFile", models.SET_NULL, null=True, related_name="+")
    sha256 = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at", "-id"]

    def __str__(self) -> str:
        return str(self.uuid)

    @property
    def audit_ref(self) -> str:
        return str(self.uuid)


class ErasureRequest(models.Model):
    """Somebody asks to be erased; one operator proposes an answer, another one confirms it."""

    class State(models.TextChoices):
        ASKED = "asked", _("waits for an answer")
        PROPOSED = "proposed", _("waits for a second person")
        DONE = "done", _("erased")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn")

    OPEN = (State.ASKED, State.PROPOSED)

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(USER, models.PROTECT, related_name="erasure_requests")
    state = models.CharField(max_length=9, choices=State, default=State.ASKED)
    words = models.TextField(_("what do you want to tell about it?"), max_length=2000, blank=True)
    asked_at = models.DateTimeField(db_default=PortalNow())
    due_at = models.DateTimeField()  # a month: AVG, article 12(3)
    erases = models.BooleanField(null=True)
    reasons = models.TextField(_("reasons"), max_length=4000, blank=True)  # for the person
    proposed_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    proof = models.ForeignKey("accounts.StepUp", models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                name="one_open_erasure_each",
                condition=Q(state__in=["asked", "proposed"]),
            ),
            models.CheckConstraint(
                name="erasure_takes_two_people",
                condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by")),
                violation_error_message=_("Nobody confirms their own proposal."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.uuid)

    @property
    def audit_ref(self) -> str:
        return str(self.uuid)
