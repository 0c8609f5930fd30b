"""A step of the editor as it was last saved, and what was typed in it that is not right yet."""

from django.conf import settings
from django.db import models

from calls.models import Call


class EditedStep(models.Model):
    """One step of one call. Its version tells two writers of the same step apart.

    `draft` holds [[input, [values]]] as the browser sent them, while they are not right: they come
    back beside their errors and are no part of the call.
    """

    call = models.ForeignKey(Call, models.CASCADE, related_name="edited_steps")
    code = models.CharField(max_length=120)
    panel = models.CharField(max_length=80)  # the step of the completeness panel it belongs to
    version = models.PositiveIntegerField(default=0)
    draft = models.JSONField(null=True, blank=True)
    saved_at = models.DateTimeField(null=True, blank=True)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["call", "code"], name="edited_step_once"),
        ]

    def __str__(self) -> str:
        return f"{self.call.reference}: {self.code}"
