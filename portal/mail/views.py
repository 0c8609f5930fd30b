"""Pages: what I want with mails, the link that stops them, and the operator's desk."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.permissions import is_operator
from portal.accounts.requests import SignedInRequest, posted
from portal.audit.record import record
from portal.clock import portal_now
from portal.mail import preferences, queue, transitions
from portal.mail.forms import MailForm
from portal.mail.models import MailPreference
from portal.opened_links import OpenedLink, opened_by_link

SHOWN = 100  # mails in trouble on the operator's page


@require_http_methods(["GET", "POST"])
@login_required
def choose(request: SignedInRequest) -> HttpResponse:
    """Which mails come, when, and in which language."""
    form = MailForm(posted(request), user=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved. It holds from the next mail on."))
        return redirect("messages:settings")
    return render(request, "messages/settings.html", {"form": form})


@csrf_exempt  # the button of a mail program sends no token; the link itself is the proof
@require_http_methods(["GET", "POST"])
@never_cache
@opened_by_link(preferences.read_stop)
def stop(request: HttpRequest, link: OpenedLink) -> HttpResponse:
    """Stop mails of one category for the owner of the address, without a login (RFC 8058)."""
    found = preferences.read_stop(link.secret)
    if found is None:
        raise Http404
    user, category = found
    if request.method == "POST":
        preferences.choose(user, category, MailPreference.Mode.OFF)
    context = {"category": category, "is_done": request.method == "POST"}
    return render(request, "messages/stop.html", context)


@require_safe
@login_required
def desk(request: SignedInRequest) -> HttpResponse:
    """How the outbox is doing, and what did not arrive. No text of a mail stands here."""
    if not is_operator(request.user):
        raise PermissionDenied("mail_desk")
    context = {"health": queue.health(portal_now()), "trouble": queue.in_trouble()[:SHOWN]}
    return render(request, "messages/desk.html", context)


@require_POST
@login_required
def again(request: SignedInRequest) -> HttpResponse:
    """Send what the operator ticked once more."""
    if not is_operator(request.user):
        raise PermissionDenied("send_again")
    chosen = [one for one in request.POST.getlist("mail") if one.isdigit()][:SHOWN]
    count = transitions.take_up_again(queue.in_trouble().filter(pk__in=chosen))
    if count:
        record("send_mails_again", request.user, by=request.user, mails=count)
        messages.success(
            request,
            ngettext("%(count)s mail is sent again.", "%(count)s mails are sent again.", count)
            % {"count": count},
        )
    else:
        messages.info(request, _("Tick the mails that should be sent again."))
    return redirect("messages:desk")
