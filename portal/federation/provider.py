"""The kind of provider that allauth finds here: OpenID Connect, code flow with PKCE and a nonce."""

import secrets
from typing import Any

from allauth.account.models import EmailAddress
from allauth.socialaccount.providers.base.provider import ProviderAccount
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from django.http import HttpRequest, HttpResponse

from portal.federation.claims import Statement
from portal.federation.flow import OrganisationAdapter


class OrganisationProvider(OpenIDConnectProvider):
    """One of the providers that the operator entered; `app.settings` holds its row."""

    id = "openid_connect"
    name = "OpenID Connect"
    account_class = ProviderAccount
    oauth2_adapter_class = OrganisationAdapter
    pkce_enabled_default = True

    def redirect(
        self,
        request: HttpRequest,
        process: str,
        next_url: str | None = None,
        data: Any = None,
        **kwargs: Any,
    ) -> HttpResponse:
        """Send the person there with a nonce that only this session knows.

        What the address bar asks for in scopes or parameters is not passed on.
        """
        nonce = secrets.token_urlsafe(24)
        row = self.app.settings["row"]
        asked = {"nonce": nonce}
        if row.is_broker:
            asked["acr_values"] = row.least_assurance
        kwargs |= {"auth_params": asked, "scope": self.get_default_scope(), "nonce": nonce}
        return super().redirect(request, process, next_url, data, **kwargs)

    def extract_uid(self, data: Statement) -> str:
        return data.subject

    def extract_common_fields(self, data: Statement) -> dict[str, Any]:
        return {"email": data.email, "name": data.name}

    def extract_email_addresses(self, data: Statement) -> list[EmailAddress]:
        """Never taken as confirmed: an address in somebody else's word takes over no account."""
        return [EmailAddress(email=data.email, verified=False, primary=True)] if data.email else []

    def extract_extra_data(self, data: Statement) -> dict[str, Any]:
        return data.as_kept()

    def serialize(self) -> dict[str, Any]:
        """By its short name: two providers may have given us the same client id."""
        return {"id": self.app.provider_id}


provider_classes = [OrganisationProvider]
