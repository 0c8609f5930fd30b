"""Input of the checklist, of a question to a company, and of its answer."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessment.admissibility.models import CheckItem
from assessment.admissibility.points import Point
from portal.accounts.forms import PlainForm

LONGEST = 8000


@dataclass(frozen=True)
class Line:
    """One point on the form."""

    point: Point
    verdict: BoundField
    note: BoundField


def verdicts(point: Point) -> list[tuple[str, str]]:
    """The answers to a point: a knock-out applies or does not, another point is in order or not."""
    words = {str(value): str(word) for value, word in CheckItem.Verdict.choices}
    if point.is_knock_out:
        words[CheckItem.Verdict.RIGHT.value] = _("does not apply")
        words[CheckItem.Verdict.WRONG.value] = _("applies")
    return list(words.items())


class ChecklistForm(PlainForm):
    """Every point with what was found; a point may wait."""

    def __init__(
        self, *args: Any, points: list[Point], found: dict[str, CheckItem], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.points = points
        for point in points:
            before = found.get(point.code)
            self.fields[f"verdict_{point.code}"] = forms.ChoiceField(
                label=point.text,
                choices=verdicts(point),
                initial=before.verdict if before else None,
                required=False,
                widget=forms.RadioSelect,
            )
            self.fields[f"note_{point.code}"] = forms.CharField(
                label=_("What did you find?"),
                initial=before.note if before else "",
                required=False,
                max_length=2000,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def lines(self) -> Iterator[Line]:
        """The points in their order."""
        for point in self.points:
            yield Line(point, self[f"verdict_{point.code}"], self[f"note_{point.code}"])

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        for point in self.points:
            verdict = values.get(f"verdict_{point.code}")
            if verdict in {"wrong", "unclear"} and not values.get(f"note_{point.code}"):
                self.add_error(
                    f"note_{point.code}",
                    _("Say what is not in order or not clear: “%(point)s”") % {"point": point.text},
                )
        return values

    def checked(self) -> dict[str, tuple[str, str]]:
        """Verdict and note of each point that was looked at."""
        values = self.cleaned_data
        return {
            point.code: (values[f"verdict_{point.code}"], values[f"note_{point.code}"])
            for point in self.points
            if values.get(f"verdict_{point.code}")
        }


class QuestionForm(PlainForm):
    """What the company should explain, and before when."""

    question = forms.CharField(
        label=gettext_lazy("What should the company explain?"),
        help_text=gettext_lazy("The answer stands beside the offer and cannot improve it."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    due_at = forms.DateTimeField(
        label=gettext_lazy("Answer before"),
        help_text=gettext_lazy("Day and time in Amsterdam, such as 2026-09-21 17:00."),
        widget=forms.DateTimeInput(
            attrs={"type": "datetime-local", "class": "input-short"}, format="%Y-%m-%dT%H:%M"
        ),
    )


class AnswerForm(PlainForm):
    """The explanation of the company."""

    answer = forms.CharField(
        label=gettext_lazy("Your answer"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
