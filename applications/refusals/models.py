"""What a company can prove of a move that was refused: the moment, the rule and the hash."""

import uuid

from django.db import models

from applications.models import RefusedAttempt


class RefusalProof(models.Model):
    """Beside the refused attempt: the draft as it was, by hash, and the deadline as it was then.

    The hash is salted, so that nobody with the row can confirm a guess; the salt is encrypted at
    rest like the working copy, and only the company reads it. No hash: nothing was in the draft.
    """

    attempt = models.OneToOneField(RefusedAttempt, models.PROTECT, related_name="proof")
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(max_length=40)
    closes_at = models.DateTimeField(null=True)
    content_sha256 = models.CharField(max_length=64, blank=True)
    salt = models.BinaryField()

    def __str__(self) -> str:
        return f"proof of {self.attempt}"
