"""Which member scores which offer, and who abstained: rows beside the seats of a committee."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applications.models import Proposal
from assessment.models import Committee, ScoreSheet, Seat
from portal.models import PortalNow


class Allocation(models.Model):
    """That offers are divided among the members; without it everybody scores everything."""

    committee = models.OneToOneField(Committee, models.CASCADE, related_name="allocation")
    per_offer = models.PositiveSmallIntegerField()  # how many members score each offer
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(db_default=PortalNow())

    def __str__(self) -> str:
        return f"allocation of {self.committee}"


class Allotment(models.Model):
    """One offer that one member scores."""

    allocation = models.ForeignKey(Allocation, models.CASCADE, related_name="allotments")
    seat = models.ForeignKey(Seat, models.CASCADE, related_name="allotments")
    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="allotments")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seat", "proposal"], name="allotted_once")]

    def __str__(self) -> str:
        return f"{self.seat} / {self.proposal}"


class Abstention(models.Model):
    """Why a member gives no score on an offer: no interest, so they may go on reading it.

    It stands apart from a recusal, which is a declaration and hides the offer.
    """

    sheet = models.OneToOneField(ScoreSheet, models.CASCADE, related_name="abstention")
    reason = models.TextField()
    abstained_at = models.DateTimeField(db_default=PortalNow())

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="abstention_has_a_reason",
                condition=~Q(reason=""),
                violation_error_message=_("An abstention needs a reason."),
            )
        ]

    def __str__(self) -> str:
        return f"abstention: {self.sheet}"
