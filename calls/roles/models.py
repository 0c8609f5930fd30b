"""A role on one call that somebody is asked to take."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from calls.models import Call, CallRole
from portal.models import PortalNow


class RoleOffer(models.Model):
    """Asked until it is accepted, or closed: said no to, or taken back. Acceptance makes the role.

    The same words stand for all three ways in which it is not accepted: that somebody may not take
    a role can be due to an offer in a closed vault.
    """

    GIVEN = (CallRole.Role.OFFICER, CallRole.Role.SECRETARY, CallRole.Role.READER)

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    call = models.ForeignKey(Call, models.CASCADE, related_name="role_offers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="role_offers")
    role = models.CharField(max_length=10, choices=CallRole.Role)
    until = models.DateTimeField(null=True, blank=True)
    offered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    offered_at = models.DateTimeField(db_default=PortalNow())
    accepted_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["offered_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["call", "user", "role"],
                condition=Q(accepted_at=None, closed_at=None),
                name="role_offer_open_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.call.reference}: {self.user}, {self.get_role_display()}"
