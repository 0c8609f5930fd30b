"""What stands beside a working copy while it is written: texts set aside, files on their way."""

import uuid

from django.conf import settings
from django.db import models

from applications.models import Proposal
from portal.models import PortalNow


class SetAside(models.Model):
    """Answers of one section that lost a choice between two texts: kept until the offer is sent.

    Encrypted at rest like the section itself. `written_by` wrote them, `set_aside_by` chose.
    """

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="set_aside")
    section = models.CharField(max_length=40)
    payload = models.BinaryField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    set_aside_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    set_aside_at = models.DateTimeField(db_default=PortalNow())

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.proposal} / {self.section}, set aside"


class Upload(models.Model):
    """A file on its way in, in parts; the row goes when the file is there.

    One that was refused stays with its reason, until another file is there or the offer is sent.
    `modified` is what the browser says of the file: the same name, size and moment are the same
    file, which goes on where it stopped. The name is encrypted at rest.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="uploads")
    question = models.CharField(max_length=40)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    file_name = models.BinaryField()
    size = models.BigIntegerField()
    modified = models.CharField(max_length=40, blank=True)
    received = models.BigIntegerField(default=0)
    refused_because = models.TextField(blank=True)
    touched_at = models.DateTimeField(db_default=PortalNow())

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "question", "by"], name="one_upload_each_per_question"
            )
        ]

    def __str__(self) -> str:
        return f"{self.proposal} / {self.question}, {self.received} of {self.size} bytes"

    @property
    def is_underway(self) -> bool:
        return not self.refused_because


class UploadPart(models.Model):
    """One piece of an upload, encrypted like a file of its own; `start` is its first byte."""

    upload = models.ForeignKey(Upload, models.CASCADE, related_name="parts")
    start = models.BigIntegerField()
    file = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["start"]
        constraints = [models.UniqueConstraint(fields=["upload", "start"], name="upload_part_once")]

    def __str__(self) -> str:
        return f"{self.upload}, from {self.start}"
