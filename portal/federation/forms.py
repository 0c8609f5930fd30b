"""An identity provider, as the operator enters it."""

from typing import Any, cast

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Organisation
from portal.federation.models import IdentityProvider


class ProviderForm(forms.ModelForm):
    """The secret is typed, and never shown again."""

    secret = forms.CharField(
        label=_("Client secret"),
        required=False,
        max_length=500,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("Kept encrypted. Leave empty to keep the one that is there."),
    )

    class Meta:
        model = IdentityProvider
        fields = (
            "name", "slug", "kind", "issuer", "client_id", "secret", "is_active", "organisation",
            "mail_domains", "second_factor_values", "least_assurance", "claim_assurance",
            "claim_kvk", "claim_intermediary", "claim_company",
        )  # fmt: skip
        field_classes = {"issuer": forms.CharField}  # the model checks that it is an address
        labels = {
            "organisation": _("Organisation"),
            "claim_assurance": _("Claim with the level of assurance"),
            "claim_kvk": _("Claim with the KvK number"),
            "claim_intermediary": _("Claim with the KvK number of the intermediary"),
            "claim_company": _("Claim with the name of the company"),
        }
        help_texts = {
            "issuer": _("An https address, exactly as the provider writes it."),
            "organisation": _("For an organisation's own provider: whose people log in with it."),
            "mail_domains": _(
                "For an organisation's own provider, such as “provincie.example”. Several: with a "
                "space between them."
            ),
            "second_factor_values": _(
                "When the provider says one of these words, it counts as a second factor, such as "
                "“mfa”. Empty: everybody of the organisation also sets one up here."
            ),
            "least_assurance": _("For eHerkenning. Companies that send offers need EH3."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organisations = cast(forms.ModelChoiceField, self.fields["organisation"])
        organisations.queryset = Organisation.objects.exclude(kind__in=Organisation.APPLICANTS)
        if self.instance.pk is None:
            self.fields["secret"].required = True
        else:
            self.fields["slug"].disabled = True  # the provider knows the address by heart

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper(self)
        helper.form_tag = False
        helper.disable_csrf = True
        return helper

    def clean_issuer(self) -> str:
        issuer = self.cleaned_data["issuer"]
        if not issuer.startswith("https://"):
            raise forms.ValidationError(_("The address begins with https://."))
        return issuer

    def clean(self) -> dict[str, Any]:
        """A broker speaks for no organisation; an own provider for one, and for its addresses."""
        given = super().clean() or self.cleaned_data
        if given.get("kind") == IdentityProvider.Kind.EHERKENNING:
            given["organisation"] = None
            self.instance.organisation = None
        elif given.get("kind") == IdentityProvider.Kind.ORGANISATION:
            for name, text in (
                ("organisation", _("Name the organisation whose identity provider this is.")),
                ("mail_domains", _("Name at least one mail domain.")),
            ):
                if not given.get(name) and name not in self.errors:
                    self.add_error(name, text)
        return given
