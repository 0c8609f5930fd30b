"""A file with rows in a form: chosen once, looked at, and then taken in without it."""

from typing import Any, Generic, Self, TypeVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from funnel.intake import sheets
from funnel.intake.tables import Unreadable
from portal.files import store

LARGEST = 500_000  # characters of text: some ten thousand rows
Found = TypeVar("Found")


class RowsForm(forms.ModelForm, Generic[Found]):
    """The rows as a file, or as the text that was looked at before."""

    file = forms.FileField(label=gettext_lazy("File (CSV, XLSX or JSON)"), required=False)
    rows = forms.CharField(required=False, widget=forms.HiddenInput, max_length=LARGEST)

    found: Found

    def read(self, text: str) -> Found:
        """What the text holds; raises Unreadable."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        """Read the rows, so that the page can show what would be taken in."""
        data = super().clean() or {}
        text = self._text(data)
        if self.errors:
            return data
        if not text.strip():
            self.add_error("file", _("Choose a file with rows."))
            return data
        try:
            self.found = self.read(text)
        except Unreadable as fault:
            self.add_error("file", str(fault))
        data["rows"] = text
        return data

    def looked_at(self) -> Self:
        """The same form with the rows in it, so that the second step needs no file."""
        if self.errors:
            return self
        names = [*self._meta.fields, "rows"]  # type: ignore[misc]
        return type(self)({name: self.cleaned_data[name] for name in names})

    def _text(self, data: dict[str, Any]) -> str:
        upload = data.get("file")
        if upload is None:
            return str(data.get("rows") or "")
        if upload.size > LARGEST:
            self.add_error("file", _("This file is larger than 500 kB."))
            return ""
        content = store.plain_of(upload).read()
        try:
            if content.startswith(sheets.SIGNATURE):
                text = sheets.csv_of(content)
            else:
                text = content.decode("utf-8-sig").replace("\x00", "")
        except UnicodeDecodeError:
            self.add_error("file", _("Save this file as UTF-8 text, and choose it again."))
            return ""
        except Unreadable as fault:
            self.add_error("file", str(fault))
            return ""
        if len(text) > LARGEST:
            self.add_error("file", _("This file holds too many rows at once. Split it."))
            return ""
        return text
