"""Step-up: opening, deciding and releasing ask for a second factor of the last five minutes."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa.base.internal.flows import check_rate_limit
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth as webauthn
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from portal.accounts.models import StepUp, User
from portal.accounts.requests import SignedInRequest
from portal.audit.record import record
from portal.workflow import TransitionRefused

TOTP, PASSKEY = Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN
# What proves that it is this person, now. A recovery code does not: it is a note for the day on
# which phone and key are lost, and whoever finds the note has no device of that person (decision
# 400).
FACTORS = [TOTP, PASSKEY]


class WrongCode(Exception):
    """The code or passkey is not this person's own of this moment, or was used before."""


def prove(user: User, *, session_key: str, code: str) -> StepUp:
    """Check a code of the authenticator app and write the proof down. Raises WrongCode.

    A code counts once: allauth remembers it for its thirty seconds. Who guesses is stopped as at
    the login.
    """
    try:
        clear_attempts = check_rate_limit(user) if context.request else None
    except ValidationError as too_many:
        raise _refused(user, "totp") from too_many
    authenticator = Authenticator.objects.filter(user=user, type=TOTP).first()
    if authenticator is None or not authenticator.wrap().validate_code(code.replace(" ", "")):
        raise _refused(user, "totp")
    if clear_attempts:
        clear_attempts()
    return _proven(user, session_key, "totp")


def prove_with_passkey(user: User, *, session_key: str, credential: Any) -> StepUp:
    """Check what the browser said to the challenge of this session. Raises WrongCode."""
    try:
        webauthn.parse_authentication_response(credential)
        authenticator = webauthn.complete_authentication(user, credential)
    except ValidationError as wrong:
        raise _refused(user, "passkey") from wrong
    authenticator.record_usage()
    return _proven(user, session_key, "passkey")


def logged_in(sender: object, request: HttpRequest, user: User, **_kwargs: Any) -> None:
    """Who just logged in with a second factor has proven it: nobody is asked twice in a row.

    A recovery code logs in and proves nothing (decisions 400, 405).
    """
    given: dict[str, Any] = next(reversed(get_authentication_records(request, user)), {})
    if given.get("type") in FACTORS:
        method = "passkey" if given["type"] == PASSKEY else "totp"
        _proven(user, request.session.session_key or "", method)


def passkey_challenge(user: User) -> dict[str, Any]:
    """What the browser is to answer with a passkey; it counts once, and in this session."""
    return webauthn.begin_authentication(user)


def _refused(user: User, method: str) -> WrongCode:
    record("step_up_refused", user, by=user, method=method)
    return WrongCode()


def _proven(user: User, session_key: str, method: str) -> StepUp:
    proof = StepUp.objects.create(
        user=user, session_key=session_key, method=method, made_at=timezone.now()
    )
    record("step_up", user, by=user, method=method)
    return proof


def fresh_proof(user: User, session_key: str) -> StepUp | None:
    """The newest proof of this session, if it is still fresh."""
    return (
        StepUp.objects.filter(
            user=user,
            session_key=session_key,
            made_at__gt=timezone.now() - settings.STEP_UP_VALID,
        )
        .order_by("-made_at")
        .first()
    )


def check(proof: StepUp, by: User) -> None:
    """Raise PermissionDenied unless `proof` is one's own, TransitionRefused unless it is fresh."""
    if proof.user_id != by.pk:
        raise PermissionDenied("step_up")
    if proof.made_at <= timezone.now() - settings.STEP_UP_VALID:
        raise TransitionRefused(
            _("Your confirmation is older than five minutes. Confirm again."),
            code="step_up",
        )


def step_up_required(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Ask for a code before a page is shown or used; the page then finds it in `request.proof`."""

    @wraps(view)
    def wrapped(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        proof = fresh_proof(request.user, request.session.session_key or "")
        if proof is None:
            query = urlencode({"next": request.get_full_path()})
            return redirect(f"{reverse('accounts:step-up')}?{query}")
        request.proof = proof
        return view(request, *args, **kwargs)

    wrapped.asks_step_up = True  # type: ignore[attr-defined]  # read by portal/support/limits.py
    return wrapped
