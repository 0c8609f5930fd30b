"""What officers wrote to a group of a phase, kept as it was sent."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from calls.models import Phase
from portal.models import PortalNow


class GroupMail(models.Model):
    """One text to everybody in a group; each recipient got a mail of their own."""

    class Group(models.TextChoices):
        DRAFTS = "drafts", _("all with a draft that was not sent")
        APPLICANTS = "applicants", _("all whose offer counts")
        AWARDED = "awarded", _("all who were awarded")
        REJECTED = "rejected", _("all who were rejected")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    phase = models.ForeignKey(Phase, models.PROTECT, related_name="group_mails")
    group = models.CharField(max_length=10, choices=Group)
    subject = models.CharField(max_length=150)
    body = models.TextField()
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(db_default=PortalNow())

    class Meta:
        ordering = ["-sent_at", "-id"]

    def __str__(self) -> str:
        return self.subject

    @property
    def audit_ref(self) -> str:
        return self.phase.audit_ref

    @property
    def audit_call(self) -> str:
        return self.phase.call.reference
