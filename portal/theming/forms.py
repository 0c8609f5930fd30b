"""What an authority chooses of its look."""

from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Organisation
from portal.files.fields import PictureField
from portal.theming import colours
from portal.theming.models import ACTION, Look

RESERVED = {"beheer"}


class LookForm(forms.Form):
    """Name, colour, languages and letter head. All errors at once; a colour comes with advice."""

    display_name = forms.CharField(
        label=_("Name as the public knows it"),
        help_text=_("Stands on your pages and above your letters."),
        max_length=120,
    )
    short_name = forms.CharField(
        label=_("Short name"),
        help_text=_("In the head of your pages and in mails. At most 30 letters."),
        max_length=30,
    )
    slug = forms.SlugField(
        label=_("Address of your public page"),
        help_text=_("Small letters, digits and hyphens. Links to the old address stop working."),
        max_length=60,
    )
    action = forms.CharField(
        label=_("Colour"),
        help_text=_("For links, buttons and the line at the top: # and six digits, as in #154f8a."),
        max_length=7,
    )
    languages = forms.ChoiceField(
        label=_("Languages you publish in"),
        help_text=_("Companies get your letters in one of these."),
        choices=Look.Languages.choices,
        widget=forms.RadioSelect,
    )
    address = forms.CharField(
        label=_("Lines of the letter head"),
        help_text=_("Under your name on a letter: department, postal address. At most 6 lines."),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    signing_place = forms.CharField(
        label=_("Place of signing"),
        help_text=_("The town above the signature of your letters."),
        max_length=80,
        required=False,
    )
    picture = PictureField(
        label=_("Logo (PNG or JPEG)"),
        help_text=_("At most 15 MB. Place and camera are taken out of it."),
        required=False,
    )
    keeps_logo = forms.BooleanField(label=_("Keep the logo that is there"), required=False)
    seen_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, authority: Organisation, look: Look | None, **more: Any) -> None:
        super().__init__(*args, **more)
        self.look = look
        self.advice = ""  # the nearest colour that passes, where the one typed does not
        names = ("display_name", "short_name", "slug", "action", "languages", "address")
        if look:
            self.initial.update({name: getattr(look, name) for name in (*names, "signing_place")})
        else:
            self.initial.update(
                display_name=authority.name, short_name=authority.name[:30],
                slug=slugify(authority.name)[:60], action=ACTION, languages=Look.Languages.BOTH,
                address=authority.address, signing_place=authority.city,
            )  # fmt: skip
        self.initial.update(seen_version=look.version if look else 0, keeps_logo=True)
        if not (look and look.logo_id):
            del self.fields["keeps_logo"]

    def clean_action(self) -> str:
        """REQ-27: a colour with which text could not be read is refused, and the nearest named."""
        colour = self.cleaned_data["action"].strip().lower()
        if not colours.HEX.fullmatch(colour):
            raise forms.ValidationError(
                gettext("Write a colour as # and six digits, as in #154f8a.")
            )
        if colours.passes(colour):
            return colour
        self.advice = colours.nearest_passing(colour)
        worst = min(colours.pairs(colours.Palette(colour)), key=lambda p: p.contrast / p.least)
        raise forms.ValidationError(
            gettext(
                "This colour is too light to be read: %(pair)s has a contrast of %(found).1f, "
                "and needs %(least).1f. The nearest colour that can be read is %(advice)s."
            )
            % {
                "pair": worst.label,
                "found": int(worst.contrast * 10) / 10,  # never rounded up to what is asked
                "least": worst.least,
                "advice": self.advice,
            }
        )

    def clean_slug(self) -> str:
        slug = self.cleaned_data["slug"].lower()
        holder = Look.objects.filter(slug=slug).first()
        if slug in RESERVED or (holder and holder != self.look):
            raise forms.ValidationError(gettext("This address is taken. Choose another one."))
        return slug

    def clean_address(self) -> str:
        lines = [line.strip() for line in self.cleaned_data["address"].splitlines()]
        if len(lines) > 6:
            raise forms.ValidationError(gettext("There is room for 6 lines above a letter."))
        return "\n".join(lines)
