"""What the portal does not know by itself about the meeting."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from assessment.minutes.models import Minutes
from assessment.minutes.services import Draft
from assessment.models import Committee, Seat
from portal.accounts.forms import PlainForm
from portal.clock import portal_today


class SeatsField(forms.ModelMultipleChoiceField):
    """Members by name and role."""

    def label_from_instance(self, seat: Seat) -> str:
        return f"{seat.user.name} ({seat.get_role_display()})"


class MinutesForm(PlainForm):
    """Day, place, who was there, and what was said beyond scores and motivations."""

    held_on = forms.DateField(
        label=gettext_lazy("Day of the meeting"),
        widget=forms.DateInput(attrs={"type": "date", "class": "input-short"}, format="%Y-%m-%d"),
    )
    place = forms.CharField(
        label=gettext_lazy("Place"),
        help_text=gettext_lazy("A room and its address, or “online”."),
        max_length=200,
    )
    present = SeatsField(
        label=gettext_lazy("Who was there"),
        queryset=Seat.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )
    text = forms.CharField(
        label=gettext_lazy("What was discussed"),
        help_text=gettext_lazy(
            "Scores, motivations and the ranking are added by the portal. An empty line begins a "
            "new paragraph. A line that begins with ## is a heading."
        ),
        required=False,
        max_length=50_000,
        widget=forms.Textarea(attrs={"rows": 12}),
    )
    version = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, committee: Committee, minutes: Minutes | None) -> None:
        seats = committee.seats.filter(left_at=None).select_related("user")
        if minutes is None:
            today = portal_today()
            initial = {"held_on": today, "present": list(seats), "version": 0}
        else:
            initial = {
                "held_on": minutes.held_on,
                "place": minutes.place,
                "present": list(minutes.present.all()),
                "text": minutes.text,
                "version": minutes.version,
            }
        super().__init__(data, initial=initial)
        self.fields["present"].queryset = seats  # type: ignore[attr-defined]

    def draft(self) -> Draft:
        """What was filled in."""
        data = self.cleaned_data
        return Draft(
            data["held_on"], data["place"], data["present"], data["text"], data["version"] or 0
        )
