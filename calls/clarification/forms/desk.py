"""Forms of the officers' desk: answers, announcements, notices."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from calls.clarification.forms.fields import PhaseChoiceField, QuestionChoiceField
from calls.clarification.models import LONGEST_TEXT, Announcement, Notice, Question
from calls.clarification.selectors import (
    chosen_announcements,
    chosen_questions,
    colleagues_of,
    free_announcements,
    ready_for_notice,
)
from calls.clarification.transitions.questions import MERGED_INTO
from calls.models import Call, Phase
from portal.accounts.models import User

LONGEST_ANSWER = 8000


class AnswerForm(forms.Form):
    """The question as it will be published, and its answer."""

    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=160)
    text = forms.CharField(
        label=gettext_lazy("Question as it will be published"),
        help_text=gettext_lazy("Take out what tells who asked. The question as asked is kept."),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    answer = forms.CharField(
        label=gettext_lazy("Answer"),
        max_length=LONGEST_ANSWER,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    withheld_because = forms.CharField(
        label=gettext_lazy("What is left out, and why"),
        help_text=gettext_lazy("Only when you leave something out. It stands under the answer."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: Any = None, *, question: Question) -> None:
        fields = ("subject", "text", "answer", "withheld_because")
        super().__init__(data, initial={name: getattr(question, name) for name in fields})

    def clean(self) -> dict[str, Any]:
        """Ready means that there is an answer."""
        cleaned = super().clean() or self.cleaned_data
        if self.is_ready and not cleaned.get("answer") and "answer" not in self.errors:
            self.add_error("answer", _("Write an answer first."))
        return cleaned

    @property
    def is_ready(self) -> bool:
        """Whether the person pressed the button that says so."""
        return bool(self.data) and "ready" in self.data


class AssignForm(forms.Form):
    """Which colleague answers."""

    to = forms.ModelChoiceField(User.objects.none(), label=gettext_lazy("Colleague"))

    def __init__(self, data: Any = None, *, question: Question) -> None:
        super().__init__(data, initial={"to": question.assigned_to_id})
        cast(forms.ModelChoiceField, self.fields["to"]).queryset = colleagues_of(question.call)


class MergeForm(forms.Form):
    """With which other question it is taken together."""

    into = QuestionChoiceField(
        Question.objects.none(), label=gettext_lazy("Together with"), to_field_name="uuid"
    )

    def __init__(self, data: Any = None, *, question: Question) -> None:
        super().__init__(data)
        cast(forms.ModelChoiceField, self.fields["into"]).queryset = Question.objects.filter(
            phase=question.phase, is_confidential=False, state__in=MERGED_INTO
        ).exclude(pk=question.pk)

    @property
    def has_choice(self) -> bool:
        """Whether there is another question at all."""
        choices = cast(forms.ModelChoiceField, self.fields["into"]).queryset
        return choices is not None and choices.exists()


class ReasonForm(forms.Form):
    """Why a question in confidence should be public; the asker reads it."""

    reason = forms.CharField(
        label=gettext_lazy("Why everybody should read it"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class PhaseForm(forms.Form):
    """About which phase something is said."""

    phase = PhaseChoiceField(Phase.objects.none(), label=gettext_lazy("Phase"), empty_label=None)

    def __init__(self, data: Any = None, *, call: Call, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        phases = [phase.pk for phase in call.phases.all() if phase.takes_offers]
        field = cast(forms.ModelChoiceField, self.fields["phase"])
        field.queryset = Phase.objects.filter(pk__in=phases).select_related("call")
        if len(phases) == 1:
            field.widget, field.initial = forms.HiddenInput(), phases[0]


class AnnouncementForm(PhaseForm):
    """Something to tell by itself."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=160)
    text = forms.CharField(
        label=gettext_lazy("Text"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 8}),
    )

    def __init__(
        self, data: Any = None, *, call: Call, announcement: Announcement | None = None
    ) -> None:
        initial = {"title": announcement.title, "text": announcement.text} if announcement else None
        super().__init__(data, call=call, initial=initial)
        if announcement is not None:
            del self.fields["phase"]


class NoticeForm(forms.Form):
    """What a draft notice holds: first the questions, then the announcements, then the words."""

    questions = forms.ModelMultipleChoiceField(
        Question.objects.none(), required=False, to_field_name="uuid"
    )
    announcements = forms.ModelMultipleChoiceField(
        Announcement.objects.none(), required=False, to_field_name="uuid"
    )
    intro = forms.CharField(
        label=gettext_lazy("Words above the answers"),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    is_substantial = forms.BooleanField(
        label=gettext_lazy("This notice changes what is asked in a way that matters"),
        help_text=gettext_lazy(
            "Then companies need more time: the portal proposes a new deadline."
        ),
        required=False,
    )

    def __init__(self, data: Any = None, *, notice: Notice) -> None:
        self.notice = notice
        self.rows = [*chosen_questions(notice), *ready_for_notice(notice)]
        self.told = [*chosen_announcements(notice), *free_announcements(notice)]
        super().__init__(
            data,
            initial={
                "questions": [str(row.uuid) for row in self.rows if row.notice_id],
                "announcements": [str(row.uuid) for row in self.told if row.notice_id],
                "intro": notice.intro,
                "is_substantial": notice.is_substantial,
            },
        )
        for name, model, rows in (
            ("questions", Question, self.rows),
            ("announcements", Announcement, self.told),
        ):
            field = cast(forms.ModelMultipleChoiceField, self.fields[name])
            field.queryset = model.objects.filter(pk__in=[row.pk for row in rows])
        for place, row in enumerate(self.rows, start=1):
            self.fields[f"place-{row.uuid}"] = forms.IntegerField(
                label=_("Place"), min_value=1, max_value=999, required=False, initial=place,
                widget=forms.NumberInput(attrs={"class": "input-number"}),
            )  # fmt: skip

    def lines(self) -> list[dict[str, Any]]:
        """Each question that may be in the notice, with its box and its place."""
        chosen = {str(value) for value in self["questions"].value() or []}
        return [
            {
                "question": row,
                "is_chosen": str(row.uuid) in chosen,
                "place": self[f"place-{row.uuid}"],
            }
            for row in self.rows
        ]

    def announcement_lines(self) -> list[dict[str, Any]]:
        """Each announcement that may be in the notice, with its box."""
        chosen = {str(value) for value in self["announcements"].value() or []}
        return [{"row": row, "is_chosen": str(row.uuid) in chosen} for row in self.told]

    def chosen(self) -> list[Question]:
        """The chosen questions in the order of their places; equal places keep the page's order."""
        picked = {question.pk for question in self.cleaned_data["questions"]}
        rows = [row for row in self.rows if row.pk in picked]
        return sorted(rows, key=lambda row: self.cleaned_data.get(f"place-{row.uuid}") or 999)

    def told_too(self) -> list[Announcement]:
        """The chosen announcements."""
        picked = {row.pk for row in self.cleaned_data["announcements"]}
        return [row for row in self.told if row.pk in picked]


class ApproveForm(forms.Form):
    """A notice that names somebody is approved only by who looked at the marked words."""

    names_seen = forms.BooleanField(
        label=gettext_lazy("I looked at the marked words; none of them tells who asked")
    )

    def __init__(self, data: Any = None, *, is_needed: bool) -> None:
        super().__init__(data)
        if not is_needed:
            del self.fields["names_seen"]
