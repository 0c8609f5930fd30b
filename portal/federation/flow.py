"""To the provider and back: the token is fetched by the server, and checked in every point.

Fetched over TLS or not, its signature is verified, with an algorithm of a list of ours.
"""

import json
from collections.abc import Callable
from typing import Any

import jwt
from allauth.account.internal.decorators import login_not_required
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import Http404, HttpRequest, HttpResponse
from requests import RequestException

from portal.federation import claims

ALGORITHMS = ["RS256", "PS256", "ES256", "RS384", "PS384", "ES384", "RS512", "PS512", "ES512"]
ENDPOINTS = ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri")
LEEWAY_SECONDS = 30  # two clocks may differ by that


class OrganisationAdapter(OpenIDConnectOAuth2Adapter):
    """allauth's OpenID Connect, with what it leaves to trust checked."""

    @property
    def openid_config(self) -> dict[str, Any]:
        """What the issuer says of itself. Raises OAuth2Error for what cannot be used."""
        try:
            config = super().openid_config
            missing = [name for name in ENDPOINTS if not isinstance(config.get(name), str)]
            issuer = self.get_provider().app.settings["row"].issuer
        except (AttributeError, ValueError) as wrong:
            raise OAuth2Error("The provider does not say where to go.") from wrong
        if missing or config["issuer"].rstrip("/") != issuer.rstrip("/"):
            raise OAuth2Error("The provider says that it is another one.")
        return config

    def complete_login(
        self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any
    ) -> SocialLogin:
        """Read the statement of the token. Raises OAuth2Error when it is not one for us."""
        body = self.read(app, kwargs["response"].get("id_token"))
        statement = claims.read(app.settings["row"], body)
        if not statement.subject:
            raise OAuth2Error("The token names nobody.")
        login = self.get_provider().sociallogin_from_response(request, statement)
        login.nonce = body.get("nonce")
        return login

    def read(self, app: SocialApp, id_token: object) -> dict[str, Any]:
        """The body of a token that is signed by the issuer, for us, and of now."""
        if not isinstance(id_token, str):
            raise OAuth2Error("There is no token in the answer.")
        try:
            return jwt.decode(
                id_token,
                key=self._key(id_token),
                algorithms=ALGORITHMS,
                audience=app.client_id,
                issuer=self.openid_config["issuer"],
                leeway=LEEWAY_SECONDS,
                options={"require": ["exp", "iat", "aud", "iss", "sub"]},
            )
        except (jwt.PyJWTError, KeyError, TypeError, ValueError) as wrong:
            raise OAuth2Error("The token is not one for us.") from wrong

    def _key(self, id_token: str) -> Any:
        """The issuer's key that the token names, or the only one there is."""
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
            keys = [key for key in answer.json()["keys"] if key.get("use", "sig") == "sig"]
        named = jwt.get_unverified_header(id_token).get("kid")
        fitting = [key for key in keys if key.get("kid") == named] if named else keys
        if len(fitting) != 1:
            raise OAuth2Error("The token is signed with a key that the provider does not have.")
        return jwt.PyJWK.from_json(json.dumps(fitting[0])).key


def _guarded(view_class: Any) -> Callable[..., HttpResponse]:
    """The view of allauth; a provider that is silent or talks nonsense is a page, never a 500."""

    @login_not_required
    def view(request: HttpRequest, provider_id: str) -> HttpResponse:
        adapter = OrganisationAdapter(request, provider_id)
        try:
            provider = adapter.get_provider()
        except SocialApp.DoesNotExist as unknown:
            raise Http404 from unknown
        try:
            return view_class.adapter_view(adapter)(request)
        except (OAuth2Error, RequestException, ValueError) as wrong:
            return render_authentication_error(request, provider, exception=wrong)

    return view


login = _guarded(OAuth2LoginView)
callback = _guarded(OAuth2CallbackView)
