"""The statistics page with its downloads, and the page that tells what there is to take along."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from calls.instruments import instrument_of
from funnel.history import selectors as history
from funnel.history.models import Edition
from funnel.opendata import downloads
from funnel.opendata.models import Release
from funnel.opendata.statistics import Group, statistics
from funnel.targets.models import AuthorityTier
from portal.caching import revalidated
from portal.spreadsheets import XLSX


@require_safe
@revalidated
def page(request: HttpRequest) -> HttpResponse:
    """What all calls come to, per year and per instrument, and the years before the portal."""
    found = statistics()
    years = history.years()
    context = {
        "together": found.together,
        "by_year": [(group.code, group) for group in found.groups["year"]],
        "by_instrument": [(_instrument(group), group) for group in found.groups["instrument"]],
        "by_tier": [(_tier(group), group) for group in found.groups["tier"]],
        "as_of": found.as_of,
        "history": years,
        "history_total": sum(year.budget.total for year in years if year.budget),
        "editions": Edition.objects.filter(taken_back_at=None),
    }
    return render(request, "opendata/statistics.html", context)


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """Which data there is, in which form, under which licence, and what is never in it."""
    processes = Release.objects.filter(number=1).count()
    context = {"processes": processes, "releases": Release.objects.count()}
    return render(request, "opendata/about.html", context)


@require_safe
@revalidated
def as_csv(request: HttpRequest) -> HttpResponse:
    """The statistics as CSV."""
    return _file(downloads.as_csv, "text/csv; charset=utf-8", "statistiek.csv")


@require_safe
@revalidated
def as_xlsx(request: HttpRequest) -> HttpResponse:
    """The statistics as a workbook."""
    return _file(downloads.as_xlsx, XLSX, "statistiek.xlsx")


@require_safe
@revalidated
def as_json(request: HttpRequest) -> JsonResponse:
    """The statistics as JSON, the same as the API gives."""
    return JsonResponse(downloads.as_json(), json_dumps_params={"ensure_ascii": False})


def _file(made: Callable[[], str | bytes], kind: str, name: str) -> HttpResponse:
    response = HttpResponse(made(), content_type=kind)
    response["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response


def _tier(group: Group) -> str:
    tiers = dict(AuthorityTier.Tier.choices)
    return str(tiers.get(group.code, _("Tier not chosen")))


def _instrument(group: Group) -> str:
    return str(instrument_of(group.code).name)
