"""Which call follows a contest or hackathon."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from calls.models import Call


class FollowUpForm(forms.Form):
    """A published call of anybody: the one that follows may be another authority's."""

    follow_up_call = forms.ModelChoiceField(
        Call.objects.none(),
        label=_("The call that follows"),
        help_text=_("It is open to everybody, also to who did not take part here."),
        to_field_name="reference",
        empty_label=_("none"),
        required=False,
    )

    def __init__(self, data: Any = None, *, call: Call) -> None:
        reference = call.follow_up_call.reference if call.follow_up_call else None
        super().__init__(data, initial={"follow_up_call": reference})
        field = cast(forms.ModelChoiceField, self.fields["follow_up_call"])
        field.queryset = Call.objects.published().exclude(pk=call.pk)
