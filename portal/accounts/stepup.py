"""Step-up: opening, deciding and releasing ask for a second factor of the last five minutes."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from portal.accounts.models import StepUp, User
from portal.accounts.requests import SignedInRequest
from portal.audit.record import record
from portal.workflow import TransitionRefused


class WrongCode(Exception):
    """The code is not the present one, or was used before."""


def prove(user: User, *, session_key: str, code: str) -> StepUp:
    """Check a code of the authenticator app and write the proof down. Raises WrongCode.

    A code counts once: allauth remembers it for its thirty seconds.
    """
    authenticator = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    if authenticator is None or not authenticator.wrap().validate_code(code.replace(" ", "")):
        record("step_up_refused", user, by=user)
        raise WrongCode
    proof = StepUp.objects.create(
        user=user, session_key=session_key, method="totp", made_at=timezone.now()
    )
    record("step_up", user, by=user, method="totp")
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
            _("Your confirmation with a code is older than five minutes. Confirm again."),
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

    return wrapped
