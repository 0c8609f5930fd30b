"""The releases that were published: each is made once, of one event, and never changed.

The database refuses changes: see portal/database.py.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from calls.models import Phase
from portal.models import PortalNow


class Release(models.Model):
    """One OCDS 1.1.5 release: what became public about the process of one phase at one moment.

    `event` and `source_id` name the row that it tells of, so that no event is told twice.
    """

    class Event(models.TextChoices):
        TERMS = "terms", _("terms published")
        CANCELLED = "cancelled", _("call stopped")
        DECISION = "decision", _("decision told")
        REINSTATED = "reinstated", _("awarded after all")
        LAPSED = "lapsed", _("award fell away")
        SIGNED = "signed", _("contract signed")
        CHANGED = "changed", _("contract changed")
        ACCEPTED = "accepted", _("result accepted")
        ENDED = "ended", _("contract over")

    ocid = models.CharField(max_length=120)
    number = models.PositiveIntegerField()  # within the process, from 1
    phase = models.ForeignKey(Phase, models.PROTECT, related_name="releases")
    event = models.CharField(max_length=10, choices=Event)
    source_id = models.BigIntegerField()
    date = models.DateTimeField()  # never before that of the release in front of it
    content = models.JSONField()
    published_at = models.DateTimeField(db_default=PortalNow())

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["ocid", "number"], name="release_numbered_once"),
            models.UniqueConstraint(
                fields=["event", "source_id", "phase"], name="release_once_per_event"
            ),
        ]

    def __str__(self) -> str:
        return self.release_id

    @property
    def release_id(self) -> str:
        """The id that stands in the release itself."""
        return release_id(self.ocid, self.number)


def release_id(ocid: str, number: int) -> str:
    """The id of one release: that of its process, and its number in it."""
    return f"{ocid}-{number:03}"
