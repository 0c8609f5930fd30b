"""Where one is logged in, ending that, and how long it still lasts."""

from allauth.account.models import get_emailconfirmation_model
from allauth.account.views import confirm_email as allauth_confirms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from portal.accounts.requests import SignedInRequest
from portal.audit.record import record
from portal.opened_links import OpenedLink, keep, opened_by_link
from portal.signin import sessions as rules
from portal.signin.agents import device_text
from portal.signin.models import SignIn

PROVES_ADDRESS = get_emailconfirmation_model()


@require_GET
@login_required
def sessions(request: SignedInRequest) -> HttpResponse:
    """My sessions: device, place in time, and which one this is."""
    rows = [
        (row, device_text(row.agent), str(row.uuid) == request.session.get(rules.ROW))
        for row in rules.sessions_of(request.user)
    ]
    return render(request, "signin/sessions.html", {"rows": rows})


@require_POST
@login_required
def end(request: SignedInRequest, uuid: str) -> HttpResponse:
    """End one of my sessions."""
    row = get_object_or_404(SignIn, uuid=uuid, user=request.user)
    rules.end_one(row)
    record("end_session", request.user, by=request.user)
    messages.success(request, _("That session has ended."))
    return redirect("signin:sessions")


@require_POST
@login_required
def end_others(request: SignedInRequest) -> HttpResponse:
    """End all my sessions but this one."""
    count = rules.end_all(request.user, keep=request.session.session_key)
    record("end_session", request.user, by=request.user, count=count)
    messages.success(
        request,
        ngettext("%(count)d session has ended.", "%(count)d sessions have ended.", count)
        % {"count": count},
    )
    return redirect("signin:sessions")


@require_GET
def left(request: HttpRequest) -> JsonResponse:
    """How many seconds this session still has; asking lengthens nothing.

    Zero for who is not logged in. The token is for forms of a page from before a new login.
    """
    seconds = rules.seconds_left(request)[0] if request.user.is_authenticated else 0
    return JsonResponse({"left": seconds, "token": get_token(request)})


@require_POST
@login_required
def stay(request: SignedInRequest) -> HttpResponse:
    """Somebody says to be there: the idle time begins anew."""
    return JsonResponse({"left": rules.seconds_left(request)[0], "token": get_token(request)})


@never_cache
@opened_by_link(PROVES_ADDRESS.from_key)
def confirm_email(request: HttpRequest, link: OpenedLink) -> HttpResponseBase:
    """The page behind the link that proves an address: allauth's, without the secret in sight."""
    answer = allauth_confirms(request, key=link.secret)
    if PROVES_ADDRESS.from_key(link.secret):
        # Who was logged in with another account was logged out by that page: the link stays.
        keep(request, link.secret)
    return answer
