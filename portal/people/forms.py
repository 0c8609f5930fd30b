"""Input about the people of an organisation that asks."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.forms import PlainForm
from portal.accounts.models import Membership, Organisation, User
from portal.people.permissions import ROLES, Kind

Role = Membership.Role
MAY: dict[str, Any] = {
    Role.OFFICER: gettext_lazy("Procurement officer: writes and runs calls, with a colleague"),
    Role.ANALYST: gettext_lazy("Analyst: reads the figures of all calls"),
    Role.ADVISER: gettext_lazy("Adviser: answers requests for advice"),
    Role.COLLEAGUE: gettext_lazy("Colleague: sees nothing until somebody gives a role on a call"),
    Role.ADMINISTRATOR: gettext_lazy("Administrator: manages people, and sees nothing of calls"),
    Role.OPERATOR: gettext_lazy("Operator: keeps the portal running, and sees no content"),
    Role.AUDITOR: gettext_lazy("Auditor: reads openings and history, and no content"),
}


class PersonForm(PlainForm):
    """Somebody to invite."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    email = forms.EmailField(label=gettext_lazy("E-mail address"))


class InviteForm(PersonForm):
    """Somebody to invite, with the role."""

    role = forms.ChoiceField(label=gettext_lazy("Role"), widget=forms.RadioSelect)

    def __init__(self, organisation: Organisation, by: User, *args: Any) -> None:
        super().__init__(*args)
        self.own = by.email.lower()
        self.fields["role"].choices = [  # type: ignore[attr-defined]
            (role, MAY[role]) for role in ROLES.get(organisation.kind, ())
        ]

    def clean_email(self) -> str:
        """Nobody gives themselves a role."""
        email = self.cleaned_data["email"].lower()
        if email == self.own:
            raise forms.ValidationError(
                _("Nobody gives themselves a role. Ask another administrator."), code="own"
            )
        return email


class EnterForm(PlainForm):
    """A new organisation that asks, with its first administrator."""

    name = forms.CharField(label=gettext_lazy("Name of the organisation"), max_length=200)
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=[(kind, kind.label) for kind in (Kind.AUTHORITY, Kind.AGENCY, Kind.MINISTRY)],
    )
    admin_name = forms.CharField(
        label=gettext_lazy("Name of the first administrator"), max_length=200
    )
    admin_email = forms.EmailField(label=gettext_lazy("Their e-mail address"))
