"""Input of the committee's pages."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.models import Dossier, Proposal
from assessment import drafts, scale
from assessment.interest_forms import InterestForm
from assessment.models import Consensus, Declaration, Score, ScoreSheet
from assessment.services import Entry
from calls.models import Criterion, Phase
from portal.accounts.forms import PlainForm

Kind = Declaration.Kind


class ReasonForm(PlainForm):
    """Why something out of the ordinary is done; it stays on record."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        help_text=gettext_lazy("This stays on record."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class SheetChoice(forms.ModelChoiceField):
    """A score sheet, by its member and the reference of its offer: no score shows."""

    def label_from_instance(self, sheet: ScoreSheet) -> str:
        return f"{sheet.seat.user.name} – {sheet.proposal.dossier.reference}"


class ReopenForm(ReasonForm):
    """Which sheet goes back to its member, and why."""

    field_order = ["sheet", "reason"]

    def __init__(self, *args: Any, sheets: "QuerySet[ScoreSheet]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sheet"] = SheetChoice(label=_("Score sheet"), queryset=sheets)
        self.order_fields(self.field_order)


class DeclarationForm(InterestForm):
    """A member's answers; who is barred anyway need not answer for the rest."""

    def __init__(self, *args: Any, offers: list[Proposal], **kwargs: Any) -> None:
        names = [(offer.dossier, _partners_in(offer)) for offer in offers]
        super().__init__(*args, names=names, **kwargs)
        self.offers = offers

    def must_answer(self, dossier: Dossier, answers: list[tuple[Dossier, str, str]]) -> bool:
        """A heavy interest bars from its theme, or from the call; nothing is left to ask there."""
        themes = {each.theme_id for each, kind, _text in answers if kind == Kind.BARRED}
        is_barred = None in themes or bool(themes and self.offers[0].phase.one_award_each)
        return not is_barred and dossier.theme_id not in themes


def _partners_in(offer: Proposal) -> list[str]:
    lead = offer.dossier.lead.name
    return [partner.name for partner in offer.opened.partners.all() if partner.name != lead]


@dataclass(frozen=True)
class Judged:
    """One criterion on a form: its fields, and what a page shows beside them."""

    criterion: Criterion
    value: BoundField
    text: BoundField
    given: list[Score]
    stored: Consensus | None = None


class ScoreSheetForm(PlainForm):
    """A member's own scores of one offer. Everything may be empty until it is handed in.

    `version` joins the versions of the scores, so that a save says what it has seen.
    """

    def __init__(self, *args: Any, sheet: ScoreSheet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sheet = sheet
        self.criteria = list(sheet.proposal.phase.criteria.all())
        self.scores = {score.criterion_id: score for score in sheet.scores.all()}
        phase = sheet.proposal.phase
        for criterion in self.criteria:
            score = self.scores.get(criterion.pk)
            self.fields[f"value_{criterion.code}"] = value_field(
                phase, score.value if score else None, required=False
            )
            self.fields[f"reason_{criterion.code}"] = forms.CharField(
                label=_("Reason for your score"),
                initial=score.reason if score else "",
                required=False,
                max_length=8000,
                widget=forms.Textarea(attrs={"rows": 5}),
            )

    @property
    def version(self) -> str:
        """The versions of the scores in the order of the criteria, such as "3-0-1"."""
        return "-".join(
            str(self.scores[c.pk].version if c.pk in self.scores else 0) for c in self.criteria
        )

    def rows(self) -> list[Judged]:
        """The criteria in their order."""
        return [
            Judged(c, self[f"value_{c.code}"], self[f"reason_{c.code}"], []) for c in self.criteria
        ]

    def entries(self, seen: str) -> dict[str, Entry]:
        """What was typed per criterion that has no error, with the version that was seen."""
        parts = seen.split("-")
        versions = parts if len(parts) == len(self.criteria) else ["0"] * len(self.criteria)
        return {
            criterion.code: Entry(
                self.cleaned_data[f"value_{criterion.code}"],
                self.cleaned_data[f"reason_{criterion.code}"].strip(),
                int(version) if version.isdecimal() else 0,
            )
            for criterion, version in zip(self.criteria, versions, strict=True)
            if f"value_{criterion.code}" in self.cleaned_data
            and f"reason_{criterion.code}" in self.cleaned_data
        }


class ConsensusForm(PlainForm):
    """What the committee agreed on one offer: a value and a motivation for each criterion.

    Without a stored consensus the fields begin with the median and the members' reasons.
    """

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, proposal: Proposal, given: dict[int, list[Score]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.given = given
        self.criteria = list(proposal.phase.criteria.all())
        self.stored = {one.criterion_id: one for one in proposal.consensus.all()}
        self.fields["seen"].initial = self.state
        for criterion in self.criteria:
            stored, scores = self.stored.get(criterion.pk), given.get(criterion.pk, [])
            median = drafts.proposed_value([s.value for s in scores if s.value is not None])
            self.fields[f"value_{criterion.code}"] = value_field(
                proposal.phase,
                stored.value if stored else median,
                required=True,
            )
            self.fields[f"motivation_{criterion.code}"] = forms.CharField(
                label=_("Motivation of the committee"),
                initial=stored.motivation
                if stored
                else drafts.draft_motivation(score.reason for score in scores),
                max_length=8000,
                widget=forms.Textarea(attrs={"rows": 8}),
            )

    @property
    def state(self) -> str:
        """When each stored consensus was recorded: tells a stale form from a fresh one."""
        return "|".join(
            self.stored[c.pk].recorded_at.isoformat() if c.pk in self.stored else ""
            for c in self.criteria
        )

    def rows(self) -> list[Judged]:
        """The criteria in their order, each with the members' scores."""
        return [
            Judged(
                c,
                self[f"value_{c.code}"],
                self[f"motivation_{c.code}"],
                self.given.get(c.pk, []),
                self.stored.get(c.pk),
            )
            for c in self.criteria
        ]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("seen", "") != self.state:
            raise forms.ValidationError(
                _(
                    "Somebody else saved this offer while you were writing. Your text is still "
                    "here. Look at the other version in a second window before you save again."
                ),
                code="stale",
            )
        return values

    def agreed(self) -> Iterator[tuple[Criterion, int, str]]:
        """Criterion, value and motivation."""
        for criterion in self.criteria:
            yield (
                criterion,
                self.cleaned_data[f"value_{criterion.code}"],
                self.cleaned_data[f"motivation_{criterion.code}"],
            )


class AdviceForm(PlainForm):
    """The text of the advice."""

    text = forms.CharField(
        label=gettext_lazy("Text of the advice"),
        help_text=gettext_lazy(
            "An empty line begins a new paragraph. A line that begins with ## is a heading."
        ),
        widget=forms.Textarea(attrs={"rows": 30}),
    )


def value_field(phase: Phase, initial: int | None, *, required: bool) -> forms.TypedChoiceField:
    """The scale as a row of radio buttons; the value is an int, None when it was left open."""
    return forms.TypedChoiceField(
        label=_("Score"),
        choices=[
            (value, f"{value} {scale.word_for(value, phase)}")
            for value in range(phase.scale_min, phase.scale_max + 1)
        ],
        coerce=int,
        empty_value=None,
        initial=initial,
        required=required,
        widget=forms.RadioSelect,
    )
