"""What is typed about a hold."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from applications.models import Dossier
from calls.models import Call
from portal.accounts.models import Organisation

DATE = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "input-date"})


class HoldForm(forms.Form):
    """On what, why, and until when."""

    kind = forms.ChoiceField(
        label=_("On what?"),
        choices=[
            ("call", _("A call: its reference")),
            ("dossier", _("An offer: the reference of its dossier")),
            ("company", _("A company: its KvK number")),
        ],
        widget=forms.RadioSelect,
    )
    number = forms.CharField(label=_("Reference or KvK number"), max_length=60)
    reason = forms.CharField(
        label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("For instance: an investigation, a parliamentary inquiry, a claim."),
    )  # fmt: skip
    until = forms.DateField(
        label=_("Until"), required=False, widget=DATE, help_text=_("Empty: until it is lifted.")
    )

    def __init__(self, *args: Any, owner: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.owner = owner

    def clean(self) -> dict[str, Any]:
        """Find what it is about; a call or an offer of another authority is not there."""
        cleaned = super().clean() or {}
        number = cleaned.get("number", "").strip()
        if not number or "kind" not in cleaned:
            return cleaned
        found = self._find(cleaned["kind"], number)
        if found is None:
            self.add_error("number", _("Nothing was found under this number."))
        return {**cleaned, "on": found}

    def _find(self, kind: str, number: str) -> Call | Dossier | Organisation | None:
        is_platform = self.owner.kind == Organisation.Kind.PLATFORM
        calls = Call.objects.all()
        if not is_platform:
            calls = calls.filter(contracting_authority=self.owner)
        if kind == "call":
            return calls.filter(reference__iexact=number).first()
        if kind == "dossier":
            # Whether somebody has an offer is told by nobody before the opening.
            return Dossier.objects.filter(
                call__in=calls, reference__iexact=number, proposals__opened__isnull=False
            ).first()
        return Organisation.objects.applicants().filter(kvk=number).first()


class LiftForm(forms.Form):
    """Why the hold ends."""

    because = forms.CharField(
        label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
