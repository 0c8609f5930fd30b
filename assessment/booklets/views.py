"""The page where a member asks for the booklet and takes it along."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assessment.booklets import services
from assessment.booklets.selectors import may_read, newest, own_offers
from assessment.views.fetching import committee_for, page_context, standing_for
from portal.accounts.requests import SignedInRequest
from portal.files import store


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def booklet(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    """Ask for one's own offers as a PDF, or take the one that is there."""
    committee = committee_for(request.user, reference, code)
    standing = standing_for(request.user, committee)
    if not standing.has_declared:
        return redirect("assessment:declare", reference, code)
    if request.method == "POST":
        services.ask_for_booklet(standing.seat, by=request.user)
        messages.success(request, _("Your booklet is being made. You can go on with your work."))
        return redirect("booklets:booklet", reference, code)
    found = newest(standing)
    context = page_context(
        committee,
        standing=standing,
        booklet=found,
        has_failed=found is not None and services.has_failed(found),
        offers=own_offers(standing).count(),
    )
    return render(request, "assessment/booklets/booklet_page.html", context)


@require_safe
@login_required
def download(
    request: SignedInRequest, reference: str, code: str, uuid: str
) -> HttpResponse | StreamingHttpResponse:
    """The PDF, for its own reader and as long as nothing keeps that reader from an offer in it."""
    committee = committee_for(request.user, reference, code)
    standing = standing_for(request.user, committee)
    found = standing.seat.booklets.select_related("file").filter(uuid=uuid).first()
    if found is None or found.file is None or not may_read(standing, found):
        raise Http404
    return store.response(found.file, f"{reference}-{code}-offertes.pdf")
