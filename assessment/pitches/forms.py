"""When and where each selected offer pitches."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _

from applications.models import Dossier
from assessment.pitches.models import PitchSlot
from assessment.pitches.services import Planned
from portal.fields import MomentField


class PitchesForm(forms.Form):
    """Two fields for each offer; what is left empty is not planned yet."""

    def __init__(self, data: Any, *, dossiers: list[Dossier], slots: dict[int, PitchSlot]) -> None:
        super().__init__(data)
        self.dossiers = dossiers
        for dossier in dossiers:
            slot = slots.get(dossier.pk)
            self.fields[f"at_{dossier.reference}"] = MomentField(
                label=_("Begins"), required=False, initial=slot.starts_at if slot else None
            )
            self.fields[f"place_{dossier.reference}"] = forms.CharField(
                label=_("Place"),
                help_text=_("A room and its address, or the link of the online meeting."),
                max_length=200,
                required=False,
                initial=slot.place if slot else "",
            )

    def rows(self) -> Iterator[tuple[Dossier, BoundField, BoundField]]:
        """Each offer with its two fields."""
        for dossier in self.dossiers:
            yield dossier, self[f"at_{dossier.reference}"], self[f"place_{dossier.reference}"]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        for dossier in self.dossiers:
            at, place = f"at_{dossier.reference}", f"place_{dossier.reference}"
            if values.get(at) and not values.get(place):
                self.add_error(place, _("Where is it?"))
            if values.get(place) and not values.get(at) and at not in self.errors:
                self.add_error(at, _("When does it begin?"))
        return values

    def planned(self) -> list[Planned]:
        """The pitches that are filled in."""
        data = self.cleaned_data
        return [
            Planned(dossier, at, data[f"place_{dossier.reference}"])
            for dossier in self.dossiers
            if (at := data.get(f"at_{dossier.reference}"))
        ]
