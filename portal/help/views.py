"""Help for everybody: the manuals, what is new, whom to ask, and whether the portal works."""

from email.utils import parseaddr

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.caching import revalidated
from portal.help import manuals
from portal.operating import readiness


@require_safe
@revalidated
def contents(request: HttpRequest) -> HttpResponse:
    """Each manual with its chapters, and whom to ask."""
    context = {
        "manuals": manuals.all_manuals(get_language()),
        "contact": parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
        "practice_url": settings.PRACTICE_URL,
    }
    return render(request, "help/contents.html", context)


@require_safe
@revalidated
def read(request: HttpRequest, word: str) -> HttpResponse:
    """One manual on one page."""
    if word not in manuals.ROLES:
        raise Http404
    width, height = manuals.PICTURE_SIZE
    manual = manuals.manual(word, get_language())
    return render(request, "help/manual.html", {"manual": manual, "width": width, "height": height})


@require_safe
@never_cache
def state(request: HttpRequest) -> HttpResponse:
    """Whether each part works at this moment, in words for who cannot go on."""
    words = {
        "database": _("Pages: reading and saving"),
        "storage": _("Uploading and downloading files"),
        "broker": _("Mails, PDFs and other work in the background"),
        "clock": _("The clock that decides whether an offer is in time"),
        "migrations": _("The version of the portal"),
    }
    parts = readiness.parts()
    readiness.log_faults(parts)
    told = [{"label": words[part.name], "is_ready": part.is_ready} for part in parts]
    context = {"parts": told, "is_well": all(part.is_ready for part in parts)}
    return render(request, "help/state.html", context)
