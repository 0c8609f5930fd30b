"""What everybody may read of the versions of a call's terms."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from calls.amendments.selectors import changes_in, phase_names
from calls.views.fetch import public_call


@require_safe
def version(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """One version of the terms: why there is one, and what differs from the version before."""
    call = public_call(reference)
    found = get_object_or_404(call.versions.select_related("amendment"), number=number)
    found.call = call
    amendment = getattr(found, "amendment", None)
    names = phase_names(call)
    touched = amendment.touched.select_related("phase") if amendment else []
    context = {
        "call": call,
        "version": found,
        "amendment": amendment,
        "groups": changes_in(found),
        "touched": [(names[row.phase.code], row) for row in touched],
    }
    return render(request, "calls/amendments/version.html", context)
