"""The norm for a stage: rows that are only ever added, so that the history is the table itself."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.models import PortalNow


class StageNorm(models.Model):
    """In how many calendar days a stage should be over. The newest row counts.

    An empty instrument stands for all instruments; without days the norm is lifted again.
    """

    class Stage(models.TextChoices):
        OPEN = "open", _("Open for offers")
        SEALED = "sealed", _("From deadline to open vault")
        ASSESSING = "assessing", _("Assessment, from open vault to advice")
        DECIDING = "deciding", _("From advice to decision")
        INFORMING = "informing", _("From decision to letters")
        CONTRACTING = "contracting", _("From letter to signed contract")
        DELIVERING = "delivering", _("From signed contract to accepted result")

    stage = models.CharField(_("stage"), max_length=11, choices=Stage)
    instrument = models.CharField(_("instrument"), max_length=30, blank=True)
    days = models.PositiveSmallIntegerField(_("days"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    set_at = models.DateTimeField(db_default=PortalNow())

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="stage_norm_is_a_day_or_more",
                condition=models.Q(days=None) | models.Q(days__gte=1),
            )
        ]

    def __str__(self) -> str:
        return f"{self.stage} {self.instrument or '*'}: {self.days}"

    @property
    def audit_ref(self) -> str:
        return f"{self.stage}/{self.instrument or 'all'}"
