"""Pages of the demo: become another person, move a call on, read the mail."""

from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from assessment.models import Committee
from calls.models import Call
from demo import clock
from demo import panel as content
from demo.play import judging
from demo.play.from_call import play_of
from demo.play.sweeps import sweep
from demo.practice.attempts import without_training
from demo.practice.views import cards
from portal.mail.models import OutgoingMail

ALLAUTH = "allauth.account.auth_backends.AuthenticationBackend"


@require_GET
def panel(request: HttpRequest) -> HttpResponse:
    """Who there is to become, with codes and passphrases, and where each call can go."""
    scoring = Committee.objects.filter(
        state__in=[Committee.State.DECLARING, Committee.State.SCORING]
    ).select_related("phase__call")
    real = without_training(Call.objects.all())
    return render(
        request,
        "demo/panel.html",
        {
            "people": [
                {"user": user, "role": role, **content.secrets_of(user)}
                for role, user in request.demo_people  # type: ignore[attr-defined]
            ],
            "everybody": content.invented_people(),
            "moments": content.next_moments(),
            "scoring": scoring.filter(phase__call__in=real),
            "exercises": cards(request.user),
        },
    )


@require_POST
def become(request: HttpRequest) -> HttpResponse:
    """Log in as an invented person, past the second factor but not past a step-up."""
    user = get_object_or_404(content.invented_people(), uuid=request.POST.get("person", ""))
    login(request, user, backend=ALLAUTH)
    messages.info(request, _("You are now %(name)s.") % {"name": user.name})
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        return redirect("home")
    return redirect(target)


@require_POST
def advance(request: HttpRequest, reference: str) -> HttpResponse:
    """Let the invented people do what brings a call to its next moment."""
    call = get_object_or_404(Call, reference=reference)
    stage = content.next_stage(call)
    if stage is None:
        messages.info(request, _("This call has reached its end."))
        return redirect("demo:panel")
    for move in stage.moves:
        clock.move_to(move.at)
        move.act()
    sweep()
    messages.success(
        request, _("%(call)s: %(stage)s.") % {"call": call.reference, "stage": stage.label}
    )
    return redirect("demo:panel")


@require_POST
def finish_scoring(request: HttpRequest, reference: str) -> HttpResponse:
    """Let the invented members declare, score what is open, and hand in."""
    call = get_object_or_404(Call, reference=reference)
    play = play_of(call)
    for committee in Committee.objects.filter(
        phase__call=call, state__in=[Committee.State.DECLARING, Committee.State.SCORING]
    ).select_related("phase"):
        judging.declare(play, committee.phase.code)
        judging.score(play, committee.phase.code)
    sweep()
    messages.success(request, _("All members of %(call)s have handed in.") % {"call": reference})
    return redirect("demo:panel")


@require_GET
def mailbox(request: HttpRequest) -> HttpResponse:
    """The mails that the portal sent, newest first, to everybody or to one address."""
    mails = OutgoingMail.objects.select_related("recipient").order_by("-id")
    address = request.GET.get("to", "").replace("\x00", "")
    if address:
        mails = mails.filter(to_email=address)
    return render(request, "demo/mailbox.html", {"mails": mails[:100], "address": address})
