"""What became of a solution, told to the public with a picture.

Every change of a `state` in this app is a function in awards/stories/transitions.py.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applications.models import Dossier
from portal.models import PortalNow


class Story(models.Model):
    """One version of the story of a dossier. Public is the last one that the company approved."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("waits for the company")
        APPROVED = "approved", _("approved")
        REFUSED = "refused", _("refused")
        REPLACED = "replaced", _("replaced by a later version")
        TAKEN_DOWN = "taken_down", _("taken down")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="stories")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    title = models.CharField(_("title of the story"), max_length=160)
    text = models.TextField(_("text of the story"))  # Markdown
    picture = models.ForeignKey(
        "files.StoredFile", models.PROTECT, null=True, blank=True, related_name="+"
    )
    picture_alt = models.CharField(_("what the picture shows"), max_length=300, blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(db_default=PortalNow())
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True)  # what the company wants otherwise

    class Meta:
        ordering = ["dossier", "number"]
        constraints = [
            models.UniqueConstraint(fields=["dossier", "number"], name="story_version_once"),
            models.UniqueConstraint(
                fields=["dossier"], condition=Q(state="proposed"), name="one_story_waits"
            ),
            models.UniqueConstraint(
                fields=["dossier"], condition=Q(state="approved"), name="one_story_is_public"
            ),
            models.CheckConstraint(
                name="story_picture_is_described",
                condition=Q(picture=None) | ~Q(picture_alt=""),
                violation_error_message=_("Say what the picture shows, for who cannot see it."),
            ),
            models.CheckConstraint(
                name="public_story_was_approved",
                condition=~Q(state="approved") | Q(answered_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def audit_ref(self) -> str:
        return self.dossier.reference

    @property
    def audit_call(self) -> str:
        return self.dossier.call.reference
