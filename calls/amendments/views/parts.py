"""Writing an amendment: what it says, and one page for each part of the terms."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from calls import phases
from calls.amendments import services
from calls.amendments.forms.questions import OfferForm
from calls.amendments.forms.says import AmendedDocumentForm, EditsForm, SaysForm
from calls.amendments.forms.terms import DatesForm, ScoringForm, TextsForm
from calls.amendments.models import Amendment
from calls.amendments.patches import phases_by_code
from calls.amendments.selectors import draft_of, live_phases
from calls.amendments.views.fetch import own_amendment
from calls.models import Phase
from portal.accounts.requests import SignedInRequest, posted
from portal.clock import portal_now
from portal.workflow import TransitionRefused

page = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@page
def says(request: SignedInRequest, reference: str, uuid: UUID) -> HttpResponse:
    """Title, kind, reason, and what happens with what was sent."""
    chosen = own_amendment(request, reference, uuid)
    form = SaysForm.of(chosen, posted(request))

    def save() -> None:
        services.say(chosen, says=form.says(), edits=form.cleaned_data["edits"], by=request.user)

    return _part(request, chosen, form, save, heading=_("What the amendment is"))


@login_required
@page
def texts(request: SignedInRequest, reference: str, uuid: UUID) -> HttpResponse:
    """Title, challenge and the sections of the text."""
    chosen = own_amendment(request, reference, uuid)
    after = draft_of(chosen, portal_now()).after
    form = TextsForm(posted(request), terms=after, edits=chosen.edits)

    def save() -> None:
        part = form.part()
        services.change_terms(chosen, part=part, edits=form.cleaned_data["edits"], by=request.user)

    return _part(request, chosen, form, save, heading=_("Texts"))


@login_required
@page
def dates(request: SignedInRequest, reference: str, uuid: UUID) -> HttpResponse:
    """Dates and money of the phases that have not closed."""
    chosen = own_amendment(request, reference, uuid)
    now = portal_now()
    terms = phases_by_code(draft_of(chosen, now).after)
    form = EditsForm(posted(request), initial={"edits": chosen.edits})
    rows = [
        DatesForm(
            posted(request),
            code=phase.code,
            name=phase.name,
            terms=terms[phase.code],
            is_open=phases.is_open(phase, now),
        )
        for phase in live_phases(chosen.call, now)
    ]

    def save() -> None:
        part = {"phases": {row.code: row.part() for row in rows}}
        services.change_terms(chosen, part=part, edits=form.cleaned_data["edits"], by=request.user)

    context = {"heading": _("Dates and money"), "rows": rows}
    return _part(request, chosen, form, save, *rows, template="dates", **context)


@login_required
@page
def criteria(request: SignedInRequest, reference: str, uuid: UUID, code: str) -> HttpResponse:
    """Scale and criteria of one phase: a rectification."""
    chosen = own_amendment(request, reference, uuid)
    phase = _live_phase(chosen, code)
    terms = phases_by_code(draft_of(chosen, portal_now()).after)[code]
    form = ScoringForm(posted(request), terms=terms, edits=chosen.edits)

    def save() -> None:
        part = {"phases": {code: form.part()}}
        services.change_terms(chosen, part=part, edits=form.cleaned_data["edits"], by=request.user)

    heading = _("Criteria: %(phase)s") % {"phase": phase.name}
    return _part(
        request, chosen, form, save, form.formset, template="criteria", heading=heading, phase=phase
    )


@login_required
@page
def offer_form(request: SignedInRequest, reference: str, uuid: UUID, code: str) -> HttpResponse:
    """The questions of the form of one phase."""
    chosen = own_amendment(request, reference, uuid)
    phase = _live_phase(chosen, code)
    terms = phases_by_code(draft_of(chosen, portal_now()).after)[code]
    form = OfferForm(posted(request), terms=terms, edits=chosen.edits)

    def save() -> None:
        part = {"phases": {code: form.part()}}
        services.change_terms(chosen, part=part, edits=form.cleaned_data["edits"], by=request.user)

    heading = _("Form of the offer: %(phase)s") % {"phase": phase.name}
    return _part(request, chosen, form, save, template="form", heading=heading, phase=phase)


@login_required
@page
def documents(request: SignedInRequest, reference: str, uuid: UUID) -> HttpResponse:
    """New documents, next versions, and documents taken out, each with a note."""
    chosen = own_amendment(request, reference, uuid)
    if request.method == "POST":
        form = AmendedDocumentForm(request.POST, request.FILES, amendment=chosen)
    else:
        form = AmendedDocumentForm(amendment=chosen)

    def save() -> None:
        services.change_document(chosen, by=request.user, **form.change())

    changes = list(chosen.documents.select_related("file", "replaces"))
    context = {"heading": _("Documents"), "changes": changes}
    return _part(request, chosen, form, save, template="documents", **context)


def _live_phase(chosen: Amendment, code: str) -> Phase:
    for phase in live_phases(chosen.call, portal_now()):
        if phase.code == code:
            return phase
    raise Http404


def _part(
    request: SignedInRequest,
    chosen: Amendment,
    form: Any,
    save: Callable[[], None],
    *others: Any,
    template: str = "part",
    **context: Any,
) -> HttpResponse:
    """Show a page of the amendment, or save it and go back; every form is asked at once."""
    if chosen.state != Amendment.State.DRAFT:
        return redirect("calls:amendment", chosen.call.reference, chosen.uuid)
    judged = [each.is_valid() for each in (form, *others)] if request.method == "POST" else [False]
    if all(judged):
        try:
            save()
        except TransitionRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("calls:amendment", chosen.call.reference, chosen.uuid)
    context |= {"call": chosen.call, "amendment": chosen, "form": form}
    return render(request, f"calls/amendments/{template}.html", context)
