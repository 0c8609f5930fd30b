"""Exports to download: the blank form for everybody, the offer for the company's own people."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applications.exporting import documents, services, texts
from applications.exporting.contents import Export, blank_form, of_draft, of_opened, of_sealed
from applications.exporting.forms import SealedExportForm
from applications.exporting.selectors import form_copy_of, is_stale, offer_copy_of
from applications.models import Proposal, Submission
from applications.reopening import reopen
from applications.views.company import offer_or_404
from calls.models import Call, Phase
from portal.accounts.requests import SignedInRequest, posted
from portal.clock import portal_now
from portal.files import store
from portal.workflow import TransitionRefused

TOO_LONG = timedelta(minutes=3)  # for a PDF: then one may ask again
# A PDF of what is sealed cannot wait for a job: the job would have to keep what nobody may read.
MOST_AT_ONCE = 200_000  # bytes of answers, some sixty pages


def _form_or_404(user: object, call: str, code: str) -> Phase:
    """A phase of a call that is public, or on which this person works."""
    public, own = Call.objects.published(), Call.objects.staffed_by(user)
    phases = Phase.objects.filter(Q(call__in=public) | Q(call__in=own), takes_offers=True)
    return get_object_or_404(phases.select_related("call"), call__reference=call, code=code)


@require_safe
def blank(request: HttpRequest, call: str, code: str) -> HttpResponse:
    """The form of an offer with nothing filled in, and the files to take along."""
    phase = _form_or_404(request.user, call, code)
    context = {
        "phase": phase,
        "call": phase.call,
        "sections": blank_form(phase),
        "copy": form_copy_of(phase, _language()),
    }
    return render(request, "applications/blank_form.html", context)


@require_safe
def blank_text(request: HttpRequest, call: str, code: str) -> HttpResponse:
    """The blank form as text."""
    phase = _form_or_404(request.user, call, code)
    text = texts.form_text(phase, blank_form(phase))
    return _download(text.encode(), "text/plain; charset=utf-8", f"{call}-{code}.txt")


@require_safe
def blank_pdf(request: HttpRequest, call: str, code: str) -> StreamingHttpResponse:
    """The blank form as PDF; not found until it was made, within a minute of publication."""
    phase = _form_or_404(request.user, call, code)
    copy = form_copy_of(phase, _language())
    if copy is None:
        raise Http404
    return store.response(copy.file, f"{call}-{code}.pdf")


@require_safe
@login_required
def export(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    """Which files there are of this offer, and what one has to do for them."""
    proposal = offer_or_404(request.user, reference, code)
    return _page(request, proposal, SealedExportForm())


@require_safe
@login_required
def offer_text(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    """The offer as text."""
    return _as_text(_readable(offer_or_404(request.user, reference, code)))


@require_safe
@login_required
def offer_json(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    """The offer as data, the bytes over which hashes are computed."""
    return _as_json(_readable(offer_or_404(request.user, reference, code)))


@require_POST
@login_required
def ask_pdf(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    """Ask for the PDF of the offer as it is now."""
    proposal = offer_or_404(request.user, reference, code)
    services.ask_copy(proposal, language=_language(), by=request.user)
    return redirect("applications:export", reference, code)


@require_safe
@login_required
def offer_pdf(request: SignedInRequest, reference: str, code: str) -> StreamingHttpResponse:
    """The PDF that was asked for; not found until the job has made it."""
    proposal = offer_or_404(request.user, reference, code)
    copy = offer_copy_of(proposal)
    if copy is None or copy.file is None:
        raise Http404
    return store.response(copy.file, f"{reference}-{code}.pdf")


@require_http_methods(["POST"])
@login_required
@never_cache
def sealed(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    """What was sent, for who has the change code; the portal forgets it with this answer."""
    proposal = offer_or_404(request.user, reference, code)
    submission = _last_sent(proposal)
    if submission is None:
        raise Http404
    form = SealedExportForm(posted(request))
    if not form.is_valid():
        return _page(request, proposal, form)
    try:
        offer = reopen(proposal, submission, form.cleaned_data["code"])
    except TransitionRefused as refusal:
        form.add_error("code", refusal.message)
        return _page(request, proposal, form)
    submission.proposal = proposal
    found = of_sealed(submission, offer)
    if form.cleaned_data["format"] == "pdf":
        if len(found.data) > MOST_AT_ONCE:
            form.add_error(
                "format", _("This offer is too long to draw at once. Take the text instead.")
            )
            return _page(request, proposal, form)
        pdf = documents.offer_pdf(found, _language())
        return _download(pdf, "application/pdf", f"{found.name}-{submission.number}.pdf")
    return _as_json(found) if form.cleaned_data["format"] == "json" else _as_text(found)


def _page(request: SignedInRequest, proposal: Proposal, form: SealedExportForm) -> HttpResponse:
    is_draft = services.is_working_copy(proposal)
    copy = offer_copy_of(proposal)
    context = {
        "proposal": proposal,
        "phase": proposal.phase,
        "call": proposal.phase.call,
        "is_draft": is_draft,
        "is_readable": services.is_exportable(proposal),
        "copy": copy,
        "is_stuck": copy is not None
        and copy.file is None
        and portal_now() - copy.asked_at > TOO_LONG,
        "is_stale": copy is not None and is_draft and is_stale(copy),
        "last": _last_sent(proposal),
        "form": form,
    }
    status = 409 if form.is_bound else 200
    return render(request, "applications/export.html", context, status=status)


def _last_sent(proposal: Proposal) -> Submission | None:
    """The last sending, as long as it is sealed."""
    if hasattr(proposal, "opened"):
        return None
    return proposal.submissions.order_by("-number").first()


def _readable(proposal: Proposal) -> Export:
    if services.is_working_copy(proposal):
        return of_draft(proposal)
    if hasattr(proposal, "opened"):
        return of_opened(proposal)
    raise Http404


def _as_text(found: Export) -> HttpResponse:
    text = texts.offer_text(found).encode()
    return _download(text, "text/plain; charset=utf-8", f"{found.name}.txt")


def _as_json(found: Export) -> HttpResponse:
    return _download(found.data, "application/json", f"{found.name}.json")


def _download(content: bytes, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _language() -> str:
    language = get_language() or ""
    return language if language in dict(settings.LANGUAGES) else "nl"
