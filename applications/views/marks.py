"""The page on which a company says what of its offer is confidential."""

from itertools import groupby

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from applications import permissions
from applications.confidentiality import FREED, MARKS, freed_in, marked_in
from applications.models import Proposal
from applications.saving import Conflict
from applications.views.company import offer_or_404
from applications.working_copy import read_section
from applications.writing.marks import save_marks
from portal.accounts.requests import SignedInRequest

State = Proposal.State


@require_http_methods(["GET", "POST"])
@login_required
def marks(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    """See and change the marks; as the sections, to be read as long as the offer is a draft."""
    proposal = offer_or_404(request.user, reference, code)
    there = read_section(proposal, MARKS)
    freed, status = freed_in({MARKS: there.payload}), 200
    if request.method == "POST":
        kept = request.POST.getlist("confidential")
        version = request.POST.get("version", "")
        try:
            save_marks(
                proposal, kept, version=int(version) if version.isdecimal() else 0, by=request.user
            )
        except Conflict:
            messages.error(
                request,
                _("A colleague changed the marks meanwhile. Below stands your choice: save again."),
            )
            every = marked_in(proposal.phase, frozenset())
            chosen = [each.code for each in every if each.code not in kept]
            freed, status = freed_in({MARKS: {FREED: chosen}}), 409
        else:
            messages.success(request, _("Saved."))
            return redirect("applications:marks", reference, code)
    if proposal.state not in {State.DRAFT, State.LAPSED}:
        raise Http404
    context = {
        "proposal": proposal,
        "phase": proposal.phase,
        "call": proposal.phase.call,
        "version": there.version,
        "parts": [
            (label, list(found))
            for label, found in groupby(
                marked_in(proposal.phase, freed), key=lambda each: each.section
            )
        ],
        "may_edit": permissions.can_edit(request.user, proposal) and proposal.state == State.DRAFT,
    }
    return render(request, "applications/marks.html", context, status=status)
