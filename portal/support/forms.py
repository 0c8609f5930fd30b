"""Input for support with consent."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.accounts.forms import PlainForm


class AskForm(PlainForm):
    """Whom, and why."""

    email = forms.EmailField(label=_("E-mail address of the person"))
    reason = forms.CharField(
        label=_("Why do you want to act as this person?"),
        help_text=_("The person reads this."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ConsentForm(PlainForm):
    """How long, and whether writing too."""

    minutes = forms.TypedChoiceField(
        label=_("For how long?"),
        coerce=int,
        choices=[(15, _("15 minutes")), (30, _("30 minutes")), (60, _("1 hour"))],
        widget=forms.RadioSelect,
        initial=15,
    )
    may_write = forms.TypedChoiceField(
        label=_("What may support do?"),
        coerce=lambda value: value == "1",
        choices=[("0", _("Only read along")), ("1", _("Also change drafts"))],
        widget=forms.RadioSelect,
        initial="0",
    )
