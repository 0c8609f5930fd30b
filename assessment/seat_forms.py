"""Input on who sits on a committee."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.forms import formset_factory
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessment.models import Seat
from assessment.theme_choice import ThemeField
from calls.models import Theme
from portal.accounts.forms import PlainForm
from portal.accounts.models import User
from portal.formsets import PostedRows


class SeatForm(PlainForm):
    """One person to seat: known by their e-mail address, or new with a name."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        widget=forms.EmailInput(attrs={"list": "people", "autocomplete": "off"}),
    )
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Only for somebody who is new to Trechter."),
    )
    role = forms.ChoiceField(
        label=gettext_lazy("Role"), choices=Seat.Role.choices, initial=Seat.Role.MEMBER
    )
    profile = forms.CharField(
        label=gettext_lazy("Expertise"),
        max_length=160,
        help_text=gettext_lazy("A few words, such as: professor of environmental analysis."),
    )
    works_for_authority = forms.BooleanField(
        label=gettext_lazy("Works for the contracting authority"), required=False
    )
    theme = ThemeField(label=gettext_lazy("Judges"))
    from_on = forms.DateField(
        label=gettext_lazy("From"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "class": "input-short"}),
    )
    until_on = forms.DateField(
        label=gettext_lazy("Until and including"),
        required=False,
        help_text=gettext_lazy("Leave the dates empty for as long as the committee works."),
        widget=forms.DateInput(attrs={"type": "date", "class": "input-short"}),
    )

    def __init__(self, *args: Any, themes: Sequence[Theme], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not cast(ThemeField, self.fields["theme"]).offer(themes):
            del self.fields["theme"]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        email = values.get("email", "").lower()
        is_known = User.objects.filter(email__iexact=email).exists()
        if email and not is_known and not values.get("name"):
            self.add_error("name", _("This person is new here. What is their name?"))
        begins, ends = values.get("from_on"), values.get("until_on")
        if begins and ends and ends < begins:
            self.add_error("until_on", _("The term ends before it begins."))
        return values


class BaseSeatFormSet(PostedRows):
    """The seats of a new committee; rows that are left empty count for nothing."""

    def add_fields(self, form: SeatForm, index: int | None) -> None:
        super().add_fields(form, index)
        if index == 0:
            form.fields["role"].initial = Seat.Role.CHAIR

    def filled(self) -> list[SeatForm]:
        """The rows that hold a person."""
        return [form for form in self.forms if form.has_changed()]

    def clean(self) -> None:
        if any(self.errors):
            return
        chairs = [form for form in self.filled() if form.cleaned_data["role"] == Seat.Role.CHAIR]
        emails = [form.cleaned_data["email"].lower() for form in self.filled()]
        problems = []
        if len(chairs) != 1:
            problems.append(_("A committee has exactly one chair."))
        problems += [
            _("%(email)s is listed twice.") % {"email": email}
            for email in sorted({email for email in emails if emails.count(email) > 1})
        ]
        if problems:
            raise forms.ValidationError(problems)


SeatFormSet = formset_factory(SeatForm, formset=BaseSeatFormSet, extra=5, max_num=25)


class CommitteeForm(PlainForm):
    """What holds for the committee as a whole."""

    scores_due_at = forms.DateTimeField(
        label=gettext_lazy("Scores due before"),
        help_text=gettext_lazy("Day and time in Amsterdam, such as 2026-09-21 17:00."),
        widget=forms.DateTimeInput(
            attrs={"type": "datetime-local", "class": "input-short"}, format="%Y-%m-%dT%H:%M"
        ),
    )
    min_valid_scores = forms.IntegerField(
        label=gettext_lazy("Least number of valid scores per offer"),
        help_text=gettext_lazy("A member with an interest does not score that offer."),
        min_value=1,
        max_value=25,
        initial=3,
        widget=forms.NumberInput(attrs={"class": "input-number"}),
    )
    reason_words = forms.IntegerField(
        label=gettext_lazy("Most words in the reason for a score"),
        help_text=gettext_lazy("Members see how many words they have used. Empty: no limit."),
        min_value=20,
        max_value=2000,
        initial=300,
        required=False,
        widget=forms.NumberInput(attrs={"class": "input-number"}),
    )
