"""Stories of before the portal, written by hand, and one row per public story to search by.

Every change of a `state` is a function in transitions.py.
"""

import uuid

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from awards.stories.models import Story
from portal.models import PortalNow

USER = settings.AUTH_USER_MODEL
FIRST_YEAR = 2000


class EarlierStory(models.Model):
    """A result of a call from before the portal, in the words of the executing agency."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")
        TAKEN_DOWN = "taken_down", _("taken down")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    year = models.PositiveSmallIntegerField(_("year"))
    title = models.CharField(_("title"), max_length=160)
    title_en = models.CharField(_("title in English"), max_length=160, blank=True)
    authority = models.CharField(_("authority"), max_length=160)
    company = models.CharField(_("company"), max_length=160)
    summary = models.TextField(_("summary"), max_length=1500)
    summary_en = models.TextField(_("summary in English"), max_length=1500, blank=True)
    text = models.TextField(_("what came of it"))  # Markdown
    picture = models.ForeignKey(
        "files.StoredFile", models.PROTECT, null=True, blank=True, related_name="+"
    )
    picture_alt = models.CharField(_("what the picture shows"), max_length=300, blank=True)
    source = models.TextField(_("source"), max_length=1000)
    is_invented = models.BooleanField(default=False)
    written_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(db_default=PortalNow())

    class Meta:
        ordering = ["-year", "title", "pk"]
        constraints = [
            models.CheckConstraint(
                name="earlier_story_in_range", condition=Q(year__gte=FIRST_YEAR, year__lte=2100)
            ),
            models.CheckConstraint(
                name="earlier_story_has_a_source", condition=~Q(source=""),
                violation_error_message=_("Say where this story comes from."),
            ),
            models.CheckConstraint(
                name="earlier_story_picture_is_described",
                condition=Q(picture=None) | ~Q(picture_alt=""),
                violation_error_message=_("Say what the picture shows, for who cannot see it."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title_en if get_language() == "en" and self.title_en else self.title

    @property
    def told_shortly(self) -> str:
        """The summary in the language of the reader, where there is one in it."""
        is_english = get_language() == "en" and self.summary_en
        return self.summary_en if is_english else self.summary

    @property
    def audit_ref(self) -> str:
        return str(self.uuid)


class StoryListing(models.Model):
    """One row per public story, written by triggers of the database alone (sql.py).

    A story of an award has one while the version that the company approved is public; one from
    before the portal while it is published.
    """

    story = models.OneToOneField(
        Story, models.CASCADE, null=True, related_name="listing", db_constraint=False
    )
    earlier = models.OneToOneField(
        EarlierStory, models.CASCADE, null=True, related_name="listing", db_constraint=False
    )
    year = models.PositiveSmallIntegerField()
    words = SearchVectorField()

    class Meta:
        ordering = ["-year", "-pk"]
        indexes = [GinIndex(fields=["words"], name="story_words")]
        constraints = [
            models.CheckConstraint(
                name="story_listing_of_one_story",
                condition=Q(story=None, earlier__isnull=False)
                | Q(story__isnull=False, earlier=None),
            )
        ]

    def __str__(self) -> str:
        return f"listing {self.pk}"

    @property
    def beginning(self) -> str:
        """The first paragraph of the story of an award, as Markdown."""
        return self.story.text.strip().partition("\n\n")[0] if self.story else ""
