"""What holds for every page: private by default, second factor first, refusals on record."""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import translation
from django.utils.cache import patch_cache_control
from django.utils.http import url_has_allowed_host_and_scheme

from portal.accounts import stepup
from portal.audit.record import record
from portal.audit.refusals import count_refusal
from portal.audit.seals import seal_of
from portal.federation.adapter import OUTSIDE_FACTOR
from portal.workflow import TransitionRefused

GetResponse = Callable[[HttpRequest], HttpResponse]

# What a person may reach who must still set up a second factor.
BEFORE_SECOND_FACTOR = (
    "/account/",
    "/static/",
    "/taal/",
    "/demo/",
    "/healthz",
    "/readyz",
    "/metrics",
)

REFUSALS = {403, 404, 409}
# Parts of addresses that open something by themselves: invitations, links in mails.
SECRETS = {"secret", "key", "token", "uidb36"}


class LanguageOfAddress:
    """`?taal=en` shows a page in that language, so that each language has an address of its own."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = request.GET.get("taal", "")
        if language in dict(settings.LANGUAGES):
            translation.activate(language)
            request.LANGUAGE_CODE = language
        return self.get_response(request)


class NoPageAtNul:
    """No page has an address with a NUL in it, and PostgreSQL refuses to look for one."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path_info:
            raise Http404
        return self.get_response(request)


class PrivateByDefault:
    """What is made for one person is never kept by a cache in between.

    That is who is logged in, and who came by a link that opens something by itself: such a page is
    found by no search engine either.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        match = request.resolver_match
        holds_secret = match is not None and not SECRETS.isdisjoint(match.kwargs)
        if holds_secret:
            response.headers.setdefault("X-Robots-Tag", "noindex, nofollow")
        if holds_secret or (request.user.is_authenticated and "Cache-Control" not in response):
            patch_cache_control(response, private=True, no_store=True)
        return response


class SecondFactorFirst:
    """Officers, committee, agency and platform see nothing before a second factor is set up."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if (
            user.is_authenticated
            and user.second_factor_required
            and not request.path.startswith(BEFORE_SECOND_FACTOR)
            and OUTSIDE_FACTOR not in request.session
            and not is_mfa_enabled(user, stepup.FACTORS)
        ):
            return redirect("mfa_index")
        return self.get_response(request)


class RefusalsOnRecord:
    """Each refusal is one audit line, written after the refused change was rolled back.

    Those of people without a login are summed per minute. One about an offer is under its seal.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        code = getattr(request, "refusal_code", "")
        is_refused = code or response.status_code in REFUSALS or _asks_for_a_login(response)
        if is_refused and not request.user.is_authenticated:
            count_refusal(response.status_code)
        elif is_refused:
            match = request.resolver_match
            record(
                "refused",
                None,
                by=request.user,
                seal=seal_of(match.namespace, match.kwargs) if match else "",
                status=response.status_code,
                code=code,
                method=request.method,
                page=match.view_name if match else "",
                about=references(match.kwargs) if match else {},
            )
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A move that the rules refuse is told to the person, where they were."""
        if not isinstance(exception, TransitionRefused):
            return None
        request.refusal_code = exception.code  # type: ignore[attr-defined]
        if request.headers.get("X-Requested-With") == "XMLHttpRequest":
            return JsonResponse({"message": exception.message}, status=409)
        referrer = request.headers.get("Referer", "")
        if request.method == "POST" and url_has_allowed_host_and_scheme(
            referrer, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        ):
            messages.error(request, exception.message)
            response = redirect(referrer)
            response.status_code = 303
            return response
        return render(request, "409.html", {"message": exception.message}, status=409)


def _asks_for_a_login(response: HttpResponse) -> bool:
    return response.status_code == 302 and response["Location"].startswith(
        resolve_url("account_login")
    )


def references(kwargs: dict[str, object]) -> dict[str, str]:
    """What an address names, as the audit line may hold it: short, printable, and no secret."""
    return {
        name: "".join(letter for letter in str(value)[:60] if letter.isprintable())
        for name, value in kwargs.items()
        if name not in SECRETS
    }
