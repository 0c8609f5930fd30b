"""What an editor types of a result from before the portal, and what a visitor searches for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from awards.stories.forms import StoryForm
from funnel.results.models import FIRST_YEAR, EarlierStory
from funnel.results.services import WORDS


class EarlierStoryForm(StoryForm):
    """The fields of a story, and those that an award would have told by itself."""

    year = forms.IntegerField(
        label=_("Year"),
        min_value=FIRST_YEAR,
        max_value=2100,
        widget=forms.NumberInput(attrs={"class": "input-number"}),
    )
    title_en = forms.CharField(label=_("Title in English"), max_length=160, required=False)
    authority = forms.CharField(label=_("Authority that asked for it"), max_length=160)
    company = forms.CharField(label=_("Company that made it"), max_length=160)
    summary = forms.CharField(
        label=_("Summary"), max_length=1500, widget=forms.Textarea(attrs={"rows": 4})
    )
    summary_en = forms.CharField(
        label=_("Summary in English"),
        max_length=1500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    source = forms.CharField(
        label=_("Source"),
        help_text=_("Where this was told before, with a date."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    field_order = [
        "year", "title", "title_en", "authority", "company", "summary", "summary_en", "text",
        "picture", "keeps_picture", "picture_alt", "source", "is_public",
    ]  # fmt: skip

    def __init__(self, *args: Any, story: EarlierStory | None, **kwargs: Any) -> None:
        # A story of an award and one of before the portal have title, text and picture alike.
        last: Any = story
        super().__init__(*args, last=last, **kwargs)
        if story is not None:
            self.initial.update({name: getattr(story, name) for name in WORDS})


class FindForm(forms.Form):
    """Words and a year; what is not understood is left out, never an error."""

    q = forms.CharField(max_length=100, required=False)
    jaar = forms.IntegerField(min_value=FIRST_YEAR, max_value=2100, required=False)

    def wanted(self) -> tuple[str, int | None]:
        """The words and the year."""
        self.is_valid()
        return self.cleaned_data.get("q") or "", self.cleaned_data.get("jaar")
