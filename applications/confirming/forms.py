"""Confirming again: what the signatory says."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ConfirmAgainForm(forms.Form):
    """The offer as it was sent stands under the new terms."""

    declared = forms.BooleanField(
        label=_(
            "I may sign for this company. I have read what changed in the call, and the offer "
            "stands as it was sent."
        ),
        error_messages={"required": _("Tick the declaration before you confirm.")},
    )
