"""What an amendment says of itself, and its documents."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from calls.amendments.models import Amendment
from calls.models import CallDocument
from portal.files.fields import SoundFile
from portal.workflow import TransitionRefused


class EditsForm(forms.Form):
    """A part of an amendment; `edits` tells whether somebody else saved in the meantime."""

    edits = forms.IntegerField(widget=forms.HiddenInput)

    def refuse(self, fault: TransitionRefused) -> None:
        """Show why it was not taken; what was typed stays."""
        self.add_error(None, fault.message)


class SaysForm(EditsForm):
    """Title, kind, reason, and what happens with offers that were sent."""

    title = forms.CharField(label=_("Title"), max_length=160)
    kind = forms.ChoiceField(
        label=_("Kind of amendment"), choices=Amendment.Kind.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=_("Why the terms change"),
        help_text=_("Everybody reads this with the differences."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    effect = forms.ChoiceField(
        label=_("Offers that were sent"), choices=Amendment.Effect.choices, widget=forms.RadioSelect
    )
    effect_reason = forms.CharField(
        label=_("Why what was sent lapses"),
        help_text=_("Only when it does. Companies then have at least ten days to confirm."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    no_extension_because = forms.CharField(
        label=_("Why the deadline stays"),
        help_text=_(
            "Only when the amendment comes within the information period and brings no later "
            "deadline."
        ),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    @classmethod
    def of(cls, amendment: Amendment, data: Any = None) -> "SaysForm":
        """The form with what the amendment says now."""
        names = [name for name in cls.base_fields if name != "edits"]
        initial = {name: getattr(amendment, name) for name in names}
        return cls(data, initial={"edits": amendment.edits} | initial)

    def clean(self) -> dict[str, Any]:
        """An offer does not lapse without a reason."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("effect") == Amendment.Effect.LAPSES and not cleaned.get("effect_reason"):
            self.add_error("effect_reason", _("Say why what was sent lapses."))
        return cleaned

    def says(self) -> dict[str, Any]:
        """For `calls.amendments.services.say`."""
        return {name: value for name, value in self.cleaned_data.items() if name != "edits"}


class AmendedDocumentForm(EditsForm):
    """A new document, a next version of one, or one that is taken out; with a note (REQ-15)."""

    replaces = forms.ModelChoiceField(
        CallDocument.objects.none(),
        label=_("Document"),
        required=False,
        empty_label=_("a new document"),
    )
    takes_out = forms.BooleanField(label=_("Take this document out"), required=False)
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[("", "–"), *CallDocument.Kind.choices], required=False
    )
    title = forms.CharField(label=_("Title"), max_length=160, required=False)
    file = SoundFile(label=_("File (PDF)"), required=False)
    change_note = forms.CharField(
        label=_("What changed"),
        help_text=_("In one line. It stands with the document for everybody."),
        max_length=300,
    )

    def __init__(self, data: Any = None, files: Any = None, *, amendment: Amendment) -> None:
        super().__init__(data, files, initial={"edits": amendment.edits})
        field = self.fields["replaces"]
        field.queryset = amendment.call.documents.current()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Each of the three moves has what it needs, and no more."""
        cleaned = super().clean() or self.cleaned_data
        replaces, takes_out = cleaned.get("replaces"), cleaned.get("takes_out")
        if takes_out and replaces is None:
            self.add_error("replaces", _("Choose which document is taken out."))
        if takes_out and cleaned.get("file"):
            self.add_error("file", _("A document that is taken out has no new file."))
        if not takes_out and not cleaned.get("file") and "file" not in self.errors:
            self.add_error("file", _("Choose a file."))
        if replaces is None and not takes_out:
            for name in ("kind", "title"):
                if not cleaned.get(name):
                    self.add_error(name, _("A new document has a kind and a title."))
        return cleaned

    def change(self) -> dict[str, Any]:
        """For `calls.amendments.services.change_document`."""
        cleaned, replaces = self.cleaned_data, self.cleaned_data["replaces"]
        return {
            "replaces": replaces,
            "upload": None if cleaned["takes_out"] else cleaned["file"],
            "kind": replaces.kind if replaces else cleaned["kind"],
            "title": cleaned["title"] or (replaces.title if replaces else ""),
            "change_note": cleaned["change_note"],
            "edits": cleaned["edits"],
        }
