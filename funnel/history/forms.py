"""A file of figures with its source: looked at first, and then taken in."""

from django import forms
from django.utils.translation import gettext_lazy

from funnel.history.models import Edition
from funnel.history.reading import COLUMNS, Found, read
from funnel.intake.forms import RowsForm


class EditionForm(RowsForm[Found]):
    """Where the figures come from, and the rows."""

    class Meta:
        model = Edition
        fields = ("title", "source", "vat")
        widgets = {"source": forms.Textarea(attrs={"rows": 3})}

    file = forms.FileField(
        label=gettext_lazy("File (CSV, XLSX or JSON)"),
        help_text=gettext_lazy("Columns: %(columns)s. A budget is in euro.")
        % {"columns": ", ".join(COLUMNS)},
        required=False,
    )

    def read(self, text: str) -> Found:
        """The figures of the file, and the rows that are left out."""
        return read(text)
