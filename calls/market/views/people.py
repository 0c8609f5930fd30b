"""Who takes part and what they sent in: for officers alone."""

from collections.abc import Iterator
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from calls.market import selectors
from calls.market.models import Consultation, Contribution, Meeting, Participant
from calls.market.views.fetch import own_consultation, own_meeting
from portal.accounts.requests import SignedInRequest
from portal.audit.record import record
from portal.files import store
from portal.ordering import Order, Sorting
from portal.spreadsheets import csv_line

PER_PAGE = 100
PARTICIPANTS = Sorting(
    usual=("organisation", "name", "id"),
    columns={
        "organisation": (_("Organisation"), "organisation"),
        "name": (_("Name"), "name"),
        "email": (_("E-mail address"), "email"),
        "since": (_("Since"), "confirmed_at"),
    },
)


@login_required
@require_safe
def participants(request: SignedInRequest, reference: str) -> HttpResponse:
    """Everybody who takes part, by organisation."""
    consultation = own_consultation(request, reference)
    order = PARTICIPANTS.asked(request.GET)
    people = _people(consultation, order)
    context = {
        "consultation": consultation,
        "order": order,
        "page": Paginator(people, PER_PAGE).get_page(request.GET.get("page")),
        "counts": selectors.counts_by_kind(consultation),
    }
    return render(request, "market/participants.html", context)


@login_required
@require_safe
def participants_csv(request: SignedInRequest, reference: str) -> StreamingHttpResponse:
    """The same for a spreadsheet; that somebody took it away is on record."""
    consultation = own_consultation(request, reference)
    record("export_participants", consultation, by=request.user)
    people = _people(consultation, PARTICIPANTS.asked(request.GET))
    return _csv(f"deelnemers-{reference}.csv", _people_lines(people))


@login_required
@require_safe
def registrations_csv(request: SignedInRequest, uuid: UUID) -> StreamingHttpResponse:
    """Who registered for a meeting, for a spreadsheet."""
    meeting = own_meeting(request, uuid)
    record("export_registrations", meeting, by=request.user)
    return _csv(f"aanmeldingen-{meeting.starts_at:%Y%m%d}.csv", _registration_lines(meeting))


@login_required
@require_safe
def contributions(request: SignedInRequest, reference: str) -> HttpResponse:
    """What was sent in, in order."""
    consultation = own_consultation(request, reference)
    rows = Paginator(selectors.contributions_of(consultation), 20)
    page = rows.get_page(request.GET.get("page"))
    context = {"consultation": consultation, "page": page, "first": page.start_index()}
    return render(request, "market/contributions.html", context)


@login_required
@require_safe
def contributed_file(request: SignedInRequest, reference: str, uuid: UUID) -> StreamingHttpResponse:
    """A document that came with a contribution."""
    consultation = own_consultation(request, reference)
    found: Contribution = get_object_or_404(selectors.contributions_of(consultation), uuid=uuid)
    if found.file is None:
        raise Http404
    return store.response(found.file, found.file_name)


def _people(consultation: Consultation, order: Order) -> QuerySet[Participant]:
    return order.of(consultation.participants.exclude(confirmed_at=None))


def _people_lines(people: QuerySet[Participant]) -> Iterator[str]:
    yield csv_line(("organisation", "kind", "name", "email", "since", "invented"))
    for person in people.iterator():
        yield csv_line(
            (
                person.organisation,
                person.kind,
                person.name,
                person.email,
                person.confirmed_at and person.confirmed_at.date().isoformat(),
                "yes" if person.is_invented else "no",
            )
        )


def _registration_lines(meeting: Meeting) -> Iterator[str]:
    yield csv_line(("organisation", "kind", "name", "email", "state", "asked_at"))
    for row in meeting.registrations.select_related("participant").iterator():
        person = row.participant
        yield csv_line(
            (
                person.organisation,
                person.kind,
                person.name,
                person.email,
                row.state,
                row.asked_at.isoformat(timespec="seconds"),
            )
        )


def _csv(name: str, lines: Iterator[str]) -> StreamingHttpResponse:
    answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
