"""The procurement phase: officers of any authority record what they bought from whom."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from awards import permissions, services
from awards.forms import PurchaseForm
from awards.selectors import delivered_prototypes, purchases_of
from calls.instruments.definition import Buying
from calls.models import Call
from calls.procedures import grounds_of_buying
from portal.accounts.requests import SignedInRequest, posted
from portal.form_pages import is_done


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def purchases(request: SignedInRequest, reference: str) -> HttpResponse:
    """What was bought after this call, and a form to add to it."""
    call = get_object_or_404(Call.objects.published(), reference=reference)
    if not permissions.is_buyer(request.user):
        raise PermissionDenied("record_purchase")
    form = PurchaseForm(posted(request), call=call, by=request.user)
    if is_done(request, form, lambda answers: services.record_purchase(by=request.user, **answers)):
        messages.success(request, _("The purchase is on record and on the result page."))
        return redirect("awards:purchases", reference)
    grounds = grounds_of_buying(call)
    context = {
        "call": call,
        "form": form,
        "purchases": purchases_of(call),
        "is_agreed": Buying.AGREED in grounds,
        "has_both": len(grounds) > 1,
        "has_prototypes": delivered_prototypes(call).exists(),
    }
    return render(request, "awards/purchases.html", context)
