"""Which authority wants a delivered solution too: how a prototype finds its second buyer."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applications.models import Dossier
from calls.models import Call
from portal.accounts.models import Membership, Organisation
from portal.models import CURRENT, PortalNow


class BuyerInterestQuerySet(models.QuerySet["BuyerInterest"]):
    def standing(self) -> "BuyerInterestQuerySet":
        """Those that were not taken back."""
        return self.filter(withdrawn_at=None)

    def visible_to(self, user: Any) -> "BuyerInterestQuerySet":
        """For the company, for who works on the call, and for the authority that wrote it."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        own = Membership.objects.filter(CURRENT, user=user, role=Membership.Role.OFFICER).values(
            "organisation"
        )
        return self.filter(
            Q(dossier__lead__in=Organisation.objects.of(user))
            | Q(dossier__call__in=Call.objects.staffed_by(user))
            | Q(authority__in=own)
        )


class BuyerInterest(models.Model):
    """An authority says that it wants this solution too. It binds nobody and buys nothing."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="buyer_interests")
    authority = models.ForeignKey(Organisation, models.PROTECT, related_name="buyer_interests")
    contact_name = models.CharField(_("contact person"), max_length=120)
    contact_email = models.EmailField(_("e-mail address of the contact person"))
    wanted = models.CharField(_("when do you need it?"), max_length=120)
    note = models.TextField(_("note"), max_length=2000, blank=True)
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    marked_at = models.DateTimeField(db_default=PortalNow())
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = BuyerInterestQuerySet.as_manager()

    class Meta:
        ordering = ["dossier", "marked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "authority"],
                condition=Q(withdrawn_at=None),
                name="interest_once_per_authority",
                violation_error_message=_("Your organisation has marked this already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.authority}: {self.dossier}"

    @property
    def audit_ref(self) -> str:
        return self.dossier.reference

    @property
    def audit_call(self) -> str:
        return self.dossier.call.reference
