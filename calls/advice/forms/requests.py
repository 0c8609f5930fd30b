"""A request for advice, a message in it, and the advice."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from calls.advice.selectors import advising_agencies, authorities_of
from calls.models import Call
from portal.accounts.models import Organisation, User
from portal.files.fields import SoundFile

MOST_FILES = 5
KINDS = ("pdf", "docx", "odt", "xlsx", "png", "jpg")


class SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(SoundFile):
    """Files that come with a message; a list, empty without any."""

    def __init__(self) -> None:
        widget = SeveralFiles(attrs={"accept": ",".join(f".{kind}" for kind in KINDS)})
        super().__init__(
            kinds=KINDS,
            label=gettext_lazy("Attachments"),
            help_text=gettext_lazy("At most five: PDF, Word, Excel, OpenDocument or a picture."),
            required=False,
            widget=widget,
        )

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Each of them sound, or what is wrong with which."""
        files = [file for file in (data if isinstance(data, list | tuple) else [data]) if file]
        if len(files) > MOST_FILES:
            raise ValidationError(_("Send at most five files with a message."), code="many")
        faults, sound = [], []
        for file in files:
            try:
                sound.append(super().clean(file))
            except ValidationError as fault:
                faults += [f"{file.name}: {message}" for message in fault.messages]
        if faults:
            raise ValidationError(faults)
        return sound


class MessageForm(forms.Form):
    """A message in the conversation."""

    text = forms.CharField(
        label=gettext_lazy("Your message"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    attachments = FilesField()


class AskForm(forms.Form):
    """A request for advice; the call is known, or there is none yet."""

    authority = forms.ModelChoiceField(
        Organisation.objects.none(), label=gettext_lazy("Contracting authority"), empty_label=None
    )
    agency = forms.ModelChoiceField(
        Organisation.objects.none(), label=gettext_lazy("Expertise centre"), empty_label=None
    )
    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=160)
    text = forms.CharField(
        label=gettext_lazy("Your question"),
        help_text=gettext_lazy("Write what you want to know and what you have found out already."),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    attachments = FilesField()

    def __init__(
        self, data: Any = None, files: Any = None, *, user: User, call: Call | None = None
    ) -> None:
        super().__init__(data, files)
        agencies = advising_agencies()
        field = cast(forms.ModelChoiceField, self.fields["agency"])
        field.queryset = agencies
        own = agencies.filter(pk=call.executing_agency_id) if call else agencies.none()
        field.initial = own.first() or agencies.first()
        if call is not None:
            del self.fields["authority"]
            return
        authorities = cast(forms.ModelChoiceField, self.fields["authority"])
        authorities.queryset = authorities_of(user)
        authorities.initial = authorities.queryset.first()


class OutcomeForm(forms.Form):
    """The advice itself."""

    outcome = forms.CharField(
        label=gettext_lazy("Your advice"),
        help_text=gettext_lazy("This closes the conversation with an answer that can be kept."),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
