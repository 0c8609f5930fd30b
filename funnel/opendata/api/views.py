"""The addresses of the API; each returns plain data and `resource` makes an answer of it."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse

from calls.models import Call
from funnel.opendata import downloads
from funnel.opendata.api import paging, shapes
from funnel.opendata.api.answers import resource
from funnel.opendata.api.description import description
from funnel.opendata.models import Release
from funnel.opendata.ocds.packages import record_package, release_package
from funnel.opendata.selectors import public_awards, public_purchases, public_stories
from funnel.selectors import funnel_of
from portal.clock import portal_now

CALLS = ("contracting_authority", "executing_agency")
COLLECTIONS = ("calls", "awards", "purchases", "stories", "statistics", "releases", "records")


@resource
def root(request: HttpRequest) -> dict[str, Any]:
    """Where everything is."""
    paging.asked(request)
    names = (*COLLECTIONS, "openapi")
    return {"links": {name: paging.site_address(reverse(f"api:{name}")) for name in names}}


@resource
def openapi(request: HttpRequest) -> dict[str, Any]:
    """The description of this API (OpenAPI)."""
    paging.asked(request)
    return description()


@resource
def calls(request: HttpRequest) -> dict[str, Any]:
    """Published calls, the one published first in front."""
    question = paging.asked(request, *paging.PAGED, paging.YEAR, paging.INSTRUMENT)
    rows = _only(_calls(), question, year="published_at__year", instrument="instrument")
    now = portal_now()

    def shape(found: list[Call]) -> list[dict[str, Any]]:
        return [shapes.call(each, now) for each in found]

    return paging.page(request, rows, ("published_at", "pk"), shape, question)


@resource
def call(request: HttpRequest, reference: str) -> dict[str, Any]:
    """One call."""
    paging.asked(request)
    return shapes.call(_one_call(reference), portal_now())


@resource
def phases(request: HttpRequest, reference: str) -> dict[str, Any]:
    """The phases of a call with their figures, in order."""
    paging.asked(request)
    found = funnel_of(_one_call(reference))
    address = paging.site_address(request.path)
    return {"results": [shapes.phase(each) for each in found.phases], "links": {"self": address}}


@resource
def awards(request: HttpRequest) -> dict[str, Any]:
    """What was awarded and told, the first told in front."""
    question = paging.asked(request, *paging.PAGED, paging.YEAR, paging.CALL)
    rows = _only(
        public_awards(), question, year="decision_set__released_at__year",
        call="proposal__phase__call__reference",
    )  # fmt: skip
    return paging.page(
        request, rows, ("decision_set__released_at", "pk"), lambda found: map(shapes.award, found),
        question,
    )  # fmt: skip


@resource
def purchases(request: HttpRequest) -> dict[str, Any]:
    """What was bought afterwards, the first recorded in front."""
    question = paging.asked(request, *paging.PAGED, paging.YEAR, paging.CALL)
    rows = _only(
        public_purchases(), question, year="bought_on__year", call="dossier__call__reference"
    )
    return paging.page(
        request, rows, ("recorded_at", "pk"), lambda found: map(shapes.purchase, found), question
    )


@resource
def stories(request: HttpRequest) -> dict[str, Any]:
    """What became of solutions, the oldest year in front."""
    question = paging.asked(request, *paging.PAGED, paging.YEAR, paging.CALL)
    rows = _only(public_stories(), question, year="year", call="story__dossier__call__reference")
    return paging.page(
        request, rows, ("year", "pk"), lambda found: map(shapes.story, found), question
    )


@resource
def all_statistics(request: HttpRequest) -> dict[str, Any]:
    """The statistics per year, instrument and tier, and those of before the portal."""
    paging.asked(request)
    return downloads.as_json() | {"links": {"self": paging.site_address(request.path)}}


@resource
def releases(request: HttpRequest) -> dict[str, Any]:
    """A package of OCDS releases, the first published in front."""
    question = paging.asked(request, *paging.PAGED, paging.OCID)
    rows = _only(Release.objects.all(), question, ocid="ocid")
    return _packaged(request, rows, question, release_package)


@resource
def release(request: HttpRequest, ocid: str, number: int) -> dict[str, Any]:
    """One OCDS release in a package."""
    paging.asked(request)
    found = Release.objects.filter(ocid=ocid, number=number)
    if not found:
        raise Http404
    return release_package(found, paging.site_address(request.path))


@resource
def records(request: HttpRequest) -> dict[str, Any]:
    """A package of OCDS records, one for each process, the first published in front."""
    question = paging.asked(request, *paging.PAGED)
    return _packaged(request, Release.objects.filter(number=1), question, _records)


@resource
def record(request: HttpRequest, ocid: str) -> dict[str, Any]:
    """The OCDS record of one process in a package."""
    paging.asked(request)
    found = Release.objects.filter(ocid=ocid)
    if not found:
        raise Http404
    return record_package(found, paging.site_address(request.path))


def _only(rows: Any, question: dict[str, str], **fields: str) -> Any:
    """The rows that fit what was asked; `fields` says by which lookup each parameter narrows."""
    asked = {lookup: question[name] for name, lookup in fields.items() if name in question}
    return rows.filter(**asked)


def _packaged(
    request: HttpRequest, rows: QuerySet[Release], question: dict[str, str], package: Any
) -> dict[str, Any]:
    """A page of releases as a package, with the links as OCDS pages them."""
    found = paging.page(request, rows, ("pk",), lambda chosen: chosen, question)
    return {**package(found["results"], found["links"]["self"]), "links": found["links"]}


def _records(firsts: list[Release], uri: str) -> dict[str, Any]:
    """The records of the processes that begin with these releases."""
    releases = Release.objects.filter(ocid__in=[first.ocid for first in firsts])
    return record_package(releases.order_by("pk"), uri)


def _calls() -> QuerySet[Call]:
    return Call.objects.published().select_related(*CALLS).prefetch_related("phases")


def _one_call(reference: str) -> Call:
    found = _calls().filter(reference=reference).first()
    if found is None:
        raise Http404
    return found
