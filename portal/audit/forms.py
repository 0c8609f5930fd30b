"""What an auditor or an officer looks for."""

from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from portal.audit.models import AuditEvent
from portal.audit.words import WORDS

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
ROWS = (("call", "object"), ("action", "person"), ("since", "until"))


class HistoryFilter(forms.Form):
    """Narrow the history: to a call, an object, an action, a person, some days."""

    call = forms.CharField(label=_("Reference of the call"), max_length=60, required=False)
    object = forms.CharField(
        label=_("About"),
        max_length=200,
        required=False,
        help_text=_("A reference as it stands under “About”."),
    )
    action = forms.CharField(
        label=_("Action"),
        max_length=60,
        required=False,
        help_text=_("What happened, or its name, such as publish or refused."),
    )
    person = forms.CharField(label=_("Who"), max_length=120, required=False)
    since = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label=_("Until and including"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def __init__(self, data: Any = None, *, of_call: bool = False) -> None:
        super().__init__(data)
        if of_call:
            del self.fields["call"]

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper(self)
        helper.form_tag = False
        helper.disable_csrf = True
        rows = [[name for name in row if name in self.fields] for row in ROWS]
        helper.layout = Layout(*(Div(*row, css_class="columns") for row in rows))
        return helper

    def narrow(self, events: QuerySet[AuditEvent]) -> QuerySet[AuditEvent]:
        """The lines that match; nothing at all when the input was refused."""
        if not self.is_valid():
            return events.none()
        wanted = {name: value for name, value in self.cleaned_data.items() if value}
        matches = {
            "call": lambda value: Q(call_ref__iexact=value),
            "object": lambda value: Q(object_ref__iexact=value),
            "action": lambda value: Q(action__in=_actions(value)),
            "person": lambda value: Q(actor__name__icontains=value) | Q(actor__email=value),
            "since": lambda value: Q(at__gte=datetime.combine(value, time.min, AMSTERDAM)),
            "until": lambda value: Q(at__lte=datetime.combine(value, time.max, AMSTERDAM)),
        }
        for name, value in wanted.items():
            events = events.filter(matches[name](value))
        return events


def _actions(typed: str) -> list[str]:
    """The actions whose name is typed, or whose words have what is typed."""
    return [typed.lower(), *(name for name, words in WORDS.items() if typed.lower() in str(words))]
