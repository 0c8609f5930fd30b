"""The start page, health, errors and the pages about the portal itself."""

import sys
from datetime import timedelta
from email.utils import parseaddr

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views import i18n
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_POST, require_safe

from portal.accounts.models import Organisation
from portal.caching import revalidated
from portal.clock import is_production_clock, portal_today
from portal.operating.requests import number_of_request
from portal.statement import WIDTHS, statement

RETRY_AFTER = "10"  # seconds


@require_safe
@revalidated
def home(request: HttpRequest) -> HttpResponse:
    """Who is logged in starts at what waits on them, a company's people at all that is theirs."""
    if request.user.is_authenticated:
        is_of_company = Organisation.objects.of(request.user).applicants().exists()
        return redirect("company:home" if is_of_company else "accounts:tasks")
    return render(request, "home.html")


@require_safe
def about(request: HttpRequest, page: str) -> HttpResponse:
    """What this is, and the technical requirements (REQ-13)."""
    context = {
        "max_upload": settings.MAX_UPLOAD_BYTES,
        "contact": parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
    }
    return render(request, f"about/{page}.html", context)


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """The statement on accessibility, after the model for Dutch governments (EN 301 549)."""
    kept = statement()
    context = {
        "statement": kept,
        "status": kept.status(portal_today()),
        "widths": WIDTHS,
        "contact": parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
    }
    return render(request, "about/accessibility.html", context)


@csrf_exempt
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Change the language of the pages, and for somebody who is logged in that of the mails.

    Who is not logged in has nothing that another site could change for them; so public pages can do
    without a token, and without the cookie that comes with one.
    """
    if request.user.is_authenticated:
        return _set_language_of_person(request)
    return i18n.set_language(request)


@csrf_protect
def _set_language_of_person(request: HttpRequest) -> HttpResponse:
    language = request.POST.get("language", "")
    if request.user.is_authenticated and language in dict(settings.LANGUAGES):
        request.user.language = language
        request.user.save(update_fields=["language"])
    return i18n.set_language(request)


@require_GET
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """Alive and able to reach the database; in production also: with the clock nobody can move."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    if not settings.CLOCK_MOVES and not is_production_clock():
        return HttpResponse("portal_now() is not the production clock\n", status=503)
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """RFC 9116; it expires half a year ahead, at every moment."""
    expires = (timezone.now() + timedelta(days=180)).strftime("%Y-%m-%dT%H:%M:%SZ")
    lines = [
        f"Contact: mailto:{settings.SECURITY_CONTACT}",
        f"Expires: {expires}",
        "Preferred-Languages: nl, en",
        f"Canonical: {settings.SITE_URL}/.well-known/security.txt",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
def robots_txt(request: HttpRequest) -> HttpResponse:
    """What is for everybody may be found by everybody."""
    private = (
        "/account/",
        "/mijn/",
        "/ondersteuning/",
        "/organisaties/",
        "/rollen/",
        "/vervangen/",
        "/bedrijf/",
        "/taal/",
        "/oproepen/beheer/",
        "/markt/beheer/",
        "/markt/mijn/",
        "/demo/",
    )
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in private)]
    lines += ["", f"Sitemap: {settings.SITE_URL}{reverse('calls:sitemap')}"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form came back without a valid token: say so, and say what to do."""
    return render(request, "403_csrf.html", status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """Something broke: nothing is asked of database or session, and the number helps to find it.

    A database that is away or has no room is no fault of the page: it may be asked again.
    """
    page = render_to_string("500.html", {"number": number_of_request()})
    if isinstance(sys.exception(), OperationalError | InterfaceError):
        return HttpResponse(page, status=503, headers={"Retry-After": RETRY_AFTER})
    return HttpResponse(page, status=500)
