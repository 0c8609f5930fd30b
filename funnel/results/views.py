"""The public page of results with its search, and the editors' pages."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from funnel.results import permissions, selectors, services, transitions
from funnel.results.forms import EarlierStoryForm, FindForm
from funnel.results.models import EarlierStory
from portal.accounts.requests import SignedInRequest, posted
from portal.files import store
from portal.form_pages import is_done

PER_PAGE = 12
page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """What was made, with its picture, what came of it and who bought it."""
    words, year = FindForm(request.GET).wanted()
    rows = Paginator(selectors.found(words, year), PER_PAGE)
    context = {
        "page": rows.get_page(request.GET.get("page")),
        "words": words,
        "year": year,
        "years": selectors.years_of_stories(),
        "may_edit": permissions.can_edit(request.user),
    }
    return render(request, "results/results.html", context)


@require_safe
def earlier(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One story of before the portal."""
    context = {
        "story": _story(request, uuid),
        "may_edit": permissions.can_edit(request.user),
    }
    return render(request, "results/earlier.html", context)


@require_safe
def picture(request: HttpRequest, uuid: UUID) -> StreamingHttpResponse:
    """Its picture."""
    story = _story(request, uuid)
    if story.picture is None:
        raise Http404
    return store.response(story.picture, "foto.jpg", inline=True)


@login_required
@require_safe
def desk(request: SignedInRequest) -> HttpResponse:
    """All stories of before the portal, also those that are not public."""
    _require_editor(request)
    stories = Paginator(EarlierStory.objects.all(), 50).get_page(request.GET.get("page"))
    return render(request, "results/desk.html", {"page": stories})


@login_required
@page
def new(request: SignedInRequest) -> HttpResponse:
    """Write a story."""
    _require_editor(request)
    return _written(request, EarlierStory())


@login_required
@page
def edit(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Change one."""
    story = _story(request, uuid)
    _require_editor(request)
    return _written(request, story)


@login_required
@require_POST
def publish(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Everybody can read it."""
    transitions.publish(_story(request, uuid), by=request.user)
    messages.success(request, _("Published. It is on the page of results."))
    return redirect("results:earlier", uuid)


@login_required
@require_POST
def take_down(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Nobody but editors reads it any more."""
    transitions.take_down(_story(request, uuid), by=request.user)
    messages.success(request, _("The story is no longer on the page of results."))
    return redirect("results:earlier", uuid)


def _story(request: HttpRequest, uuid: UUID) -> EarlierStory:
    visible = selectors.visible_to(request.user, may_edit=permissions.can_edit(request.user))
    return get_object_or_404(visible.select_related("picture"), uuid=uuid)


def _require_editor(request: SignedInRequest) -> None:
    if not permissions.can_edit(request.user):
        raise PermissionDenied("write_earlier_story")


def _written(request: SignedInRequest, story: EarlierStory) -> HttpResponse:
    is_new = story.pk is None
    form = EarlierStoryForm(posted(request), request.FILES or None, story=None if is_new else story)

    def do(answers: dict[str, Any]) -> None:
        services.write(story, by=request.user, **answers)

    if is_done(request, form, do):
        messages.success(request, _("Saved."))
        return redirect("results:earlier", story.uuid)
    context = {"form": form, "story": None if is_new else story}
    return render(request, "results/write.html", context)
