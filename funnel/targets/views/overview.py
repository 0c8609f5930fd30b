"""All authorities in one year with totals per tier, and the export for the letter."""

from datetime import date, datetime, timedelta

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from funnel.outreach.selectors import figures_of_year
from funnel.targets import documents, permissions
from funnel.targets.selectors import TierYear, by_tier, year_rows, years_to_choose
from funnel.targets.views.fetch import require_reader, require_year, year_of
from portal.accounts.permissions import is_analyst
from portal.accounts.requests import SignedInRequest
from portal.clock import portal_now, portal_today
from portal.look.wording import first_moment


@login_required
@require_safe
def overview(request: SignedInRequest) -> HttpResponse:
    """Every authority that this person reads; totals per tier for who reads them all."""
    require_reader(request)
    year, now, reads_all = year_of(request), portal_now(), is_analyst(request.user)
    authorities = permissions.readable_authorities(request.user)
    rows = year_rows(authorities, year, now, all_of_them=not reads_all)
    context = {
        "year": year,
        "years": years_to_choose(portal_today().year),
        "rows": rows,
        "tiers": by_tier(rows) if reads_all else [],
        "all": TierYear("", rows),
        "reads_all": reads_all,
        "outreach": figures_of_year(year, now) if reads_all else None,
        "reference_day": portal_today(),
    }
    return render(request, "targets/overview.html", context)


@login_required
@require_safe
def overview_csv(request: SignedInRequest) -> HttpResponse:
    """The same, a line per authority."""
    require_reader(request)
    year, at = year_of(request), _reference(request)
    rows = year_rows(permissions.readable_authorities(request.user), year, at)
    lines = "".join(documents.csv_of(rows, year, at))
    return _download(lines, "text/csv; charset=utf-8", f"streefcijfers-{year}.csv")


@login_required
@require_safe
def letter(request: SignedInRequest, year: int) -> HttpResponse:
    """What can go into the letter, to read before it is taken along."""
    at = _for_letter(request, year)
    context = {"text": documents.letter_text(year, at), "year": year, "day": _day(request)}
    return render(request, "targets/letter.html", context)


@login_required
@require_safe
def letter_pdf(request: SignedInRequest, year: int) -> HttpResponse:
    """The same as PDF."""
    at = _for_letter(request, year)
    content = documents.letter_pdf(year, at)
    return _download(content, "application/pdf", f"innovatiegericht-inkopen-{year}.pdf")


@login_required
@require_safe
def letter_text(request: SignedInRequest, year: int) -> HttpResponse:
    """The same as plain text."""
    at = _for_letter(request, year)
    text = documents.letter_text(year, at)
    return _download(text, "text/plain; charset=utf-8", f"innovatiegericht-inkopen-{year}.txt")


def _for_letter(request: SignedInRequest, year: int) -> datetime:
    require_year(year)
    if not permissions.can_write_to_parliament(request.user):
        raise PermissionDenied("letter_to_parliament")
    return _reference(request)


def _day(request: SignedInRequest) -> date:
    """The reference date that was asked for (peildatum), today where it is none or lies ahead."""
    today = portal_today()
    try:
        return min(date.fromisoformat(request.GET.get("peildatum", "")), today)
    except ValueError:
        return today


def _reference(request: SignedInRequest) -> datetime:
    """The last moment of a reference date that is over; of today it is now."""
    day = _day(request)
    if day >= portal_today():
        return portal_now()
    return first_moment(day + timedelta(days=1)) - timedelta(microseconds=1)


def _download(content: str | bytes, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = content_disposition_header(True, name) or ""
    return answer
