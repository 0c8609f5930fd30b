"""An officer lets a colleague act in their place, until a day."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Membership, Organisation
from portal.models import CURRENT, PortalNow


class DelegationQuerySet(models.QuerySet["Delegation"]):
    def open(self) -> "DelegationQuerySet":
        """Those that were not ended and whose last day is not past, accepted or not."""
        return self.filter(until__gt=PortalNow())

    def in_force(self) -> "DelegationQuerySet":
        """Those that give rights now: both still work there, and who gave it is still an officer.

        Nothing has to end them: they stop with the clock, or with a role.
        """
        there = Membership.objects.filter(CURRENT, organisation=OuterRef("organisation"))
        officer = there.filter(user=OuterRef("delegator"), role=Membership.Role.OFFICER)
        return self.open().filter(
            Exists(officer),
            Exists(there.filter(user=OuterRef("delegate"))),
            accepted_at__isnull=False,
            delegator__is_active=True,
        )

    def covering(self, call: Any) -> "DelegationQuerySet":
        """Those for this call, and those for all calls of an organisation that runs it."""
        runs = Q(organisation__in=[call.contracting_authority_id, call.executing_agency_id])
        return self.filter(
            Q(call=call) | (Q(call=None) & (runs | Q(organisation__themes__call=call)))
        )


class Delegation(models.Model):
    """`delegate` acts for `delegator` on one call, or where `call` is empty on all calls.

    It counts from its acceptance until `until`: the end of the last day in Amsterdam, or the moment
    at which it was withdrawn. It gives no key of a vault: a share is of a person.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="delegations")
    delegator = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="delegations_given"
    )
    delegate = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="delegations_held"
    )
    call = models.ForeignKey(
        "calls.Call", models.PROTECT, null=True, blank=True, related_name="delegations"
    )
    until = models.DateTimeField(_("until"))
    asked_at = models.DateTimeField(db_default=PortalNow())
    accepted_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    objects = DelegationQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        indexes = [models.Index(fields=["delegate", "until"], name="delegation_held")]
        constraints = [
            models.CheckConstraint(
                name="delegation_to_somebody_else",
                condition=~Q(delegator=models.F("delegate")),
                violation_error_message=_("Choose somebody else than yourself."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.delegator} → {self.delegate}"
