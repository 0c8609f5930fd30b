"""allauth asks here which providers there are, and whether somebody may come in."""

import hmac
from typing import Any

from allauth.account.utils import user_email
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.base.constants import AuthError, AuthProcess
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from requests import RequestException

from portal.accounts.models import User
from portal.audit.record import record
from portal.clock import portal_now
from portal.federation import rules, services
from portal.federation.claims import Statement
from portal.federation.models import IdentityProvider
from portal.federation.selectors import active_providers

OUTSIDE_FACTOR = "outside_factor"  # in the session: the provider asked for more than a password
ACTS_FOR = "acts_for"  # in the session: the company of the assertion


class FederationAdapter(DefaultSocialAccountAdapter):
    """Providers are rows of the operator; who comes in is for rules.py."""

    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        """The rows, as allauth knows them. Nothing is kept in allauth's own table."""
        rows = active_providers()
        if provider and provider != "openid_connect":
            rows = rows.filter(slug=provider)
        return [_as_app(row) for row in rows]

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """The token was checked; now its person. Whoever is refused reads why."""
        row = sociallogin.provider.app.settings["row"]
        try:
            _require_nonce(sociallogin)
            if row.is_broker:
                self._for_company(request, sociallogin, row)
            else:
                self._for_member(request, sociallogin, row)
        except rules.Refused as refusal:
            raise ImmediateHttpResponse(_refuse(request, row, refusal.reason)) from refusal

    def _for_company(
        self, request: HttpRequest, sociallogin: SocialLogin, row: IdentityProvider
    ) -> None:
        statement = statement_of(sociallogin)
        rules.require_company(row, statement)
        is_connecting = sociallogin.state.get("process") == AuthProcess.CONNECT
        is_free = not sociallogin.is_existing or sociallogin.user == request.user
        if is_connecting and request.user.is_authenticated and is_free:
            arrive(request, request.user, sociallogin)

    def _for_member(
        self, request: HttpRequest, sociallogin: SocialLogin, row: IdentityProvider
    ) -> None:
        """Known here, or known by an address that the organisation itself confirmed."""
        if not sociallogin.is_existing:
            statement = statement_of(sociallogin)
            rules.require_own_address(row, statement)
            found = User.objects.filter(email__iexact=statement.email, is_active=True).first()
            rules.require_member(row, found)
            sociallogin.connect(request, found)
        rules.require_member(row, sociallogin.user)

    def is_auto_signup_allowed(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """A new person of a company gives name and address first; the number is not asked."""
        return False

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: Any) -> User:
        user = sociallogin.user
        user_email(user, data.get("email") or "")
        user.name = data.get("name") or ""
        user.joined_at = portal_now()  # the session keeps it on the way to the form
        return user

    def get_signup_form_initial_data(self, sociallogin: SocialLogin) -> dict[str, str]:
        return {"email": sociallogin.user.email, "name": sociallogin.user.name}

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: object) -> str:
        return reverse("accounts:companies")

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> None:
        """Every way in which it goes wrong is one page of ours, and a line."""
        if error == AuthError.CANCELLED:
            reason = "cancelled"
        else:
            reason = "silent" if isinstance(exception, RequestException) else "untrusted"
        row = provider.app.settings["row"]
        raise ImmediateHttpResponse(_refuse(request, row, reason))


def arrive(request: HttpRequest, user: User, sociallogin: SocialLogin) -> None:
    """Somebody is logged in by another's word: what that means in this session."""
    row = sociallogin.provider.app.settings["row"]
    statement = statement_of(sociallogin)
    if rules.counts_as_second_factor(row, statement):
        request.session[OUTSIDE_FACTOR] = row.slug
    if row.is_broker:
        login = services.act_for_company(user, statement, row)
        request.session[ACTS_FOR] = str(login.organisation.uuid)


def statement_of(sociallogin: SocialLogin) -> Statement:
    """What the token said."""
    return Statement.from_kept(sociallogin.account.extra_data)


def _require_nonce(sociallogin: SocialLogin) -> None:
    """The token answers the question that this session asked, and no other (REQ-21)."""
    asked, answered = sociallogin.state.get("nonce"), getattr(sociallogin, "nonce", None)
    if not asked or not isinstance(answered, str) or not hmac.compare_digest(asked, answered):
        raise rules.Refused("untrusted")


def _refuse(request: HttpRequest, row: IdentityProvider, reason: str) -> HttpResponse:
    by = request.user if request.user.is_authenticated else None
    record("outside_login_refused", row, by=by, reason=reason)
    context = {"provider": row, "reason": rules.REASONS[reason]}
    return render(request, "federation/refused.html", context, status=403)


def _as_app(row: IdentityProvider) -> SocialApp:
    return SocialApp(
        provider="openid_connect",
        provider_id=row.slug,
        name=row.name,
        client_id=row.client_id,
        secret=row.secret,
        settings={
            "server_url": row.issuer.rstrip("/"),
            "oauth_pkce_enabled": True,
            "row": row,
        },
    )
