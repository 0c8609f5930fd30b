"""The filter of the portfolio; a wrong value filters nothing and is said on the page."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.db.models.functions import ExtractYear
from django.utils.translation import gettext_lazy as _

from calls.models import Call
from portal.accounts.models import Organisation


class PortfolioFilter(forms.Form):
    """Part of a title or reference, year of publication, authority and state."""

    q = forms.CharField(label=_("Title or reference"), required=False, max_length=100)
    year = forms.TypedChoiceField(label=_("Published in"), required=False, coerce=int)
    authority = forms.ModelChoiceField(
        label=_("Contracting authority"),
        queryset=Organisation.objects.none(),
        required=False,
        to_field_name="uuid",
        empty_label=_("all"),
    )
    state = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[("", _("all")), *Call.State.choices[2:]],
    )

    def __init__(self, *args: Any, calls: QuerySet[Call], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.calls = calls
        years = (
            calls.exclude(published_at=None)
            .annotate(year=ExtractYear("published_at"))
            .values_list("year", flat=True)
            .order_by("-year")
            .distinct()
        )
        fields: Any = self.fields
        fields["year"].choices = [("", _("all")), *((year, str(year)) for year in years)]
        fields["authority"].queryset = Organisation.objects.filter(calls__in=calls).distinct()

    def selected(self) -> QuerySet[Call]:
        """The calls that pass the filter, the newest first."""
        data = self.cleaned_data if self.is_valid() else {}
        calls = self.calls.select_related("contracting_authority")
        if text := data.get("q"):
            calls = calls.filter(
                Q(title__icontains=text)
                | Q(title_en__icontains=text)
                | Q(reference__icontains=text)
            )
        if year := data.get("year"):
            calls = calls.filter(published_at__year=year)
        if authority := data.get("authority"):
            calls = calls.filter(contracting_authority=authority)
        if state := data.get("state"):
            calls = calls.filter(state=state)
        return calls.order_by("-published_at", "-pk")
