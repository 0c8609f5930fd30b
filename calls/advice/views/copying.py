"""Nobody starts from a blank page: a call from an earlier one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from calls.advice.copying import copy_call
from calls.advice.forms.copying import CopyForm, FindForm
from calls.advice.selectors import copyable_calls
from calls.advice.views.fetch import require_officer
from portal.accounts.requests import SignedInRequest, posted

page = require_http_methods(["GET", "HEAD", "POST"])
PER_PAGE = 20


@login_required
@require_safe
def choose(request: SignedInRequest) -> HttpResponse:
    """The calls one may begin from: every published one, and one's own."""
    require_officer(request)
    form = FindForm(request.GET)
    calls = Paginator(copyable_calls(request.user, form.words()), PER_PAGE)
    context = {"form": form, "page": calls.get_page(request.GET.get("page"))}
    return render(request, "advice/copy_choose.html", context)


@login_required
@page
def copy(request: SignedInRequest, reference: str) -> HttpResponse:
    """Name the new call; the rest comes from the earlier one."""
    require_officer(request)
    source = get_object_or_404(copyable_calls(request.user), reference=reference)
    form = CopyForm(posted(request), user=request.user, source=source)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        call = copy_call(
            source,
            authority=data["authority"],
            reference=data["reference"],
            title=data["title"],
            by=request.user,
        )
        messages.success(
            request, _("The call is there. Check the money, and fill in the dates and the keys.")
        )
        return redirect("advice:of-call", call.reference)
    return render(request, "advice/copy.html", {"form": form, "source": source})
