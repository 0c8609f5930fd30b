"""A budget line that was moved after the ranking: decided, with its reason, and kept."""

from django.conf import settings
from django.db import models

from assessment.models import Committee, RankingRow
from portal.models import PortalNow


class LineMove(models.Model):
    """One decision to move budget or places (REQ-05, 7). The frozen ranking itself stays.

    `budgets` holds euro including VAT, or places, per pot as text; `outcomes` where each offer
    ends now, by reference. `sha256` is over both and over the hash of the ranking.
    """

    committee = models.ForeignKey(Committee, models.PROTECT, related_name="line_moves")
    number = models.PositiveSmallIntegerField()
    budgets = models.JSONField()
    outcomes = models.JSONField()
    sha256 = models.CharField(max_length=64)
    reason = models.TextField()
    moved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    moved_at = models.DateTimeField(db_default=PortalNow())

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["committee", "number"], name="line_move_number_once"),
            models.CheckConstraint(name="line_move_has_reason", condition=~models.Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"line of {self.committee.phase}, moved {self.number}"


class MovedOutcome(models.Model):
    """Where an offer ends by the last move; RankingRow.outcome_now reads it."""

    row = models.OneToOneField(RankingRow, models.CASCADE, related_name="moved")
    move = models.ForeignKey(LineMove, models.PROTECT, related_name="rows")
    outcome = models.CharField(max_length=16, choices=RankingRow.Outcome)

    def __str__(self) -> str:
        return f"{self.row}: {self.outcome}"
