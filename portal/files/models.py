"""Encrypted bytes. What a file is for, and who may read it, is said by the row that names it."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.models import PortalNow


class StoredFile(models.Model):
    """Bytes in storage, encrypted once under a random key of their own.

    `sha256` and `size` are of the stored ciphertext: they can be shown and checked while the
    content is sealed. `wrapped_key` is the file key under the application key; sending an offer
    moves it into the sealed payload and empties it here, so that nobody can read the file.
    """

    class Scan(models.TextChoices):
        WAITING = "waiting", _("not scanned for viruses yet")
        CLEAN = "clean", _("no virus found")
        INFECTED = "infected", _("virus found")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    storage_name = models.CharField(max_length=200, unique=True)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    content_size = models.BigIntegerField()
    content_type = models.CharField(max_length=100)
    wrapped_key = models.BinaryField(null=True)
    scan = models.CharField(max_length=8, choices=Scan, blank=True)
    virus = models.CharField(max_length=100, blank=True)  # what the scanner called it
    stored_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    stored_at = models.DateTimeField(db_default=PortalNow())

    def __str__(self) -> str:
        return f"{self.uuid} ({self.content_size} bytes)"
