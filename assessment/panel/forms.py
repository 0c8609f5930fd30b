"""Input on invitations, abstentions and the division of the work."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.models import Proposal
from assessment.forms import ReasonForm
from assessment.panel.selectors import is_away
from assessment.seat_forms import SeatForm
from assessment.selectors import Standing
from portal.accounts.forms import PlainForm


class DeclineForm(PlainForm):
    """Why somebody does not take the seat."""

    reason = forms.CharField(
        label=gettext_lazy("Why do you decline?"),
        help_text=gettext_lazy("The officers and the secretary read this."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AbstainForm(ReasonForm):
    """Why somebody gives no score on an offer."""


class ReplaceForm(SeatForm):
    """Who comes in the place of a member, and why."""

    reason = forms.CharField(
        label=gettext_lazy("Why does the member leave?"),
        max_length=500,
        help_text=gettext_lazy("This stays on record."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def plan(self) -> dict[str, Any]:
        """What the form says about the new seat."""
        return {name: value for name, value in self.cleaned_data.items() if name != "reason"}


@dataclass(frozen=True)
class Choice:
    """One member beside one offer."""

    standing: Standing
    name: str
    is_chosen: bool
    is_away: bool


@dataclass(frozen=True)
class OfferChoices:
    """One offer with its members to choose from."""

    offer: Proposal
    choices: list[Choice]


class AllocationForm(PlainForm):
    """Who scores which offer; a member whom an interest keeps away cannot be chosen."""

    per_offer = forms.IntegerField(
        label=gettext_lazy("Members per offer"),
        help_text=gettext_lazy("How many members score each offer."),
        min_value=1,
        max_value=25,
        widget=forms.NumberInput(attrs={"class": "input-number"}),
    )

    def __init__(
        self,
        *args: Any,
        offers: list[Proposal],
        standings: list[Standing],
        chosen: Mapping[int, frozenset[int] | set[int]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offers, self.standings, self.chosen = offers, standings, chosen

    def picked(self) -> dict[int, frozenset[int]]:
        """The seats per offer as they were ticked; a tick for somebody who cannot does nothing."""
        if not self.is_bound:
            return {pk: frozenset(seats) for pk, seats in self.chosen.items()}
        return {
            offer.pk: frozenset(
                one.seat.pk
                for one in self.standings
                if not is_away(one, offer) and self.data.get(box_name(one, offer))
            )
            for offer in self.offers
        }

    def rows(self) -> Iterator[OfferChoices]:
        """The offers by reference, each with every member."""
        picked = self.picked()
        for offer in self.offers:
            seats = picked.get(offer.pk, frozenset())
            yield OfferChoices(
                offer,
                [
                    Choice(one, box_name(one, offer), one.seat.pk in seats, is_away(one, offer))
                    for one in self.standings
                ],
            )

    def loads(self) -> list[tuple[Standing, int]]:
        """How many offers each member would score."""
        picked = self.picked()
        return [
            (one, sum(one.seat.pk in seats for seats in picked.values())) for one in self.standings
        ]

    def add_problems(self, problems: list[str]) -> None:
        """Show why a division was refused."""
        self.add_error(None, [forms.ValidationError(each) for each in problems])

    def clean_per_offer(self) -> int:
        wanted = int(self.cleaned_data["per_offer"])
        if wanted > len(self.standings):
            raise forms.ValidationError(
                _("This committee has %(number)s members who score.")
                % {"number": len(self.standings)}
            )
        return wanted


def box_name(standing: Standing, offer: Proposal) -> str:
    """The name of one tick box; it names the offer by its reference."""
    return f"{offer.dossier.reference}-{standing.seat.user.uuid}"
