"""What a person wants with mails."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.mail import preferences
from portal.mail.kinds import Category
from portal.mail.models import MailPreference, QuietHours


class MailForm(forms.Form):
    """One choice per category, the language, and the hours in which it is quiet."""

    language = forms.ChoiceField(
        label=_("Language of mails and letters"), choices=settings.LANGUAGES
    )
    quiet_begin = forms.TimeField(
        label=_("Quiet from"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("Leave both empty for no quiet hours. What cannot wait comes anyway."),
    )
    quiet_end = forms.TimeField(
        label=_("Quiet until"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )

    def __init__(self, data: Any = None, *, user: User) -> None:
        self.user = user
        quiet = QuietHours.objects.filter(user=user).first()
        modes = {category.value: mode for category, mode in preferences.modes_of(user).items()}
        initial: dict[str, Any] = {"language": user.language, **modes}
        if quiet:
            initial |= {"quiet_begin": quiet.begin, "quiet_end": quiet.end}
        super().__init__(data, initial=initial)
        choices = {
            category.value: forms.ChoiceField(
                label=category.label,
                choices=MailPreference.Mode.choices,
                widget=forms.RadioSelect,
            )
            for category in Category
        }
        self.fields = choices | self.fields

    def clean(self) -> dict[str, Any]:
        """Quiet hours have both ends, or none."""
        cleaned = super().clean() or self.cleaned_data
        begin, end = cleaned.get("quiet_begin"), cleaned.get("quiet_end")
        if not self.errors and (begin is None) != (end is None):
            missing = "quiet_begin" if begin is None else "quiet_end"
            self.add_error(missing, ValidationError(_("Fill in both hours, or leave both empty.")))
        elif begin is not None and begin == end:
            self.add_error(
                "quiet_end", ValidationError(_("Quiet hours end at another time than they begin."))
            )
        return cleaned

    def save(self) -> None:
        """Hold from the next mail on."""
        chosen = self.cleaned_data
        for category in Category:
            preferences.choose(self.user, category, chosen[category.value])
        if chosen["quiet_begin"] is None:
            QuietHours.objects.filter(user=self.user).delete()
        else:
            hours = {"begin": chosen["quiet_begin"], "end": chosen["quiet_end"]}
            QuietHours.objects.update_or_create(user=self.user, defaults=hours)
        self.user.language = chosen["language"]
        self.user.save(update_fields=["language"])
