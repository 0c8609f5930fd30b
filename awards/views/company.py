"""What a company has of us: its letters and its contracts."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from assessment.pitches.services import slots_of_company
from awards import services
from awards.models import Contract
from awards.selectors import letters_for_company
from portal.accounts.requests import SignedInRequest
from portal.files import store


@login_required
@require_safe
def mine(request: SignedInRequest) -> HttpResponse:
    """The decisions on this person's offers, and the contracts that followed."""
    contracts = (
        Contract.objects.of_company(request.user)
        .select_related(
            "decision__proposal__dossier__lead",
            "decision__proposal__opened",
            "decision__proposal__phase__call",
        )
        .order_by("-decision__decision_set__released_at")
    )
    letters = letters_for_company(request.user).select_related(
        "decision__proposal__opened", "decision__decision_set"
    )
    context = {
        "contracts": contracts,
        "pitches": slots_of_company(request.user),
        "letters": letters.order_by("-decision__decision_set__released_at", "number"),
    }
    return render(request, "awards/mine.html", context)


@login_required
@require_safe
def letter(request: SignedInRequest, dossier: str, code: str) -> StreamingHttpResponse:
    """The letter itself, as a PDF. The first time it is read is noted."""
    found = get_object_or_404(
        letters_for_company(request.user),
        decision__proposal__dossier__reference=dossier,
        decision__proposal__phase__code=code,
    )
    if request.method == "GET":
        services.mark_letter_read(found, by=request.user)
    return store.response(found.file, f"{found.number}.pdf")
