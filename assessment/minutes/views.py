"""The minutes: written by the secretary or the chair, read and signed by the members."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessment.minutes import permissions, selectors, services
from assessment.minutes.forms import MinutesForm
from assessment.minutes.models import Minutes
from assessment.models import Committee
from assessment.views.fetching import committee_for, page_context
from portal.accounts.requests import SignedInRequest, posted
from portal.files import store
from portal.workflow import TransitionRefused

State = Committee.State
CLOSED = frozenset({State.RANKED, State.ADVISED})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def minutes(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    """Write the minutes, or read who signed them."""
    committee = _readable(request, reference, code)
    stored = selectors.minutes_of(committee)
    may_write = permissions.can_write_minutes(request.user, committee)
    form = MinutesForm(posted(request), committee=committee, minutes=stored)
    if request.method == "POST":
        if not may_write:
            raise PermissionDenied("write_minutes")
        if form.is_valid() and _written(request, committee, form):
            return redirect("minutes:minutes", reference, code)
    presented = selectors.last_presented(stored) if stored else None
    lines = selectors.lines(committee, presented) if presented else []
    is_signed = presented is not None and selectors.is_signed(committee, presented)
    context = page_context(
        committee,
        minutes=stored,
        presented=presented,
        lines=lines,
        is_signed=is_signed,
        form=form if may_write and not is_signed else None,
        may_present=may_write
        and stored is not None
        and not is_signed
        and committee.state in CLOSED,
        may_sign=bool(presented and presented.sha256)
        and any(line.seat.user_id == request.user.pk and not line.signature for line in lines),
    )
    return render(request, "assessment/minutes/minutes_page.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def present(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    """Lay the saved minutes before the members."""
    committee = _readable(request, reference, code)
    if not permissions.can_write_minutes(request.user, committee):
        raise PermissionDenied("present_minutes")
    stored = get_object_or_404(Minutes, committee=committee)
    if request.method == "POST":
        services.present_minutes(stored, by=request.user)
        messages.success(request, _("The PDF is being made. The members get a mail."))
        return redirect("minutes:minutes", reference, code)
    context = {
        "heading": _("Lay the minutes before the members"),
        "consequences": [
            _("The portal makes a PDF of your saved text, with all scores, motivations and the "
              "ranking."),
            _("Every member with a vote gets a mail and is asked to sign it."),
            _("Signatures under an earlier text count no longer."),
        ],
        "confirm_label": _("Lay them before the members"),
        "cancel_url": reverse("minutes:minutes", args=[reference, code]),
    }  # fmt: skip
    return render(request, "layouts/confirm.html", context)


@require_POST
@login_required
def sign(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    """Sign the PDF whose hash stands on the page."""
    committee = _readable(request, reference, code)
    stored = get_object_or_404(Minutes, committee=committee)
    presented = selectors.last_presented(stored)
    if presented is None:
        raise Http404
    services.sign_minutes(presented, sha256=request.POST.get("sha256", ""), by=request.user)
    messages.success(request, _("You have signed the minutes."))
    return redirect("minutes:minutes", reference, code)


@require_safe
@login_required
def minutes_pdf(
    request: SignedInRequest, reference: str, code: str, number: int
) -> HttpResponse | StreamingHttpResponse:
    """The PDF of one text, byte for byte what is signed."""
    committee = _readable(request, reference, code)
    stored = get_object_or_404(Minutes, committee=committee)
    found = get_object_or_404(
        stored.presented.select_related("file"), number=number, file__isnull=False
    )
    if found.file is None:
        raise Http404
    return store.response(found.file, f"{reference}-{code}-notulen-{number}.pdf")


def _readable(request: SignedInRequest, reference: str, code: str) -> Committee:
    committee = committee_for(request.user, reference, code)
    if not permissions.can_read_minutes(request.user, committee):
        raise PermissionDenied("read_minutes")
    if committee.state not in {State.CONSENSUS, *CLOSED}:
        raise Http404
    return committee


def _written(request: SignedInRequest, committee: Committee, form: MinutesForm) -> bool:
    """Save, or show on the form why not."""
    try:
        services.write_minutes(committee, form.draft(), by=request.user)
    except TransitionRefused as refusal:
        form.add_error(None, refusal.message)
        return False
    messages.success(request, _("The minutes are saved."))
    return True
