"""The fields with which somebody answers, for each applicant, what is between them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.models import Dossier
from assessment.models import Declaration
from assessment.services import SEVERITY
from portal.accounts.forms import PlainForm

Kind = Declaration.Kind
# What each answer leads to is told once, above the list.
SHORT = {
    Kind.NONE: gettext_lazy("No interest"),
    Kind.TIE: gettext_lazy("A tie"),
    Kind.BARRED: gettext_lazy("A heavy interest"),
}


@dataclass(frozen=True)
class Question:
    """One applicant on the form: names only, and the two fields."""

    dossier: Dossier
    partners: list[str]
    kind: BoundField
    explanation: BoundField


class InterestForm(PlainForm):
    """One answer per applicant. What was declared can be made heavier, never softer.

    No reference is named: an anonymous round shows references where it shows no names. `names`
    holds the applicants with the names of their partners, `declared` what was said before, by
    dossier.
    """

    def __init__(
        self,
        *args: Any,
        names: Iterable[tuple[Dossier, list[str]]],
        declared: Mapping[int, Any],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.names = list(names)
        for dossier, _partners in self.names:
            before = declared.get(dossier.pk)
            least = SEVERITY[Kind(before.kind)] if before else 0
            self.fields[f"kind_{dossier.pk}"] = forms.ChoiceField(
                label=dossier.lead.name,
                choices=[(kind.value, SHORT[kind]) for kind in Kind if SEVERITY[kind] >= least],
                initial=before.kind if before else None,
                required=False,
                widget=forms.RadioSelect,
            )
            self.fields[f"explanation_{dossier.pk}"] = forms.CharField(
                label=_("What is the interest?"),
                initial=before.explanation if before else "",
                required=False,
                max_length=2000,
                widget=forms.Textarea(attrs={"rows": 2, "class": "explanation"}),
            )

    def questions(self) -> Iterator[Question]:
        """The applicants in the order of their names."""
        for dossier, partners in self.names:
            kind, explanation = self[f"kind_{dossier.pk}"], self[f"explanation_{dossier.pk}"]
            yield Question(dossier, partners, kind, explanation)

    def clean(self) -> dict[str, Any]:
        """Every applicant is answered for, and an interest is explained."""
        values = super().clean() or {}
        answers = self.answers(values)
        for dossier, kind, explanation in answers:
            if not kind and self.must_answer(dossier, answers):
                self.add_error(
                    f"kind_{dossier.pk}",
                    _("Answer for %(name)s too.") % {"name": dossier.lead.name},
                )
            if kind and kind != Kind.NONE and not explanation:
                self.add_error(
                    f"explanation_{dossier.pk}",
                    _("Say in a few words what the interest in %(name)s is.")
                    % {"name": dossier.lead.name},
                )
        return values

    def must_answer(self, dossier: Dossier, answers: list[tuple[Dossier, str, str]]) -> bool:
        """Whether this applicant may not be passed over, given all the answers."""
        return True

    def answers(self, values: dict[str, Any]) -> list[tuple[Dossier, str, str]]:
        """Dossier, kind ("" for not answered) and explanation."""
        return [
            (
                dossier,
                values.get(f"kind_{dossier.pk}", ""),
                values.get(f"explanation_{dossier.pk}", "").strip(),
            )
            for dossier, _partners in self.names
        ]
