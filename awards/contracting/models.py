"""The text of a phase's contracts, the PDF of each, and who signed which file."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from awards.models import Contract
from calls.models import Phase
from portal.models import PortalNow


class ContractTerms(models.Model):
    """The model contract of a phase with its merge fields, and the place that is offered.

    Each version is a row; the last one holds. It is fixed once somebody has signed.
    """

    phase = models.ForeignKey(Phase, models.PROTECT, related_name="contract_terms")
    number = models.PositiveSmallIntegerField()
    text = models.TextField(_("text of the contract"))  # Markdown with {{fields}}
    place = models.CharField(_("place for the prototype"), max_length=300, blank=True)
    place_from = models.DateField(_("available from"), null=True, blank=True)
    place_until = models.DateField(_("available until"), null=True, blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(db_default=PortalNow())

    class Meta:
        ordering = ["phase", "number"]
        constraints = [
            models.UniqueConstraint(fields=["phase", "number"], name="contract_terms_once"),
            models.CheckConstraint(
                name="offered_place_has_a_period",
                condition=Q(place="", place_from=None, place_until=None)
                | (
                    ~Q(place="")
                    & Q(place_from__isnull=False, place_until__isnull=False)
                    & Q(place_from__lte=F("place_until"))
                ),
                violation_error_message=_(
                    "A place comes with the days from and until which it is there."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"contract of {self.phase}, version {self.number}"


class ContractPaper(models.Model):
    """The PDF of one contract: made once of a version of the terms, read back, never replaced."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="papers")
    terms = models.ForeignKey(ContractTerms, models.PROTECT, related_name="papers")
    file = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)  # of the PDF itself
    made_at = models.DateTimeField(db_default=PortalNow())

    class Meta:
        ordering = ["contract", "terms__number"]
        constraints = [
            models.UniqueConstraint(fields=["contract", "terms"], name="contract_paper_once")
        ]

    def __str__(self) -> str:
        return f"{self.contract}, version {self.terms.number}"


class Signature(models.Model):
    """Who signed which file for which side: in the portal, or on a copy of it that was sent in."""

    class Side(models.TextChoices):
        COMPANY = "company", _("company")
        AUTHORITY = "authority", _("contracting authority")

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="signatures")
    side = models.CharField(max_length=9, choices=Side)
    paper = models.ForeignKey(ContractPaper, models.PROTECT, related_name="signatures")
    copy = models.ForeignKey(
        "files.StoredFile", models.PROTECT, null=True, blank=True, related_name="+"
    )
    sha256 = models.CharField(max_length=64)  # of the copy, else of the PDF that was signed
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(db_default=PortalNow())

    class Meta:
        ordering = ["contract", "signed_at"]
        constraints = [
            models.UniqueConstraint(fields=["contract", "side"], name="one_signature_per_side")
        ]

    def __str__(self) -> str:
        return f"{self.contract}: {self.get_side_display()}"
