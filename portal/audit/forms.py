"""What an auditor looks for."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from portal.audit.models import AuditEvent


class HistoryFilter(forms.Form):
    """Narrow the history to a call, an action, or both."""

    call = forms.CharField(label=_("Reference of the call"), max_length=60, required=False)
    action = forms.CharField(
        label=_("Action"),
        max_length=60,
        required=False,
        help_text=_("The word under “What”, such as publish or refused."),
    )

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper(self)
        helper.form_tag = False
        helper.disable_csrf = True
        helper.layout = Layout(Div("call", "action", css_class="columns"))
        return helper

    def narrow(self, events: QuerySet[AuditEvent]) -> QuerySet[AuditEvent]:
        """The lines that match; nothing at all when the input was refused."""
        if not self.is_valid():
            return events.none()
        if call := self.cleaned_data["call"]:
            events = events.filter(call_ref__iexact=call)
        if action := self.cleaned_data["action"]:
            events = events.filter(action__iexact=action)
        return events
