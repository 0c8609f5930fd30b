"""What everybody may know of the result, and the words that officers add to it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from awards import permissions, services
from awards.buyers.selectors import wanted_of
from awards.forms import ResultForm
from awards.models import PublicResult
from awards.selectors import purchases_of, winners_by_phase
from awards.stories.selectors import public_stories
from awards.views.fetch import staff_call
from calls.models import Call
from portal.accounts.requests import SignedInRequest, posted


@require_safe
def result(request: HttpRequest, reference: str) -> HttpResponse:
    """Who was awarded in each phase, with their public summary, and what was bought since."""
    call = get_object_or_404(
        Call.objects.published().select_related("contracting_authority"), reference=reference
    )
    context = {
        "call": call,
        "winners": winners_by_phase(call),
        "purchases": purchases_of(call),
        "stories": public_stories(call),
        "wanted": wanted_of(call),
        "is_buyer": permissions.is_buyer(request.user),
        "text": PublicResult.objects.filter(call=call).first(),
        "can_write": request.user.is_authenticated
        and permissions.can_write_result(request.user, call),
    }
    return render(request, "awards/result.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def write_result(request: SignedInRequest, reference: str) -> HttpResponse:
    """Write the text of the result page."""
    call = staff_call(request, reference)
    if not permissions.can_write_result(request.user, call):
        raise PermissionDenied("write_result")
    written = PublicResult.objects.filter(call=call).first()
    form = ResultForm(posted(request), initial={"text": written.text if written else ""})
    if request.method == "POST" and form.is_valid():
        services.write_result(call, text=form.cleaned_data["text"], by=request.user)
        messages.success(request, _("Saved. It is on the result page now."))
        return redirect("awards:result", reference)
    return render(request, "awards/write_result.html", {"call": call, "form": form})
