"""What somebody writes to be erased, and what an operator answers."""

from django import forms
from django.utils.translation import gettext_lazy as _

AREA = forms.Textarea(attrs={"rows": 4})


class AskForm(forms.Form):
    """A word of explanation, which nobody has to give."""

    words = forms.CharField(
        label=_("What do you want to tell about it?"), max_length=2000, required=False, widget=AREA
    )


class ProposeForm(forms.Form):
    """Erase or refuse, and why."""

    erases = forms.TypedChoiceField(
        label=_("What do you propose?"),
        choices=[("yes", _("Erase this person")), ("no", _("Refuse the request"))],
        coerce=lambda answer: answer == "yes",
        widget=forms.RadioSelect,
    )
    reasons = forms.CharField(
        label=_("Reasons"), max_length=4000, widget=AREA,
        help_text=_("The person reads this in the mail with the answer."),
    )  # fmt: skip
