"""Versions of the texts of letters, and which one each letter was made from."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from awards.models import Letter
from portal.accounts.models import Organisation
from portal.models import PortalNow


class LetterText(models.Model):
    """One saved version of a text of one authority. Never changed: a correction is a new one."""

    authority = models.ForeignKey(Organisation, models.PROTECT, related_name="letter_texts")
    family = models.CharField(max_length=20)
    kind = models.CharField(max_length=10)
    language = models.CharField(max_length=2)
    version = models.PositiveIntegerField()  # from 1; 0 is the text that ships with the portal
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text of the letter"), max_length=20_000)
    note = models.CharField(_("what is different, and why"), max_length=300)
    restored = models.PositiveIntegerField(null=True, blank=True)  # the version it went back to
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(db_default=PortalNow())

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "family", "kind", "language", "version"],
                name="letter_text_version_once",
            ),
            models.CheckConstraint(
                name="letter_text_counts_from_one", condition=models.Q(version__gte=1)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.family} {self.kind} {self.language} {self.version}"

    @property
    def audit_ref(self) -> str:
        return str(self)

    @property
    def audit_call(self) -> str:
        return ""


class LetterSource(models.Model):
    """What a letter was made from: the version of its text, and what it says about the term."""

    letter = models.OneToOneField(Letter, models.CASCADE, related_name="source")
    family = models.CharField(max_length=20)
    kind = models.CharField(max_length=10)
    language = models.CharField(max_length=2)
    version = models.PositiveIntegerField()
    # The row of that version; the standard text has none.
    text = models.ForeignKey(
        LetterText, models.PROTECT, null=True, blank=True, related_name="letters"
    )
    text_sha256 = models.CharField(max_length=64)  # of subject and body as they were used
    standstill_last_day = models.DateField(null=True, blank=True)  # as the letter names it
    is_sealed = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.letter}: {self.version}"
