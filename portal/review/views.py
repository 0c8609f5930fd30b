"""Who has access at one organisation, looked through line by line."""

from collections.abc import Iterator

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.models import Organisation
from portal.accounts.requests import SignedInRequest
from portal.look.wording import moment_text
from portal.review import permissions, services
from portal.review.models import ReviewedLine
from portal.review.selectors import open_review, rows_of
from portal.spreadsheets import csv_line


@require_http_methods(["GET", "POST"])
@login_required
def access(request: SignedInRequest, uuid: str) -> HttpResponse:
    """Every line, with what this round said of it; a POST begins or finishes the round."""
    organisation = _organisation(request, uuid)
    review = open_review(organisation)
    if request.method == "POST" and review is None:
        services.begin(organisation, by=request.user)
        return redirect("review:access", uuid=uuid)
    if request.method == "POST":
        services.close(organisation, by=request.user)
        messages.success(request, _("The round is finished. What you found is kept."))
        return redirect("review:access", uuid=uuid)
    past = organisation.access_reviews.exclude(closed_at=None).select_related("closed_by")
    context = {
        "organisation": organisation,
        "rows": rows_of(organisation, review),
        "review": review,
        "past": past[:10],
    }
    return render(request, "review/access.html", context)


@require_POST
@login_required
def settle(request: SignedInRequest, uuid: str) -> HttpResponse:
    """One line is right, or ends."""
    organisation = _organisation(request, uuid)
    services.settle(
        organisation,
        request.POST.get("key", "")[:60],
        verdict=request.POST.get("verdict", ""),
        by=request.user,
    )
    is_left = permissions.can_review(request.user, organisation)
    return redirect("review:access", uuid=uuid) if is_left else redirect("home")


@require_safe
@login_required
def as_csv(request: SignedInRequest, uuid: str) -> StreamingHttpResponse:
    """Every line that was ever looked at, for a spreadsheet."""
    organisation = _organisation(request, uuid)
    reply = StreamingHttpResponse(_lines(organisation), content_type="text/csv; charset=utf-8")
    reply["Content-Disposition"] = 'attachment; filename="toegang.csv"'
    return reply


def _lines(organisation: Organisation) -> Iterator[str]:
    yield "\ufeff"  # without it a spreadsheet takes the accents for something else
    yield csv_line(
        [_("Round of"), _("Person"), _("Access"), _("Outcome"), _("Looked at by"), _("When")]
    )
    found = ReviewedLine.objects.filter(review__organisation=organisation)
    for line in found.select_related("review", "person", "reviewed_by"):
        yield csv_line(
            [
                moment_text(line.review.opened_at), line.person.name, line.access,
                line.get_verdict_display(), line.reviewed_by.name, moment_text(line.reviewed_at),
            ]
        )  # fmt: skip


def _organisation(request: SignedInRequest, uuid: str) -> Organisation:
    """To who is not of it, it is not there; a colleague may not look through the others."""
    organisation = get_object_or_404(Organisation.objects.of(request.user), uuid=uuid)
    if not permissions.can_review(request.user, organisation):
        raise PermissionDenied("review_access")
    return organisation
