"""What a partner answers."""

from django import forms
from django.utils.translation import gettext_lazy as _


class AnswerForm(forms.Form):
    """Yes or no, and who says so."""

    answer = forms.ChoiceField(
        label=_("Does your organisation take part?"),
        choices=[("yes", _("Yes, as it stands above")), ("no", _("No"))],
        widget=forms.RadioSelect,
    )
    name = forms.CharField(
        label=_("Your name"),
        help_text=_("The lead partner reads it, and the authority once it has opened the offer."),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
