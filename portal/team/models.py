"""Who else acts for a company: intermediaries with an authorisation, and people who ask to join."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Organisation
from portal.models import PortalNow


class Mandate(models.Model):
    """A signed authorisation (machtiging) with which an intermediary acts for a company.

    It counts from its upload until `ends_on`, that day included, or until it is withdrawn. The file
    goes with every offer that the intermediary sends (domain.md 1.4).
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="mandates")
    intermediary = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="mandates"
    )
    file = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=120)
    signed_by = models.CharField(_("signed by"), max_length=200)
    signed_on = models.DateField(_("signed on"))
    ends_on = models.DateField(_("holds until"), null=True, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(db_default=PortalNow())
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-added_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="mandate_ends_after_it_was_signed",
                condition=Q(ends_on=None) | Q(ends_on__gte=models.F("signed_on")),
                violation_error_message=_("An authorisation ends after it was signed."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.intermediary} → {self.organisation}"


class JoinRequest(models.Model):
    """Somebody asks to work for a company that is registered already; its signatory decides."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="join_requests")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="join_requests")
    asked_at = models.DateTimeField(db_default=PortalNow())
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    is_accepted = models.BooleanField(null=True)

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "user"],
                condition=Q(answered_at=None),
                name="join_request_open_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} → {self.organisation}"
