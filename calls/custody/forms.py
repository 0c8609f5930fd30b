"""Who becomes a deputy."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from calls.models import Call
from calls.selectors import possible_openers, possible_reserves
from portal.accounts.models import User


class DeputyForm(forms.Form):
    """Somebody of the authority or the agency who holds no part yet."""

    person = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Deputy"),
        help_text=_("Confirms with a passphrase; then two holders bring their parts together."),
    )

    def __init__(self, data: Any = None, *, call: Call) -> None:
        super().__init__(data)
        people = (possible_openers(call) | possible_reserves(call)).exclude(held_keys__call=call)
        cast(forms.ModelChoiceField, self.fields["person"]).queryset = people.distinct()
