"""An authority wants a solution too; who made it and who asked for it can read that."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applications.models import Dossier
from awards.buyers import services
from awards.buyers.forms import InterestForm
from awards.buyers.models import BuyerInterest
from awards.permissions import can_record_purchase, is_buyer
from awards.selectors import delivered_prototypes
from calls.models import Call
from portal.accounts.models import Organisation
from portal.accounts.requests import SignedInRequest, posted
from portal.form_pages import is_done


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def mark(request: SignedInRequest, dossier: str) -> HttpResponse:
    """Say for one's own authority that it wants this too."""
    chosen = _solution(dossier)
    if not is_buyer(request.user):
        raise PermissionDenied("mark_interest")
    form = InterestForm(posted(request), by=request.user)
    if is_done(request, form, lambda answers: services.mark(chosen, by=request.user, **answers)):
        messages.success(request, _("Marked. The company and the officers have been told."))
        return redirect("buyers:interested", dossier)
    return render(request, "buyers/mark.html", {**_around(chosen), "form": form})


@login_required
@require_safe
def interested(request: SignedInRequest, dossier: str) -> HttpResponse:
    """Who wants it too: all of them for the company and the officers, else one's own."""
    chosen = _solution(dossier)
    rows = list(
        BuyerInterest.objects.visible_to(request.user)
        .standing()
        .filter(dossier=chosen)
        .select_related("authority")
    )
    sees_all = (
        Organisation.objects.of(request.user).filter(pk=chosen.lead_id).exists()
        or Call.objects.staffed_by(request.user).filter(pk=chosen.call_id).exists()
    )
    may_mark = is_buyer(request.user)
    if not (sees_all or may_mark):
        raise Http404
    context = {
        **_around(chosen),
        "rows": [(row, can_record_purchase(request.user, row.authority)) for row in rows],
        "sees_all": sees_all,
        "may_mark": may_mark,
    }
    return render(request, "buyers/interested.html", context)


@login_required
@require_POST
def withdraw(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Take it back."""
    interest = get_object_or_404(BuyerInterest.objects.visible_to(request.user), uuid=uuid)
    services.withdraw(interest, by=request.user)
    messages.success(request, _("Taken back."))
    return redirect("buyers:interested", interest.dossier.reference)


def _solution(reference: str) -> Dossier:
    """What was delivered in a published call; nothing else is there."""
    found = get_object_or_404(
        Dossier.objects.select_related("lead", "call"),
        reference=reference,
        call__in=Call.objects.published(),
    )
    if not delivered_prototypes(found.call).filter(pk=found.pk).exists():
        raise Http404
    return found


def _around(dossier: Dossier) -> dict[str, Any]:
    last = dossier.proposals.exclude(opened=None).order_by("-phase__order").first()
    return {
        "dossier": dossier,
        "call": dossier.call,
        "title": last.opened.title if last is not None else dossier.reference,
    }
