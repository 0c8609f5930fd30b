"""What new terms of a call mean for the offers in it: who was told, and who confirmed again."""

from django.conf import settings
from django.db import models

from applications.models import Proposal, Submission
from calls.amendments.models import Amendment
from calls.models import CallVersion
from portal.models import PortalNow


class TermsNotice(models.Model):
    """One offer was told of one new version of the terms; `read_by` has looked at it."""

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="terms_notices")
    version = models.ForeignKey(CallVersion, models.PROTECT, related_name="notices")
    told_at = models.DateTimeField(db_default=PortalNow())
    read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-version__number"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "version"], name="terms_notice_once")
        ]

    def __str__(self) -> str:
        return f"{self.proposal}: {self.version}"


class Confirmation(models.Model):
    """A signatory says that a sealed submission stands under an amendment, never changed.

    The database stamps `at` and refuses the row from the deadline on. `statement` names by hash
    what was sent and the terms that it now answers; its own hash stands beside it.
    """

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="confirmations")
    amendment = models.ForeignKey(Amendment, models.PROTECT, related_name="confirmations")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    statement = models.JSONField()
    statement_sha256 = models.CharField(max_length=64)
    at = models.DateTimeField(db_default=PortalNow())

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "amendment"], name="confirmed_once")
        ]

    def __str__(self) -> str:
        return f"{self.submission}: {self.amendment}"
