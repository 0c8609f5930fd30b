"""An outage with its evidence, and the one new deadline."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from calls.models import Phase
from calls.outages.selectors import extendable_by
from portal.accounts.models import User
from portal.fields import MomentField
from portal.files.fields import SoundFile
from portal.look.wording import moment_text


class OutageForm(forms.Form):
    """What happened, what shows it, whom it touched, and until when they now have."""

    description = forms.CharField(
        label=gettext_lazy("What did not work"),
        help_text=gettext_lazy("Everybody reads this with the new deadline."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    began_at = MomentField(label=gettext_lazy("The outage began"))
    ended_at = MomentField(label=gettext_lazy("The outage ended"))
    evidence = SoundFile(
        kinds=("pdf", "png", "jpg", "txt"),
        label=gettext_lazy("Evidence"),
        help_text=gettext_lazy("A PDF, a picture, or a log as text. Officers can read it."),
    )
    phases = forms.MultipleChoiceField(
        label=gettext_lazy("Phases that it touched"), widget=forms.CheckboxSelectMultiple
    )
    to = MomentField(
        label=gettext_lazy("New deadline"),
        help_text=gettext_lazy("The same for every phase that you choose."),
    )

    def __init__(
        self, data: Any = None, files: Any = None, *, user: User, initial: Any = None
    ) -> None:
        super().__init__(data, files, initial=initial)
        self.mine = {str(phase.pk): phase for phase in extendable_by(user)}
        self.fields["phases"].choices = [  # type: ignore[attr-defined]
            (pk, _label(phase)) for pk, phase in self.mine.items()
        ]

    def clean_phases(self) -> list[Phase]:
        """The rows themselves."""
        return [self.mine[pk] for pk in self.cleaned_data["phases"]]

    def clean(self) -> dict[str, Any]:
        """An outage begins before it ends."""
        cleaned = super().clean() or self.cleaned_data
        began, ended = cleaned.get("began_at"), cleaned.get("ended_at")
        if began and ended and began >= ended:
            self.add_error("ended_at", _("An outage begins before it ends."))
        return cleaned


def _label(phase: Phase) -> str:
    closes = moment_text(phase.closes_at, seconds=False) if phase.closes_at else "–"
    return _("%(phase)s, deadline %(moment)s") % {"phase": phase, "moment": closes}
