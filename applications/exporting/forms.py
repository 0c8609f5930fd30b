"""Which file of a sealed offer is wanted, with the code that opens it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from applications.forms import ChangeCodeForm

FORMATS = {"text": _("text"), "pdf": "PDF", "json": _("data (JSON)")}


class SealedExportForm(ChangeCodeForm):
    """The change code and a kind of file."""

    format = forms.ChoiceField(
        label=_("Kind of file"),
        choices=list(FORMATS.items()),
        widget=forms.RadioSelect,
        initial="text",
    )
