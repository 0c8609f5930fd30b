"""What an officer types to end a partnership."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from awards.models import Contract
from awards.partnership.selectors import end_conditions


class EndForm(forms.Form):
    """The ground, one of those announced, and the reasons that the partner reads."""

    condition = forms.ChoiceField(label=_("Announced ground"), widget=forms.RadioSelect)
    reasons = forms.CharField(
        label=_("Reasons"),
        help_text=_("The partner reads this in the mail and on the page of the contract."),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 8}),
    )

    def __init__(self, *args: Any, contract: Contract, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        grounds = end_conditions(contract.decision.proposal.phase.call)
        cast(forms.ChoiceField, self.fields["condition"]).choices = list(grounds.items())
