"""What was discussed with one party in a round; nobody else of the market ever reads it.

Directive 2014/24/EU article 31(4): nothing of one party's solution is shown to another.
"""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applications.models import Proposal
from calls.models import Call
from portal.accounts.models import Organisation, User
from portal.models import PortalNow


class TalkQuerySet(models.QuerySet["Talk"]):
    def of_company(self, user: User) -> "TalkQuerySet":
        """The talks with one's own company, and no other."""
        return self.filter(proposal__dossier__lead__in=Organisation.objects.of(user))

    def staffed_by(self, user: Any) -> "TalkQuerySet":
        """The talks of the calls on which this person works."""
        return self.filter(proposal__phase__call__in=Call.objects.staffed_by(user))


class Talk(models.Model):
    """A talk with one party about its offer: when, who was there, what was discussed.

    Added to, never changed: a correction is a new row.
    """

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="talks")
    held_on = models.DateField(_("date of the talk"))
    present = models.CharField(_("who was there"), max_length=300)
    discussed = models.TextField(_("what was discussed"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=PortalNow())

    objects = TalkQuerySet.as_manager()

    class Meta:
        ordering = ["held_on", "id"]
        constraints = [
            models.CheckConstraint(
                name="talk_says_what_was_discussed",
                condition=~Q(discussed="") & ~Q(present=""),
                violation_error_message=_("A talk says who was there and what was discussed."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.proposal} {self.held_on}"

    @property
    def audit_ref(self) -> str:
        return self.proposal.dossier.reference

    @property
    def audit_call(self) -> str:
        return self.proposal.phase.call.reference
