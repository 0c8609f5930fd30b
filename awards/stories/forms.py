"""What officers write of a solution, and what the company answers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from awards.stories.models import Story
from portal.files.fields import PictureField


class StoryForm(forms.Form):
    """Title, text and a picture; nothing in it is confidential."""

    title = forms.CharField(label=_("Title of the story"), max_length=160)
    text = forms.CharField(
        label=_("Text of the story"),
        help_text=_("Everybody can read this. You can use Markdown for headings, lists and links."),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 16}),
    )
    picture = PictureField(
        label=_("Picture (PNG or JPEG)"),
        help_text=_("At most 15 MB. Place and camera are taken out of it."),
        required=False,
    )
    keeps_picture = forms.BooleanField(label=_("Keep the picture that is there"), required=False)
    picture_alt = forms.CharField(
        label=_("What the picture shows"),
        help_text=_("For who cannot see it. For instance: “Two workers lift a beam of a bridge.”"),
        max_length=300,
        required=False,
    )
    is_public = forms.BooleanField(
        label=_("Nothing here is confidential, and the picture may be published."),
    )

    def __init__(self, *args: Any, last: Story | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.has_picture = last is not None and last.picture_id is not None
        if last is not None:
            self.initial.update(title=last.title, text=last.text, picture_alt=last.picture_alt)
        if self.has_picture:
            self.fields["keeps_picture"].initial = True
        else:
            del self.fields["keeps_picture"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data.pop("is_public", None)
        shows = data.get("picture") or (self.has_picture and data.get("keeps_picture"))
        if shows and not data.get("picture_alt") and "picture_alt" not in self.errors:
            self.add_error("picture_alt", _("Say what the picture shows, for who cannot see it."))
        return data


class StoryAnswerForm(forms.Form):
    """Approve it, or say what should be different."""

    verdict = forms.ChoiceField(
        label=_("Your answer"),
        choices=[
            ("approve", _("I approve: it may be public, and nothing in it is confidential")),
            ("refuse", _("I do not approve it like this")),
        ],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=_("What should be different"),
        help_text=_("The officers read this. Needed when you do not approve."),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("verdict") == "refuse" and not data.get("answer"):
            self.add_error("answer", _("Say what should be different."))
        return data
