"""The public page of one authority: its name, its colour, its calls."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from calls.catalogue.counting import counts_of
from calls.catalogue.forms import SORTED_BY
from calls.catalogue.selectors import Choice, page_of_list
from calls.catalogue.views.lists import CALLS_PER_PAGE, place_of, row_of
from portal.caching import revalidated
from portal.clock import portal_now
from portal.theming.models import Look


@require_safe
@revalidated
def authority(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything that this authority published."""
    look = get_object_or_404(Look.objects.select_related("organisation"), slug=slug)
    now = portal_now()
    choice = Choice(authority=str(look.organisation.uuid))
    page = page_of_list(
        choice, now, size=CALLS_PER_PAGE,
        after=place_of(request, "after"), before=place_of(request, "before"),
    )  # fmt: skip
    context = {
        "now": now,
        "look": look,
        "page": page,
        "rows": [row_of(row) for row in page.rows],
        "total": counts_of(choice, now).total,
        "sorted_by": dict(SORTED_BY)[choice.sort],
    }
    return render(request, "catalogue/authority.html", context)
