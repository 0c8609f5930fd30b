"""Forms about people and moments: documents, key holders, approval, a later deadline."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from calls.models import Call, CallDocument, Phase
from calls.selectors import possible_openers, possible_reserves
from portal.accounts.models import User
from portal.fields import MomentField
from portal.files.fields import SoundFile
from portal.look.wording import moment_text


class DocumentForm(forms.Form):
    """A document of the call, as PDF: everybody can read that without buying anything."""

    kind = forms.ChoiceField(label=_("Kind"), choices=CallDocument.Kind.choices)
    title = forms.CharField(label=_("Title"), max_length=160)
    file = SoundFile(label=_("File (PDF)"))


class HoldersForm(forms.Form):
    """Who holds the keys of the vault: two who open, one in reserve."""

    first = forms.ModelChoiceField(User.objects.none(), label=_("First opener"))
    second = forms.ModelChoiceField(User.objects.none(), label=_("Second opener"))
    escrow = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Reserve"),
        help_text=_("Steps in when one of the openers cannot."),
    )

    def __init__(self, data: Any = None, *, call: Call) -> None:
        chosen = [holder.user_id for holder in call.key_holders.all()]
        super().__init__(data, initial=dict(zip(self.base_fields, chosen, strict=False)))
        openers, reserves = possible_openers(call), possible_reserves(call)
        for name, people in [("first", openers), ("second", openers), ("escrow", reserves)]:
            cast(forms.ModelChoiceField, self.fields[name]).queryset = people

    def clean(self) -> dict[str, Any]:
        """Three different people."""
        cleaned = super().clean() or self.cleaned_data
        people = [cleaned.get(name) for name in self.base_fields]
        named = [person for person in people if person is not None]
        if len(set(named)) != len(named):
            raise ValidationError(_("Choose three different people."), code="same")
        return cleaned


class ReachedForm(forms.Form):
    """How somebody was reached whose mail came back."""

    how = forms.CharField(
        label=_("How you reached this person"),
        help_text=_("For example: called on 3 March, new address written down."),
        max_length=300,
    )


class PassphraseForm(forms.Form):
    """The passphrase of one's vault key; typed twice when the key is made with it."""

    passphrase = forms.CharField(
        label=_("Passphrase of your vault key"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    again = forms.CharField(
        label=_("The same passphrase again"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, data: Any = None, *, is_new: bool) -> None:
        super().__init__(data)
        if is_new:
            field = self.fields["passphrase"]
            field.label = _("Choose a passphrase for your vault key")
            field.help_text = _(
                "At least 12 characters; four words that have nothing to do with each other are "
                "easy to keep. Nobody can give you a new one: the portal does not know it."
            )
            field.widget.attrs["autocomplete"] = "new-password"
        else:
            del self.fields["again"]

    def clean(self) -> dict[str, Any]:
        """What was typed twice is the same."""
        cleaned = super().clean() or self.cleaned_data
        again = cleaned.get("again")
        if again is not None and cleaned.get("passphrase") not in {None, again}:
            self.add_error("again", _("This differs from the passphrase above it."))
        return cleaned


class RemarksForm(forms.Form):
    """What the author should change."""

    remarks = forms.CharField(
        label=_("What should be changed"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class ReasonsForm(forms.Form):
    """Why a call stops; everybody reads it."""

    reasons = forms.CharField(
        label=_("Why the call stops"),
        help_text=_("This appears on the public page."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class DeadlineForm(forms.Form):
    """A later deadline, and why."""

    to = MomentField(label=_("New deadline"))
    reason = forms.CharField(
        label=_("Why the deadline moves"),
        help_text=_("This appears on the public page, with the new version of the terms."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: Any = None, *, phase: Phase) -> None:
        super().__init__(data, initial={"to": phase.closes_at})
        if phase.closes_at is not None:
            self.fields["to"].help_text = _("The deadline is now %(moment)s.") % {
                "moment": moment_text(phase.closes_at, seconds=False)
            }
