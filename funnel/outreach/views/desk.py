"""The organisers' pages: plan, announce, move, call off, material, and who came."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from calls.market.forms.officer import DocumentForm, ReasonsForm
from funnel.outreach import permissions, selectors, services, transitions
from funnel.outreach.forms import AttendanceForm, SessionForm
from funnel.outreach.models import Session
from portal.accounts.requests import SignedInRequest, posted
from portal.audit.record import record
from portal.clock import portal_now, portal_today
from portal.form_pages import is_done
from portal.spreadsheets import csv_line
from portal.workflow import TransitionRefused

page = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@require_safe
def desk(request: SignedInRequest) -> HttpResponse:
    """All sessions that I organise, and the figures of this year."""
    _require_organiser(request)
    now, year = portal_now(), portal_today().year
    rows = Session.objects.run_by(request.user).with_places().order_by("-starts_at")
    context = {
        "rows": [(row, selectors.standing_of(row, now)) for row in rows],
        "year": year,
        "figures": selectors.figures_of_year(year, now),
    }
    return render(request, "outreach/desk.html", context)


@login_required
@page
def new(request: SignedInRequest) -> HttpResponse:
    """Plan a session."""
    _require_organiser(request)
    form = SessionForm(posted(request), by=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            planned = services.plan_session(terms=form.terms(), by=request.user)
        except ValidationError as fault:
            form.refuse(fault)
        else:
            messages.success(request, _("The meeting is there as a draft. Announce it next."))
            return redirect("outreach:manage", planned.uuid)
    return _form(request, form, _("Plan an information session"), reverse("outreach:desk"))


@login_required
@page
def edit(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Change time, place or number of places."""
    session = _own(request, uuid)
    form = SessionForm(posted(request), by=request.user, session=session)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        try:
            transitions.change_session(
                session, by=request.user, terms=form.terms(), version=version
            )
        except (TransitionRefused, ValidationError) as fault:
            form.refuse(fault)
        else:
            messages.success(request, _("Saved. Who registered hears of another time or place."))
            return redirect("outreach:manage", uuid)
    return _form(request, form, session.title, reverse("outreach:manage", args=[uuid]))


@login_required
@require_safe
def manage(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """One session with everybody who registered."""
    return _manage(request, _own(request, uuid))


@login_required
@page
def announce(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Make it public."""
    session = _own(request, uuid)
    if request.method == "POST":
        transitions.announce_session(session, by=request.user)
        messages.success(request, _("The meeting is public. People can register."))
        return redirect("outreach:manage", uuid)
    return _confirm(
        request,
        session,
        heading=_("Announce “%(title)s”") % {"title": session},
        consequences=[
            _("Everybody sees the meeting and can register."),
            _("When you move it later, who registered gets a mail."),
        ],
        confirm_label=_("Announce it"),
    )


@login_required
@page
def cancel(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Call it off."""
    session = _own(request, uuid)
    form = ReasonsForm(posted(request))

    def do(answers: dict[str, Any]) -> None:
        transitions.cancel_session(session, by=request.user, reasons=answers["reasons"])

    if is_done(request, form, do):
        messages.success(request, _("The meeting was called off."))
        return redirect("outreach:manage", uuid)
    return _confirm(
        request,
        session,
        form=form,
        heading=_("Call “%(title)s” off") % {"title": session},
        consequences=[
            _("Everybody who registered gets one mail with your reasons."),
            _("Calendars that took the meeting over strike it out."),
        ],
        irreversible=True,
        is_destructive=True,
        confirm_label=_("Call it off"),
    )


@login_required
@require_POST
def add_material(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Add a PDF for everybody."""
    session = _own(request, uuid)
    form = DocumentForm(request.POST, request.FILES)

    def do(answers: dict[str, Any]) -> None:
        upload = answers["file"]
        services.add_material(
            session, title=answers["title"], upload=upload, file_name=upload.name, by=request.user
        )

    if not is_done(request, form, do):
        return _manage(request, session, form)
    messages.success(request, _("The document was added."))
    return redirect("outreach:manage", uuid)


@login_required
@page
def attendance(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Write down who came."""
    session = _own(request, uuid)
    form = AttendanceForm(posted(request), session=session)

    def do(answers: dict[str, Any]) -> None:
        transitions.write_attendance(session, came=answers["came"], by=request.user)

    if is_done(request, form, do):
        messages.success(request, _("Saved."))
        return redirect("outreach:manage", uuid)
    return _form(request, form, _("Who came"), reverse("outreach:manage", args=[uuid]))


@login_required
@require_safe
def origins_csv(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Who came from where, per organisation and without names; that it was taken is on record."""
    session = _own(request, uuid)
    record("export_origins", session, by=request.user)
    rows = selectors.by_organisation(Session.objects.filter(pk=session.pk))
    lines = [csv_line((row.organisation, row.tier, row.registered, row.came)) for row in rows]
    head = csv_line(("organisation", "tier", "registered", "came"))
    answer = HttpResponse(head + "".join(lines), content_type="text/csv; charset=utf-8")
    name = f"herkomst-{session.starts_at:%Y%m%d}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _require_organiser(request: SignedInRequest) -> None:
    if not permissions.can_organise(request.user):
        raise PermissionDenied("outreach")


def _own(request: SignedInRequest, uuid: UUID) -> Session:
    """A session that this person organises, else 404."""
    mine: Any = Session.objects.run_by(request.user).with_places().select_related("organiser")
    return get_object_or_404(mine, uuid=uuid)


def _manage(
    request: SignedInRequest, session: Session, form: forms.Form | None = None
) -> HttpResponse:
    now = portal_now()
    context = {
        "session": session,
        "standing": selectors.standing_of(session, now),
        "registrations": session.registrations.all(),
        "origins": selectors.by_organisation(Session.objects.filter(pk=session.pk)),
        "material": session.material.select_related("file"),
        "actions": _actions(session, request, has_begun=now >= session.starts_at),
        "form": form or DocumentForm(),
    }
    return render(request, "outreach/manage.html", context)


def _actions(session: Session, request: SignedInRequest, *, has_begun: bool) -> list[dict]:
    """What can be done now, the first thing as the main one."""
    is_public = session.state == Session.State.ANNOUNCED
    found = []
    if transitions.ANNOUNCE_SESSION.is_offered(session, by=request.user):
        found.append((_("Announce it"), "announce"))
    if is_public and has_begun:
        found.append((_("Write down who came"), "attendance"))
    if transitions.CANCEL_SESSION.is_offered(session, by=request.user) and not has_begun:
        found += [(_("Change time, place or programme"), "edit"), (_("Call it off"), "cancel")]
    if session.state != Session.State.DRAFT:
        found.append((_("Public page"), "session"))
    return [
        {
            "label": label,
            "url": reverse(f"outreach:{name}", args=[session.uuid]),
            "is_primary": place == 0,
        }
        for place, (label, name) in enumerate(found)
    ]


def _form(request: SignedInRequest, form: forms.Form, heading: str, back: str) -> HttpResponse:
    return render(request, "outreach/form.html", {"form": form, "heading": heading, "back": back})


def _confirm(
    request: SignedInRequest, session: Session, *, form: forms.Form | None = None, **page: object
) -> HttpResponse:
    back = reverse("outreach:manage", args=[session.uuid])
    return render(request, "layouts/confirm.html", {**page, "form": form, "cancel_url": back})
