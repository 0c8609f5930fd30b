"""Searching the public list."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from calls.selectors import SORTS


class SearchForm(forms.Form):
    """Words and standing; whatever is not understood is left out, never an error."""

    q = forms.CharField(label=_("Search"), max_length=100, required=False)
    standing = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[
            ("", _("all calls")),
            ("open", _("open now")),
            ("expected", _("opening later")),
            ("judging", _("closed, not ended")),
            ("ended", _("ended")),
        ],
    )
    sort = forms.ChoiceField(
        required=False, choices=[(name, name) for name in SORTS], widget=forms.HiddenInput
    )

    def choices_made(self) -> dict[str, Any]:
        """What to look for, for `calls.selectors.public_calls`."""
        self.is_valid()
        clean = self.cleaned_data
        return {
            "search": clean.get("q", "").replace("\x00", ""),
            "standing": clean.get("standing", ""),
            "sort": clean.get("sort", ""),
        }

    def sorted_by(self) -> str:
        """The order of the list, in words."""
        words = {
            "closes_at": _("first deadline first"),
            "-closes_at": _("last deadline first"),
            "title": _("by title"),
            "-title": _("by title, from Z to A"),
            "published_at": _("oldest first"),
            "-published_at": _("newest first"),
        }
        return str(words.get(self.choices_made()["sort"], _("open calls first")))
