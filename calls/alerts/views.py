"""Asking for alerts, saying yes, saying stop: for everybody, without an account.

None of these forms carries a token against forged requests: who sends one needs an address that
gets a mail, or the link that was in one, or what stands for that link in one browser.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from calls.alerts import services, tokens
from calls.alerts.forms import AlertForm, FollowForm
from calls.alerts.selectors import words_of
from calls.views.fetch import public_call
from portal.opened_links import OpenedLink, keep, opened_by_link
from portal.ratelimit import is_too_often, too_many

page = require_http_methods(["GET", "HEAD", "POST"])
ASKED_AN_HOUR = 20  # from one network address


@csrf_exempt
@page
@never_cache
def subscribe(request: HttpRequest) -> HttpResponse:
    """Choose which new calls to hear of."""
    initial = {name: request.GET.get(name, "") for name in ("mission", "instrument", "region")}
    form = AlertForm(request.POST if request.method == "POST" else None, initial=initial)
    return _asked(request, form, "alerts/subscribe.html")


@csrf_exempt
@page
@never_cache
def follow(request: HttpRequest, reference: str) -> HttpResponse:
    """Hear of the changes of one call."""
    call = public_call(reference)
    form = FollowForm(request.POST if request.method == "POST" else None)
    return _asked(request, form, "alerts/follow.html", call=call)


@require_safe
@never_cache
def asked(request: HttpRequest) -> HttpResponse:
    """The same for every address, whether it had alerts already or not."""
    return render(request, "alerts/asked.html")


@csrf_exempt
@page
@never_cache
@opened_by_link(tokens.read_confirm)
def confirm(request: HttpRequest, link: OpenedLink) -> HttpResponse:
    """A page with one button: programs that follow links in mails confirm nothing."""
    subscription = tokens.read_confirm(link.secret)
    if subscription is None:
        return render(request, "alerts/expired.html", status=410)
    is_done = request.method == "POST"
    if is_done:
        services.confirm(subscription)
    context = {
        "words": words_of(subscription, get_language() or "nl"),
        "is_done": is_done,
        "stop_mark": keep(request, tokens.stop_secret(subscription)).mark if is_done else "",
    }
    return render(request, "alerts/confirm.html", context)


@csrf_exempt
@page
@never_cache
@opened_by_link(tokens.is_stop)
def stop(request: HttpRequest, link: OpenedLink) -> HttpResponse:
    """One POST stops it, also from the button of a mail program (RFC 8058)."""
    if not tokens.is_stop(link.secret):
        return render(request, "alerts/expired.html", status=410)
    subscription = tokens.read_stop(link.secret)
    words = words_of(subscription, get_language() or "nl") if subscription else ""
    if request.method == "POST" and subscription is not None:
        services.stop(subscription)
    is_done = request.method == "POST" or subscription is None
    return render(request, "alerts/stop.html", {"words": words, "is_done": is_done})


def _asked(
    request: HttpRequest, form: FollowForm, template: str, **context: object
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        if is_too_often(request, "alerts", per_hour=ASKED_AN_HOUR):
            return too_many(request)
        wish = form.wish(context.get("call"))  # type: ignore[arg-type]
        services.ask(form.cleaned_data["email"], wish, language=get_language() or "nl")
        return redirect("alerts:asked")
    status = 422 if form.is_bound else 200
    return render(request, template, {"form": form, **context}, status=status)
