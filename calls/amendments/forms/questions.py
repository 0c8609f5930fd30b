"""The form of an offer as an amendment proposes it: words, limits, questions added or dropped.

A question keeps everything that this page does not ask about, whatever kind it is.
"""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from calls.amendments.forms.says import EditsForm
from calls.offer_forms import in_language

NEW_KINDS = (
    ("", gettext_lazy("no new question")),
    ("short_text", gettext_lazy("short text")),
    ("long_text", gettext_lazy("long text")),
    ("number", gettext_lazy("number")),
    ("money", gettext_lazy("amount of money")),
    ("date", gettext_lazy("date")),
    ("file", gettext_lazy("file")),
    ("declaration", gettext_lazy("declaration to tick")),
)
MOST_WORDS = 20_000


class QuestionForm(forms.Form):
    """One question that is asked now."""

    label = forms.CharField(label=gettext_lazy("Question"), max_length=500)
    label_en = forms.CharField(
        label=gettext_lazy("Question in English"), max_length=500, required=False
    )
    guidance = forms.CharField(
        label=gettext_lazy("Guidance"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    word_limit = forms.IntegerField(
        label=gettext_lazy("Most words"),
        min_value=0,
        max_value=MOST_WORDS,
        required=False,
        widget=forms.NumberInput(attrs={"class": "input-number"}),
    )
    required = forms.BooleanField(label=gettext_lazy("Must be answered"), required=False)
    drop = forms.BooleanField(label=gettext_lazy("Drop this question"), required=False)

    def __init__(self, data: Any = None, *, question: Mapping[str, Any], **more: Any) -> None:
        self.question = question
        initial = {
            "label": _dutch(question.get("label")),
            "label_en": _english(question.get("label")),
            "guidance": _dutch(question.get("guidance")),
            "word_limit": question.get("word_limit") or None,
            "required": bool(question.get("required")),
        }
        super().__init__(data, initial=initial, **more)
        if question["kind"] not in {"short_text", "long_text"}:
            del self.fields["word_limit"]

    def result(self) -> dict[str, Any] | None:
        """The question as typed; None when it is dropped."""
        cleaned = self.cleaned_data
        if cleaned["drop"]:
            return None
        question = deepcopy(dict(self.question))
        english = cleaned["label_en"]
        if (cleaned["label"], english) != (_dutch(question["label"]), _english(question["label"])):
            question["label"] = {"nl": cleaned["label"], **({"en": english} if english else {})}
        guidance = cleaned["guidance"].replace("\r\n", "\n")
        if guidance != _dutch(question.get("guidance")).strip():
            question["guidance"] = {
                "nl": guidance
            }  # English words for other guidance would mislead
        for name in ("word_limit", "required"):
            value = cleaned.get(name) or (0 if name == "word_limit" else False)
            if name in cleaned and (name in question or value):
                question[name] = value
        return question


class NewQuestionForm(forms.Form):
    """A question that is added at the end of a section."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=NEW_KINDS, required=False)
    label = forms.CharField(label=gettext_lazy("Question"), max_length=500, required=False)
    label_en = forms.CharField(
        label=gettext_lazy("Question in English"), max_length=500, required=False
    )
    required = forms.BooleanField(label=gettext_lazy("Must be answered"), required=False)

    def clean(self) -> dict[str, Any]:
        """A question has words, and words belong to a question."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("kind") and not cleaned.get("label"):
            self.add_error("label", _("Write the question."))
        if cleaned.get("label") and not cleaned.get("kind"):
            self.add_error("kind", _("Choose what kind of answer is asked."))
        return cleaned

    def result(self, taken: set[str]) -> dict[str, Any] | None:
        """The new question with a code of its own; None when there is none."""
        cleaned = self.cleaned_data
        if not cleaned["kind"]:
            return None
        wanted = f"q_{slugify(cleaned['label'])[:30].replace('-', '_')}"
        code, number = wanted, 2
        while code in taken:
            code, number = f"{wanted}_{number}", number + 1
        label = {"nl": cleaned["label"], "en": cleaned["label_en"] or cleaned["label"]}
        question = {
            "code": code,
            "kind": cleaned["kind"],
            "label": label,
            "required": cleaned["required"],
        }
        if cleaned["kind"] == "file":
            question["file_types"] = ["pdf"]
        return question


class OfferForm(EditsForm):
    """All questions of one phase, in their sections."""

    def __init__(self, data: Any = None, *, terms: Mapping[str, Any], edits: int) -> None:
        super().__init__(data, initial={"edits": edits})
        self.sections = []
        for section in terms["form"]:
            questions = [
                QuestionForm(
                    data, question=question, prefix=f"{section['code']}-{question['code']}"
                )
                for question in section["questions"]
            ]
            new = NewQuestionForm(data, prefix=f"{section['code']}-new")
            title = in_language(section.get("title") or section.get("label"))
            self.sections.append(
                {"section": section, "title": title, "questions": questions, "new": new}
            )

    def is_valid(self) -> bool:
        """All are asked, so that all errors are there at once."""
        forms_of_it = [form for each in self.sections for form in [*each["questions"], each["new"]]]
        return all([super().is_valid(), *[form.is_valid() for form in forms_of_it]])

    def all_forms(self) -> list[forms.Form]:
        """For the summary of errors."""
        return [self, *[f for each in self.sections for f in [*each["questions"], each["new"]]]]

    def part(self) -> dict[str, Any]:
        """The form as it will be."""
        taken = {form.question["code"] for each in self.sections for form in each["questions"]}
        sections = []
        for each in self.sections:
            kept = [question for form in each["questions"] if (question := form.result())]
            if added := each["new"].result(taken):
                taken.add(added["code"])
                kept.append(added)
            sections.append({**each["section"], "questions": kept})
        return {"form": sections}


def _dutch(text: Any) -> str:
    return str(text.get("nl", "")) if isinstance(text, dict) else str(text or "")


def _english(text: Any) -> str:
    return str(text.get("en", "")) if isinstance(text, dict) else ""
