"""What people type about the contract itself."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from awards.contracting.agreed import CHANGEABLE, PartTerms
from awards.contracting.models import EarlyEnding
from awards.models import Contract, Deliverable
from portal.fields import EuroField
from portal.files.fields import SoundFile

DAY = {"type": "date", "class": "input-date"}


class TermsForm(forms.Form):
    """The text with its fields, and the place that is offered for the prototype."""

    text = forms.CharField(
        label=_("Text of the contract"),
        help_text=_("You can use Markdown, and the fields that are named beside this form."),
        max_length=60_000,
        widget=forms.Textarea(attrs={"rows": 28}),
    )
    place = forms.CharField(
        label=_("Place that you offer for the prototype"),
        help_text=_("For instance a bridge, a ward or a test site, with its address."),
        max_length=300,
        required=False,
    )
    place_from = forms.DateField(
        label=_("Available from"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs=DAY),
    )
    place_until = forms.DateField(
        label=_("Available until"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs=DAY),
    )

    def clean(self) -> dict[str, Any]:
        """A place and its period come together."""
        data = super().clean() or {}
        days = {name: data.get(name) for name in ("place_from", "place_until")}
        for name, day in days.items():
            if data.get("place") and not day and name not in self.errors:
                self.add_error(name, _("Name the day: a place is offered for a period."))
        if any(days.values()) and not data.get("place") and "place" not in self.errors:
            self.add_error("place", _("Name the place that is available then."))
        first, last = days.values()
        if first and last and first > last:
            self.add_error("place_until", _("This lies before the first day."))
        return data


class SignForm(forms.Form):
    """A signature in the portal, or a copy that was signed on paper."""

    seen_sha256 = forms.CharField(widget=forms.HiddenInput)
    agreed = forms.BooleanField(
        label=_("I have read the contract and its conditions, and I may sign for my organisation."),
    )
    copy = SoundFile(
        most_mb=20,
        label=_("Signed copy (PDF)"),
        help_text=_(
            "Only when you signed on paper: print the contract, sign it, scan it and send it here. "
            "Otherwise you sign with the button below."
        ),
        required=False,
    )


class RequestPaymentForm(forms.Form):
    """The number of the invoice; the amount is what was agreed."""

    invoice_number = forms.CharField(label=_("Invoice number"), max_length=60)
    own_reference = forms.CharField(
        label=_("Your own reference"),
        help_text=_("For instance a project number. Leave it empty if you have none."),
        max_length=100,
        required=False,
    )


class RecordPaymentForm(forms.Form):
    """Paid on a day, or sent back with what is wrong."""

    verdict = forms.ChoiceField(
        label=_("What did you do?"),
        choices=[("paid", _("It was paid")), ("back", _("I send the invoice back"))],
        widget=forms.RadioSelect,
    )
    paid_on = forms.DateField(
        label=_("Paid on"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs=DAY),
    )
    remarks = forms.CharField(
        label=_("What is wrong with the invoice"),
        help_text=_("The company reads this. Needed when you send the invoice back."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if (
            data.get("verdict") == "paid"
            and not data.get("paid_on")
            and "paid_on" not in self.errors
        ):
            self.add_error("paid_on", _("Name the day on which it was paid."))
        if data.get("verdict") == "back" and not data.get("remarks"):
            self.add_error("remarks", _("Say what is wrong with the invoice."))
        return data


class ChangeForm(forms.Form):
    """Another value, other days, another division, and at most one new deliverable."""

    value_incl_vat = EuroField(label=_("Value, including VAT"))
    ends_on = forms.DateField(
        label=_("The contract ends on"), widget=forms.DateInput(format="%Y-%m-%d", attrs=DAY)
    )

    def __init__(self, *args: Any, contract: Contract, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.update(value_incl_vat=contract.value_incl_vat, ends_on=contract.ends_on)
        self.parts = [
            part for part in contract.deliverables.all() if part.state != Deliverable.State.ACCEPTED
        ]
        for part in self.parts:
            self._add_part(part)
        self.fields |= {
            "new_title": forms.CharField(
                label=_("New deliverable"),
                help_text=_("Leave this empty if there is none."),
                max_length=160,
                required=False,
            ),
            "new_due_on": forms.DateField(
                label=_("New deliverable: due on"),
                required=False,
                widget=forms.DateInput(format="%Y-%m-%d", attrs=DAY),
            ),
            "new_percent": _percent(_("New deliverable: percent of the value"), required=False),
            "reasons": forms.CharField(
                label=_("Reasons"),
                help_text=_("The company reads this before it accepts or refuses."),
                max_length=5000,
                widget=forms.Textarea(attrs={"rows": 5}),
            ),
        }

    def _add_part(self, part: Deliverable) -> None:
        names = {"title": part.title}
        if part.state in CHANGEABLE:
            self.fields[f"due_{part.order}"] = forms.DateField(
                label=_("%(title)s: due on") % names,
                initial=part.due_on,
                widget=forms.DateInput(format="%Y-%m-%d", attrs=DAY),
            )
        self.fields[f"percent_{part.order}"] = _percent(
            _("%(title)s: percent of the value") % names, initial=part.instalment_percent
        )

    def clean(self) -> dict[str, Any]:
        """A new deliverable has a title, a day and a part of the value."""
        data = super().clean() or {}
        new = {name: data.get(name) for name in ("new_title", "new_due_on", "new_percent")}
        if any(new.values()):
            for name, value in new.items():
                if not value and name not in self.errors:
                    self.add_error(name, _("Fill this in for the new deliverable."))
        return data

    def terms(self) -> list[PartTerms]:
        """What was typed, as the terms of each part that is open."""
        data = self.cleaned_data
        parts = [
            PartTerms(
                str(part.uuid),
                part.title,
                data.get(f"due_{part.order}", part.due_on),
                data[f"percent_{part.order}"],
            )
            for part in self.parts
        ]
        if data["new_title"]:
            parts.append(PartTerms("", data["new_title"], data["new_due_on"], data["new_percent"]))
        return parts


def _percent(label: Any, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=100, **more)


class AnswerForm(forms.Form):
    """Accept a change, or refuse it and say why."""

    verdict = forms.ChoiceField(
        label=_("Your answer"),
        choices=[
            ("accept", _("I accept this change for my company")),
            ("refuse", _("I refuse it")),
        ],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=_("Why you refuse"),
        help_text=_("The authority reads this. Needed when you refuse."),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("verdict") == "refuse" and not data.get("answer"):
            self.add_error("answer", _("Say why you refuse."))
        return data


class EndingForm(forms.Form):
    """How the contract ends, why, and what is still paid."""

    way = forms.ChoiceField(
        label=_("How it ends"), choices=EarlyEnding.Way.choices, widget=forms.RadioSelect
    )
    reasons = forms.CharField(
        label=_("Reasons"),
        help_text=_("The company reads this."),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    still_paid_incl_vat = EuroField(
        label=_("Still paid beside what was accepted, including VAT"),
        help_text=_("For work that was done and not accepted yet. Leave it empty for nothing."),
        required=False,
    )


class ReasonsForm(forms.Form):
    """Reasons that the company reads."""

    reasons = forms.CharField(
        label=_("Reasons"),
        help_text=_("The company reads this."),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
