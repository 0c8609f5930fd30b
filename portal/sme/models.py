"""The outcomes of the SME self-test, never changed: a new test is a new row."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Organisation
from portal.models import PortalNow


class SmeTest(models.Model):
    """What one company answered on one day, and the class that followed; the last one counts.

    `answers` and `sums` are JSON with numbers as text. `sums` is empty where two questions settled
    it. It never decides by itself who may take part (calls/eligibility.py).
    """

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="sme_tests")
    size = models.CharField(_("size"), max_length=8, choices=Organisation.Size)
    version = models.CharField(max_length=30)  # of the calculation: see portal/sme/size.py
    answers = models.JSONField()
    sums = models.JSONField(default=dict)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=PortalNow())

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.size}"

    @property
    def is_sme(self) -> bool:
        """Whether the outcome is micro, small or medium."""
        return self.size != Organisation.Size.LARGE
