"""Asking to act as somebody, the answer, and stepping in and out."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.accounts.requests import SignedInRequest, posted
from portal.support import permissions, services
from portal.support.forms import AskForm, ConsentForm
from portal.support.middleware import KEY
from portal.support.models import SupportSession
from portal.workflow import TransitionRefused


@require_http_methods(["GET", "POST"])
@login_required
def desk(request: SignedInRequest) -> HttpResponse:
    """What I asked as an operator, and asking once more."""
    if not permissions.can_ask(request.user):
        raise PermissionDenied("ask_support")
    form = AskForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.ask(by=request.user, **form.cleaned_data)
        except TransitionRefused as refusal:
            form.add_error("email", refusal.message)
        else:
            messages.success(request, _("The person gets a mail and decides."))
            return redirect("support:desk")
    mine = SupportSession.objects.filter(operator=request.user)
    context = {
        "form": form,
        "running": mine.running().select_related("user"),
        "asked": mine.asked().select_related("user"),
    }
    return render(request, "support/desk.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def answer(request: SignedInRequest, uuid: str) -> HttpResponse:
    """The person allows it, for how long and what, or stops it."""
    session = get_object_or_404(
        SupportSession.objects.select_related("operator"), uuid=uuid, user=request.user
    )
    form = ConsentForm(posted(request))
    if request.method == "POST" and form.is_valid():
        services.consent(session, by=request.user, **form.cleaned_data)
        messages.success(request, _("Support can act as you now. You can stop it on this page."))
        return redirect("support:answer", uuid=uuid)
    is_running = SupportSession.objects.running().filter(pk=session.pk).exists()
    is_asked = SupportSession.objects.asked().filter(pk=session.pk).exists()
    context = {"session": session, "form": form, "is_running": is_running, "is_asked": is_asked}
    return render(request, "support/answer.html", context)


@require_POST
@login_required
def enter(request: SignedInRequest, uuid: str) -> HttpResponse:
    """From the next page on the operator acts as the person."""
    running = SupportSession.objects.running()
    session = get_object_or_404(running, uuid=uuid, operator=request.user)
    if not permissions.can_act(request.user, session):
        raise PermissionDenied("act_as")
    request.session[KEY] = str(session.uuid)
    return redirect("home")


@require_POST
@login_required
def leave(request: SignedInRequest) -> HttpResponse:
    """The operator is themselves again, and the session is over."""
    uuid = request.session.pop(KEY, None)
    session = SupportSession.objects.filter(uuid=uuid, operator=request.user).first()
    if session is not None:
        services.end(session, by=request.user)
    return redirect("support:desk" if permissions.can_ask(request.user) else "home")


@require_POST
@login_required
def end(request: SignedInRequest, uuid: str) -> HttpResponse:
    """Either of both stops it at once, or the person says no."""
    own = SupportSession.objects.filter(uuid=uuid)
    session = get_object_or_404(own.filter(user=request.user) | own.filter(operator=request.user))
    services.end(session, by=request.user)
    messages.success(request, _("It has ended. Support cannot act as you any more."))
    return redirect("home")
