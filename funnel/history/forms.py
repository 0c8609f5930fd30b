"""A file of figures with its source: looked at first, and then taken in."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from funnel.history.models import Edition
from funnel.history.reading import COLUMNS, Found, Unreadable, read
from portal.files import store

LARGEST = 500_000  # characters: some ten thousand rows


class EditionForm(forms.ModelForm):
    """Where the figures come from, and the rows: as a file, or as text that was looked at."""

    file = forms.FileField(
        label=gettext_lazy("File with figures (CSV or JSON)"),
        help_text=gettext_lazy("Columns: %(columns)s. A budget is in euro.")
        % {"columns": ", ".join(COLUMNS)},
        required=False,
    )
    rows = forms.CharField(required=False, widget=forms.HiddenInput, max_length=LARGEST)

    class Meta:
        model = Edition
        fields = ("title", "source", "vat")
        widgets = {"source": forms.Textarea(attrs={"rows": 3})}

    found: Found

    def clean(self) -> dict[str, Any]:
        """Read the rows, so that the page can show what would be taken in."""
        data = super().clean() or {}
        text = self._text(data)
        if self.errors:
            return data
        if not text.strip():
            self.add_error("file", _("Choose a file with figures."))
            return data
        try:
            self.found = read(text)
        except Unreadable as fault:
            self.add_error("file", str(fault))
        data["rows"] = text
        return data

    def _text(self, data: dict[str, Any]) -> str:
        upload = data.get("file")
        if upload is None:
            return str(data.get("rows") or "")
        if upload.size > LARGEST:
            self.add_error("file", _("This file is larger than 500 kB."))
            return ""
        try:
            return str(store.plain_of(upload).read().decode("utf-8-sig")).replace("\x00", "")
        except UnicodeDecodeError:
            self.add_error("file", _("Save this file as UTF-8 text, and choose it again."))
            return ""
