"""The public list of calls, for readers."""

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from calls.catalogue.counting import counts_of
from calls.catalogue.forms import SORTED_BY, SearchForm
from calls.catalogue.models import CallListing
from calls.catalogue.search import marked
from calls.catalogue.selectors import alike, page_of_list
from calls.selectors import STANDING_WORDS
from portal.caching import revalidated
from portal.clock import portal_now
from portal.theming.selectors import look_of_authority

CALLS_PER_PAGE = 20


@require_safe
@revalidated
def call_list(request: HttpRequest) -> HttpResponse:
    """All published calls, those that are open first unless asked otherwise."""
    form = SearchForm(request.GET)
    choice = form.choice()
    now = portal_now()
    page = page_of_list(
        choice, now, size=CALLS_PER_PAGE,
        after=place_of(request, "after"), before=place_of(request, "before"),
    )  # fmt: skip
    counts = counts_of(choice, now)
    context: dict[str, Any] = {
        "now": now,  # one moment for the whole page
        "form": form,
        "filters": form.filters(counts),
        "orders": SORTED_BY,
        "total": counts.total,
        "choice": choice,
        "page": page,
        "rows": [row_of(row) for row in page.rows],
        "sorted_by": dict(SORTED_BY)[choice.sort],
        "chosen": _chosen(form),
        "alike": alike(choice.search) if choice.search and not counts.total else [],
        "query": _without_place(request.GET),
        "look": look_of_authority(choice.authority),
    }
    return render(request, "calls/list.html", context)


def row_of(row: CallListing) -> dict[str, Any]:
    """One line of the list."""
    standing = getattr(row, "standing", "")
    deadline = row.closes_at if standing in {"open", "planned"} else None
    return {
        "call": row.call,
        "standing": {"state": standing, "label": STANDING_WORDS[standing]},
        "deadline": deadline,
        "budget": row.budget_incl_vat,
        "snippet": marked(getattr(row, "snippet", "")),
    }


def place_of(request: HttpRequest, name: str) -> str:
    """The call behind which, or in front of which, a page of the list begins."""
    return request.GET.get(name, "").replace("\x00", "")[:40]


def _chosen(form: SearchForm) -> list[dict[str, str]]:
    """What narrows the list, in words, each with the address of the list without it."""
    found = []
    for name, field in form.fields.items():
        value = form.cleaned_data.get(name, "")
        if name == "sort" or not value:
            continue
        query = _without_place(form.data)
        query.pop(name, None)
        words = form.words_of(name, value)
        found.append({"label": str(field.label), "value": words, "without": query.urlencode()})
    return found


def _without_place(data: Any) -> QueryDict:
    """The choices in the address, without the place in the list and without empty ones."""
    query = QueryDict(mutable=True)
    for name in data:
        if data.get(name) and name not in {"after", "before"}:
            query[name] = data[name]
    return query
