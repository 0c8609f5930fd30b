"""Selections that somebody wants to find again."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.models import PortalNow


class SavedView(models.Model):
    """A selection with a name, for the person who saved it alone: the query of its address."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views")
    name = models.CharField(_("name"), max_length=80)
    query = models.TextField(blank=True, max_length=2000)
    saved_at = models.DateTimeField(db_default=PortalNow())

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "name"],
                name="saved_view_named_once",
                violation_error_message=_("You have a view with this name."),
            )
        ]

    def __str__(self) -> str:
        return self.name
