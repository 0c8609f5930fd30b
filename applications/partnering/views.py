"""Partners of an offer: asking them to confirm, checking their numbers, and their own answer."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applications import permissions
from applications.models import Proposal
from applications.partnering import services
from applications.partnering.cards import open_card, partners_of
from applications.partnering.forms import AnswerForm
from applications.partnering.selectors import find_card
from applications.reading import partner_in_words
from applications.views.company import offer_or_404
from calls.partner_rules import partner_rules_of
from portal.accounts import kvk as trade_register
from portal.accounts.requests import SignedInRequest, posted
from portal.opened_links import OpenedLink, opened_by_link
from portal.ratelimit import is_too_often
from portal.workflow import TransitionRefused

ASKED_AN_HOUR = 30  # mails to partners, and questions to the trade register, from one address
ANSWERED_AN_HOUR = 60


@require_safe
@login_required
def partners(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    """Who was asked, what they said, and what the trade register says about them."""
    proposal = offer_or_404(request.user, reference, code)
    if proposal.state != Proposal.State.DRAFT:
        raise Http404
    context = {
        "proposal": proposal,
        "phase": proposal.phase,
        "call": proposal.phase.call,
        "partners": [(each, partner_in_words(each.terms)) for each in partners_of(proposal)],
        "rules": partner_rules_of(proposal.phase.call),
        "may_edit": permissions.can_edit(request.user, proposal),
        "may_check": trade_register.is_on(),
    }
    return render(request, "partnering/partners.html", context)


@require_POST
@login_required
def ask(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    """Ask one partner by mail."""
    proposal = _own_draft(request, reference, code)
    name = request.POST.get("partner", "")[:200]
    if is_too_often(request, "partner", per_hour=ASKED_AN_HOUR):
        messages.error(request, _("That were many mails in an hour. Try again later."))
        return redirect("applications:partners", reference, code)
    numbers = {each.terms["kvk"] for each in partners_of(proposal) if each.name == name}
    replies = _look_up(request, numbers)
    try:
        services.ask_partner(
            proposal, name, by=request.user, register=next(iter(replies.values()), None)
        )
    except TransitionRefused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("The question is on its way to %(name)s.") % {"name": name})
    return redirect("applications:partners", reference, code)


@require_POST
@login_required
def check(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    """Ask the trade register about every number of the partners."""
    proposal = _own_draft(request, reference, code)
    numbers = {each.terms["kvk"] for each in partners_of(proposal)}
    replies = _look_up(request, numbers)
    services.keep_checks(proposal, replies, by=request.user)
    if any(reply.outcome == trade_register.Outcome.UNKNOWN for reply in replies.values()):
        messages.warning(
            request,
            _("Not every number could be checked now. That keeps nobody from sending the offer."),
        )
    return redirect("applications:partners", reference, code)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@opened_by_link(find_card)
def answer(request: HttpRequest, link: OpenedLink) -> HttpResponse:
    """The partner's own page: what the offer says of it, and its yes or no. Needs no account."""
    card = find_card(link.secret)
    if card is None:
        raise Http404
    said = open_card(card.proposal, card)
    form = AnswerForm(posted(request))
    is_current = services.is_current(card.proposal, said)
    if request.method == "POST" and form.is_valid():
        if is_too_often(request, "partner-answer", per_hour=ANSWERED_AN_HOUR):
            raise PermissionDenied("partner_answer")
        try:
            card = services.answer(
                card,
                says_yes=form.cleaned_data["answer"] == "yes",
                name=form.cleaned_data["name"],
            )
        except TransitionRefused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("Thank you, your answer is kept."))
            return redirect("applications:partner-answer", link.mark)
    context = {
        "card": card,
        "proposal": card.proposal,
        "phase": card.proposal.phase,
        "call": card.proposal.phase.call,
        "partner": partner_in_words(said["terms"]),
        "is_current": is_current,
        "form": form,
    }
    return render(request, "partnering/answer.html", context)


def _own_draft(request: SignedInRequest, reference: str, code: str) -> Proposal:
    proposal = offer_or_404(request.user, reference, code)
    if not permissions.can_edit(request.user, proposal):
        raise PermissionDenied("partners")
    return proposal


def _look_up(request: SignedInRequest, numbers: set[str]) -> dict[str, trade_register.Reply]:
    """What the trade register says about these numbers; who asks too often gets no answer of it."""
    if not trade_register.is_on():
        return {}
    asked = sorted(number for number in numbers if len(number) == 8 and number.isdigit())
    return {
        number: trade_register.unknown(number)
        if is_too_often(request, "kvk", per_hour=ASKED_AN_HOUR)
        else trade_register.look_up(number)
        for number in asked
    }
