"""Input of a jury, where that differs from a committee's."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.accounts.forms import PlainForm


class InterestsForm(PlainForm):
    """What a jury member declares without knowing who takes part."""

    interests = forms.CharField(
        label=_("Where do you work, and what interests do you have?"),
        help_text=_(
            "Name your employers, companies that you own a part of, and those of close family. "
            "Write “none” when there are none."
        ),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    is_independent = forms.BooleanField(
        label=_("I took no part in any entry and helped nobody with one.")
    )
