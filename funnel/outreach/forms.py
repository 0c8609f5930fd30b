"""Who somebody is that registers, and what the organiser fills in."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy

from calls.market.forms.officer import MeetingForm
from funnel.outreach.models import Registration, Session, organisers_of
from funnel.targets.models import AuthorityTier
from portal.accounts.models import Organisation, User


class RegisterForm(forms.Form):
    """Name, organisation and address: no account is needed."""

    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    organisation = forms.CharField(
        label=gettext_lazy("Organisation"),
        max_length=160,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    tier = forms.ChoiceField(
        label=gettext_lazy("What kind of organisation is it?"),
        choices=[
            *AuthorityTier.Tier.choices,
            ("", gettext_lazy("another kind of organisation")),
        ],
        required=False,
        widget=forms.RadioSelect,
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        help_text=gettext_lazy("You get a link there. Nothing is settled before you use it."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class SessionForm(MeetingForm):
    """Time and place of a session, and who holds it."""

    kind: Any = None  # there is one kind
    organiser = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=gettext_lazy("Who holds it"),
        to_field_name="uuid",
        empty_label=None,
    )
    together_with = forms.CharField(
        label=gettext_lazy("Together with"),
        help_text=gettext_lazy("For instance IPO and VNG."),
        max_length=160,
        required=False,
    )

    def __init__(self, data: Any = None, *, by: User, session: Session | None = None) -> None:
        initial = {name: getattr(session, name) for name in self.base_fields} if session else {}
        super().__init__(data, initial=initial)
        cast(forms.ModelChoiceField, self.fields["organiser"]).queryset = organisers_of(by)


class AttendanceForm(forms.Form):
    """Who came, of those who had a place."""

    came = forms.ModelMultipleChoiceField(
        Registration.objects.none(),
        label=gettext_lazy("Who came"),
        to_field_name="uuid",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Any = None, *, session: Session) -> None:
        placed = session.registrations.filter(state=Registration.State.PLACED)
        came = [row.uuid for row in placed if row.has_come]
        super().__init__(data, initial={"came": came})
        field = cast(forms.ModelMultipleChoiceField, self.fields["came"])
        field.queryset = placed
        cast(Any, field).label_from_instance = _words_of


def _words_of(registration: Registration) -> str:
    """Name and organisation; of somebody whose name was forgotten the organisation alone."""
    return ", ".join(part for part in (registration.name, registration.organisation) if part)
