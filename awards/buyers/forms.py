"""What an authority writes when it wants a solution too."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from awards.buyers.models import BuyerInterest
from portal.accounts.models import Membership, Organisation, User


class InterestForm(forms.ModelForm):
    """For which authority, who to call, and when it is needed."""

    class Meta:
        model = BuyerInterest
        fields = ["authority", "contact_name", "contact_email", "wanted", "note"]
        labels = {"authority": _("For which authority")}
        help_texts = {
            "wanted": _("For instance: in the spring of 2028, with the next maintenance."),
            "note": _("The company and the officers of the call read this."),
        }
        widgets = {"note": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        authorities = Organisation.objects.of(by).filter(
            kind=Organisation.Kind.AUTHORITY,
            memberships__user=by,
            memberships__role=Membership.Role.OFFICER,
        )
        field = cast(forms.ModelChoiceField, self.fields["authority"])
        field.queryset = authorities
        field.initial = authorities[0] if len(authorities) == 1 else None
        self.fields["contact_name"].initial = by.name
        self.fields["contact_email"].initial = by.email
