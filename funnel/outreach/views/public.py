"""What everybody reads of sessions, registering, and somebody's own page behind the mailed link."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from calls.market.selectors import takes_registrations
from calls.market.transitions import visitor
from funnel.outreach import documents, permissions, selectors, transitions
from funnel.outreach.forms import RegisterForm
from funnel.outreach.links import uuid_in
from funnel.outreach.models import Material, Registration, Session
from portal.accounts.requests import posted
from portal.clock import portal_now
from portal.files import store
from portal.form_pages import is_done
from portal.opened_links import OpenedLink, opened_by_link
from portal.ratelimit import is_too_often
from portal.workflow import TransitionRefused

PER_PAGE = 20
PER_HOUR = 60  # registrations from one network address: a whole town hall may share it


@require_safe
def sessions(request: HttpRequest) -> HttpResponse:
    """All sessions that were announced, the last one first."""
    page = Paginator(selectors.public_sessions(), PER_PAGE).get_page(request.GET.get("page"))
    now = portal_now()
    context = {
        "page": page,
        "rows": [(row, selectors.standing_of(row, now)) for row in page],
        "may_organise": permissions.can_organise(request.user),
    }
    return render(request, "outreach/sessions.html", context)


@require_safe
def session(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One session: when, where, what for, and its material."""
    found, now = _public(uuid), portal_now()
    context = {
        "session": found,
        "standing": selectors.standing_of(found, now),
        "can_register": takes_registrations(found, now),
        "material": found.material.select_related("file"),
        "may_run": permissions.can_run(request.user, found),
    }
    return render(request, "outreach/session.html", context)


@require_safe
def ics(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A session for one's calendar."""
    found = _public(uuid)
    answer = HttpResponse(documents.calendar_of(found), content_type="text/calendar; charset=utf-8")
    name = f"voorlichting-{found.starts_at:%Y%m%d}.ics"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_safe
def material(request: HttpRequest, uuid: UUID, file: UUID) -> StreamingHttpResponse:
    """A PDF of a session: for everybody once it is announced, before that for who runs it."""
    visible = Session.objects.public() | Session.objects.run_by(request.user)
    found = get_object_or_404(
        Material.objects.filter(session__in=visible.values("pk")).select_related("file"),
        session__uuid=uuid,
        file__uuid=file,
    )
    return store.response(found.file, found.file_name)


@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Ask for a place; a mail with a link settles it."""
    found = _public(uuid)
    if not takes_registrations(found, portal_now()):
        raise TransitionRefused(_("Registration for this meeting is closed."), code="closed")
    form = RegisterForm(posted(request))

    def do(answers: dict[str, Any]) -> None:
        if is_too_often(request, "outreach", per_hour=PER_HOUR):
            raise TransitionRefused(_("Too many registrations from here. Try again in an hour."))
        transitions.register(found, language=(get_language() or "nl")[:2], **answers)

    if is_done(request, form, do):
        context = {"session": found, "email": form.cleaned_data["email"]}
        return render(request, "outreach/asked.html", context)
    return render(request, "outreach/register.html", {"session": found, "form": form})


@never_cache
@require_safe
@opened_by_link(uuid_in)
def mine(request: HttpRequest, link: OpenedLink) -> HttpResponse:
    """My place; before the address is proven, one button that proves it."""
    registration = _of(link.secret)
    held = registration.session
    context = {
        "registration": registration,
        "session": held,
        "mark": link.mark,
        "standing": selectors.standing_of(held, portal_now()),
        "can_leave": registration.state in transitions.LEAVE_SESSION.sources
        and held.state == Session.State.ANNOUNCED
        and portal_now() < held.starts_at,
    }
    return render(request, "outreach/mine.html", context)


@never_cache
@require_POST
@opened_by_link(uuid_in)
def confirm(request: HttpRequest, link: OpenedLink) -> HttpResponse:
    """The address is proven. A button and not the link itself: mail scanners follow links."""
    registration = transitions.confirm(_of(link.secret))
    if registration.state == Registration.State.WAITING:
        messages.info(request, _("This meeting is full. You are on the waiting list."))
    elif registration.state == Registration.State.PLACED:
        messages.success(request, _("You have a place."))
    else:
        messages.info(request, _("Registration for this meeting is closed."))
    return redirect("outreach:mine", link.mark)


@never_cache
@require_POST
@opened_by_link(uuid_in)
def leave(request: HttpRequest, link: OpenedLink) -> HttpResponse:
    """Give the place back."""
    transitions.leave(_of(link.secret), by=visitor())
    messages.success(request, _("Your registration was cancelled. Thank you for telling us."))
    return redirect("outreach:mine", link.mark)


def _public(uuid: UUID) -> Any:
    found = Session.objects.public().with_places().select_related("organiser")
    return get_object_or_404(found, uuid=uuid)


def _of(secret: str) -> Registration:
    """Whose link this is; what the portal did not make, and what is forgotten, opens nothing."""
    uuid = uuid_in(secret)
    if uuid is None:
        raise Http404
    known = Registration.objects.exclude(email="").select_related("session__organiser")
    return get_object_or_404(known, uuid=uuid)
