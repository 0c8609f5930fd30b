"""Input for asking somebody for a role on a call."""

from typing import Any, cast

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from calls.models import Call, CallRole
from calls.roles.models import RoleOffer
from portal.accounts.forms import PlainForm
from portal.accounts.models import Membership, User
from portal.models import PortalNow


class OfferForm(PlainForm):
    """Whom, which role, until when."""

    user = forms.ModelChoiceField(
        User.objects.none(), label=_("Colleague"), to_field_name="uuid",
        help_text=_("Somebody of the authority or of who carries the call out."),
    )  # fmt: skip
    role = forms.ChoiceField(
        label=_("Role"),
        choices=[(role, CallRole.Role(role).label) for role in RoleOffer.GIVEN],
        widget=forms.RadioSelect,
    )
    last_day = forms.DateField(
        label=_("Last day"),
        help_text=_("Empty: until somebody ends it."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "class": "input-date"}, format="%Y-%m-%d"),
    )

    def __init__(self, call: Call, by: User, *args: Any) -> None:
        super().__init__(*args)
        places = [call.contracting_authority_id, call.executing_agency_id, call.co_funder_id]
        there = Membership.objects.filter(
            Q(until=None) | Q(until__gt=PortalNow()),
            organisation__in=[place for place in places if place],
        )
        field = cast(forms.ModelChoiceField, self.fields["user"])
        field.queryset = (
            User.objects.filter(is_active=True, pk__in=there.values("user"))
            .exclude(pk=by.pk)
            .order_by("name", "pk")
        )
