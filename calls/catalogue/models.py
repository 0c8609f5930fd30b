"""How the public finds a call: its missions, its region, and one row to list and search by."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from calls.catalogue.regions import REGIONS
from calls.models import MONEY, Call
from portal.accounts.models import Organisation


class MissionQuerySet(models.QuerySet["Mission"]):
    def named(self, code: str) -> "MissionQuerySet":
        """The mission with this code, or all missions of the theme with this code."""
        return self.filter(Q(code=code) | Q(theme=code))


class Mission(models.Model):
    """A mission of the national innovation policy. The executing agency keeps the list."""

    class Theme(models.TextChoices):
        ENERGY = "energy", _("energy transition and sustainability")
        FOOD = "food", _("agriculture, water and food")
        HEALTH = "health", _("health and care")
        SAFETY = "safety", _("safety and security")
        TECHNOLOGY = "technology", _("key technologies")

    code = models.SlugField(_("code"), max_length=40, unique=True)
    theme = models.CharField(_("theme"), max_length=12, choices=Theme)
    title = models.CharField(_("title"), max_length=160)
    title_en = models.CharField(_("title in English"), max_length=160, blank=True)
    is_active = models.BooleanField(_("can be chosen for new calls"), default=True)
    calls = models.ManyToManyField(Call, related_name="missions", blank=True)

    objects = MissionQuerySet.as_manager()

    class Meta:
        ordering = ["theme", "pk"]
        constraints = [
            models.CheckConstraint(
                name="mission_code_is_no_theme",
                condition=~Q(code__in=["energy", "food", "health", "safety", "technology"]),
                violation_error_message=_("This code is the name of a theme. Choose another one."),
            )
        ]

    def __str__(self) -> str:
        return self.title_en if get_language() == "en" and self.title_en else self.title

    @property
    def audit_ref(self) -> str:
        return f"mission/{self.code}"


class CallProfile(models.Model):
    """Whom a call is for: its region, empty for the whole country, and whom one can ask."""

    call = models.OneToOneField(Call, models.CASCADE, primary_key=True, related_name="profile")
    region = models.CharField(_("region"), max_length=4, choices=REGIONS, blank=True)
    contact = models.CharField(_("contact"), max_length=200, blank=True)

    def __str__(self) -> str:
        return f"profile of call {self.call_id}"


class CallListing(models.Model):
    """One row per call, written by triggers of the database alone (calls/catalogue/sql.py).

    `state`, `instrument`, `authority`, `region` and `published_at` are copies, so that a list of
    ten thousand calls reads one narrow table. Drafts have a row too: whoever reads asks for what
    is public. Money is in euro including VAT, all phases together.
    """

    class Stage(models.TextChoices):
        JUDGING = "judging", _("being judged")
        TOLD = "told", _("result is known")

    call = models.OneToOneField(Call, models.CASCADE, primary_key=True, related_name="listing")
    words = SearchVectorField()
    heads = SearchVectorField()  # the words of titles and summary: what ranking reads
    heading = models.TextField()  # the titles in small letters without accents, for typing errors
    excerpt = models.TextField()  # the first letters of the text, for the piece around a hit
    state = models.CharField(max_length=10)
    instrument = models.CharField(max_length=30)
    authority = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    region = models.CharField(max_length=4)
    published_at = models.DateTimeField(null=True)
    opens_at = models.DateTimeField(null=True)  # of what is open for everybody: first opening
    closes_at = models.DateTimeField(null=True)  # and last deadline
    pending_closes_at = models.DateTimeField(null=True)  # of the first window not opened yet
    stage = models.CharField(max_length=8, choices=Stage)  # of the last vault that was opened
    budget_incl_vat = models.DecimalField(**MONEY)

    class Meta:
        indexes = [
            GinIndex(fields=["words"], name="listing_words"),
            models.Index(fields=["-published_at", "-call"], name="listing_newest"),
        ]

    def __str__(self) -> str:
        return f"listing of call {self.call_id}"
