"""The documents of a call: each version stays, and all are public (REQ-15)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.models import PortalNow


class CallDocumentQuerySet(models.QuerySet["CallDocument"]):
    def current(self) -> "CallDocumentQuerySet":
        """Those that hold now: not replaced by a later version, nor taken out."""
        return self.filter(dropped_at=None)


class CallDocument(models.Model):
    """A file that belongs to the call and is public from publication on.

    After publication an amendment replaces it by a next version, with a note that says what
    changed. Every version stays and can be downloaded by anybody (REQ-15).
    """

    class Kind(models.TextChoices):
        MODEL_CONTRACT = "model_contract", _("model contract")
        ANNEX = "annex", _("annex")

    call = models.ForeignKey("calls.Call", models.CASCADE, related_name="documents")
    kind = models.CharField(max_length=16, choices=Kind)
    title = models.CharField(_("title"), max_length=160)
    file = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=160)
    added_at = models.DateTimeField(db_default=PortalNow())
    number = models.PositiveSmallIntegerField(default=1)  # of this version of the document
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    change_note = models.CharField(_("what changed"), max_length=300, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)  # replaced, or taken out

    objects = CallDocumentQuerySet.as_manager()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.title
