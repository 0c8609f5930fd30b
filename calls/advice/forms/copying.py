"""Beginning a call from an earlier one."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from calls.forms.terms import NewCallForm
from calls.models import Call
from portal.accounts.models import User


class FindForm(forms.Form):
    """Words to find a call by; whatever is not understood finds everything."""

    q = forms.CharField(label=gettext_lazy("Search"), max_length=100, required=False)

    def words(self) -> str:
        """What to look for."""
        return self.cleaned_data.get("q", "").replace("\x00", "") if self.is_valid() else ""


class CopyForm(NewCallForm):
    """What the new call is called; everything else comes from the earlier one."""

    def __init__(self, data: Any = None, *, user: User, source: Call) -> None:
        super().__init__(data, user=user)
        del self.fields["summary"], self.fields["instrument"]
        self.fields["title"].initial = source.title
