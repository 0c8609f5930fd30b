"""What everybody may read about consultations and meetings, and where one takes part."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from calls.market import documents, selectors, services
from calls.market.forms.public import TakePartForm
from calls.market.links import secret_of
from calls.market.models import (
    Consultation,
    ConsultationDocument,
    ConsultationReport,
    Meeting,
    MeetingDocument,
    Participant,
)
from calls.market.views.fetch import public_consultation, public_meeting
from calls.models import Call
from portal.accounts.requests import posted
from portal.clock import portal_now
from portal.files import store
from portal.opened_links import keep
from portal.workflow import TransitionRefused

PER_PAGE = 20
page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def consultation_list(request: HttpRequest) -> HttpResponse:
    """All consultations that were announced, those that end last first."""
    found = Paginator(selectors.public_consultations(), PER_PAGE).get_page(request.GET.get("page"))
    now = portal_now()
    context = {
        "page": found,
        "rows": [{"row": row, "standing": selectors.standing_of(row, now)} for row in found],
    }
    return render(request, "market/list.html", context)


@require_safe
def detail(request: HttpRequest, reference: str) -> HttpResponse:
    """One consultation: what is asked, when, who took part by kind, and its report."""
    consultation = public_consultation(reference)
    now = portal_now()
    report: ConsultationReport | None = getattr(consultation, "report", None)
    if report is not None and report.state != ConsultationReport.State.PUBLISHED:
        report = None  # a draft is not for the public
    context = {
        "consultation": consultation,
        "standing": selectors.standing_of(consultation, now),
        "can_take_part": _can_take_part(consultation, now),
        "counts": selectors.counts_by_kind(consultation),
        "questions": consultation.questions.all(),
        "documents": consultation.documents.select_related("file"),
        "meetings": meeting_rows(consultation, now),
        "report": report,
        "citations": documents.citations_of(report) if report else [],
        "is_staff": Consultation.objects.run_by(request.user).filter(pk=consultation.pk).exists(),
        "public_call": consultation.call
        if consultation.call and consultation.call.published_at
        else None,
    }
    return render(request, "market/detail.html", context)


def meeting_rows(host: Consultation | Call, now: datetime) -> list[dict[str, object]]:
    """The public meetings of a consultation or a call, each with its standing."""
    return [
        {"meeting": meeting, "standing": selectors.meeting_standing(meeting, now)}
        for meeting in selectors.meetings_of(host)
    ]


@require_safe
def document(request: HttpRequest, reference: str, uuid: UUID) -> StreamingHttpResponse:
    """A document of a consultation; of a draft for who writes on it."""
    visible = Consultation.objects.visible_to(request.user).filter(reference=reference)
    found = get_object_or_404(
        ConsultationDocument.objects.filter(consultation__in=visible).select_related("file"),
        file__uuid=uuid,
    )
    return store.response(found.file, found.file_name)


@require_safe
def report_pdf(request: HttpRequest, reference: str) -> StreamingHttpResponse:
    """The report as it was published."""
    report = getattr(public_consultation(reference), "report", None)
    if report is None or report.pdf is None:
        raise Http404
    return store.response(report.pdf, f"verslag-{reference}.pdf")


@require_safe
def meeting(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One meeting: when, where, what for, and afterwards what was said."""
    found = public_meeting(uuid)
    now = portal_now()
    context = {
        "meeting": found,
        "host": found.host,
        "of_call": isinstance(found.host, Call),
        "standing": selectors.meeting_standing(found, now),
        "can_register": selectors.takes_registrations(found, now),
        "documents": found.documents.select_related("file"),
        "is_staff": Meeting.objects.run_by(request.user).filter(pk=found.pk).exists(),
    }
    return render(request, "market/meeting.html", context)


@require_safe
def ics(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A meeting for one's calendar."""
    found = public_meeting(uuid)
    answer = HttpResponse(documents.calendar_of(found), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = (
        f'attachment; filename="{found.kind}-{found.starts_at:%Y%m%d}.ics"'
    )
    return answer


@require_safe
def slides(request: HttpRequest, uuid: UUID, file: UUID) -> StreamingHttpResponse:
    """Slides of a meeting, for everybody once its report is public."""
    reported = Meeting.objects.public().filter(state=Meeting.State.REPORTED)
    visible = reported | Meeting.objects.run_by(request.user)
    found = get_object_or_404(
        MeetingDocument.objects.filter(meeting__in=visible.values("pk")).select_related("file"),
        meeting__uuid=uuid,
        file__uuid=file,
    )
    return store.response(found.file, found.file_name)


@page
def take_part(request: HttpRequest, reference: str) -> HttpResponse:
    """Say who you are, to take part in a consultation."""
    consultation = public_consultation(reference)
    if not _can_take_part(consultation, portal_now()):
        raise TransitionRefused(_("This consultation is closed. Its report will be public."))
    return _ask(request, consultation, None)


@page
def register(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Register for a meeting."""
    found = public_meeting(uuid)
    if not selectors.takes_registrations(found, portal_now()):
        raise TransitionRefused(
            _("Registration for this meeting is closed. Its report will be public.")
        )
    return _ask(request, found.host, found)


def _ask(request: HttpRequest, host: Consultation | Call, found: Meeting | None) -> HttpResponse:
    """One form for both. Somebody with an account is settled at once, others by a mail."""
    user = request.user if request.user.is_authenticated else None
    form = TakePartForm(posted(request), user=user)
    if request.method == "POST" and form.is_valid():
        try:
            person = services.take_part(host, details=form.cleaned_data, user=user, meeting=found)
        except TransitionRefused as refusal:
            form.add_error(None, refusal.message)
        else:
            if user is not None and person is not None:
                messages.success(request, _("You are registered. We mailed you a confirmation."))
                return redirect("market:mine", keep(request, secret_of(person)).mark)
            email = form.cleaned_data["email"]
            return render(request, "market/asked.html", {"host": host, "email": email})
    known = _known(host, user.pk) if user is not None else None
    context = {
        "form": form,
        "host": host,
        "of_call": isinstance(host, Call),
        "meeting": found,
        "mine_mark": keep(request, secret_of(known)).mark if known else "",
    }
    return render(request, "market/take_part.html", context)


def _known(host: Consultation | Call, user_id: int) -> Participant | None:
    """The row of somebody with an account who takes part already."""
    people = host.market_participants if isinstance(host, Call) else host.participants
    return people.filter(user=user_id).first()


def _can_take_part(consultation: Consultation, now: datetime) -> bool:
    return (
        consultation.state == Consultation.State.ANNOUNCED
        and selectors.window(consultation, now) != "closed"
    )
