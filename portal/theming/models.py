"""How an authority looks: on its public pages, in its letters and in its mails."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.models import PortalNow
from portal.theming.colours import Palette

ACTION = "#154f8a"  # the portal's own, static/css/tokens.css


class Look(models.Model):
    """The theme and the letter head of one authority; it says nothing that is not public."""

    class Languages(models.TextChoices):
        DUTCH = "nl", _("Dutch")
        ENGLISH = "en", _("English")
        BOTH = "nl,en", _("Dutch and English")

    organisation = models.OneToOneField(
        "accounts.Organisation", models.CASCADE, related_name="look"
    )
    slug = models.SlugField(_("address of the public page"), max_length=60, unique=True)
    display_name = models.CharField(_("name as the public knows it"), max_length=120)
    short_name = models.CharField(_("short name"), max_length=30)
    action = models.CharField(_("colour"), max_length=7, default=ACTION)
    languages = models.CharField(
        _("languages it publishes in"), max_length=5, choices=Languages, default=Languages.BOTH
    )
    address = models.TextField(_("lines of the letter head"), max_length=400, blank=True)
    signing_place = models.CharField(_("place of signing"), max_length=80, blank=True)
    logo = models.ForeignKey(
        "files.StoredFile", models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Goes up with every change: it stands in the addresses of stylesheet and logo.
    version = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(db_default=PortalNow())

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="look_colour_is_six_digits", condition=Q(action__regex=r"^#[0-9a-f]{6}$")
            ),
            models.CheckConstraint(
                name="look_publishes_in_a_language",
                condition=Q(languages__in=["nl", "en", "nl,en"]),
            ),
        ]

    def __str__(self) -> str:
        return self.display_name

    @property
    def audit_ref(self) -> str:
        return self.slug

    @property
    def palette(self) -> Palette:
        return Palette(self.action)

    @property
    def language_codes(self) -> list[str]:
        """The languages it publishes in, the first one first."""
        return self.languages.split(",")

    @property
    def stylesheet_url(self) -> str:
        return reverse("theming:stylesheet", args=[self.slug, self.version])

    @property
    def logo_url(self) -> str:
        return reverse("theming:logo", args=[self.slug, self.version]) if self.logo_id else ""
