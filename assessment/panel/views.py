"""Answering an invitation, abstaining, filling a seat again, and dividing the offers."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from assessment import selectors as assessment_selectors
from assessment import services as assessment_services
from assessment.models import ScoreSheet
from assessment.panel import invitations, permissions, selectors, services, transitions
from assessment.panel.forms import AbstainForm, AllocationForm, DeclineForm, ReplaceForm
from assessment.permissions import can_change_seats
from assessment.transitions import OPEN_FOR_SCORES
from assessment.views.fetching import committee_for, offer_for, page_context, standing_for
from assessment.waiting import page
from portal.accounts.requests import SignedInRequest, posted
from portal.workflow import TransitionRefused


@require_http_methods(["GET", "POST"])
@login_required
def invitation(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    """What is asked of me, until when; accept, or decline with a reason. No name shows here."""
    committee = committee_for(request.user, reference, code)
    standing = standing_for(request.user, committee)
    seat, answer = standing.seat, request.POST.get("answer")
    if request.method == "POST" and answer == "accept":
        invitations.accept(seat, by=request.user)
        if not standing.has_begun:
            messages.success(request, _("Thank you. You get to work when your term begins."))
            return redirect("assessment:mine")
        messages.success(request, _("Thank you. Now say which interests you have."))
        return redirect("assessment:declare", reference, code)
    if request.method == "GET" and seat.accepted_at is not None and standing.has_begun:
        return redirect("assessment:declare", reference, code)
    form = DeclineForm(posted(request))
    if request.method == "POST" and form.is_valid():
        invitations.decline(seat, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("You declined. The secretary has been told."))
        return redirect("assessment:mine")
    context = page_context(
        committee, seat=seat, form=form, standing=standing, offers=len(standing.asked)
    )
    return render(request, "assessment/panel/invitation.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def abstain(request: SignedInRequest, reference: str, code: str, dossier: str) -> HttpResponse:
    """Give no score on one offer, without an interest in it."""
    committee = committee_for(request.user, reference, code)
    standing = standing_for(request.user, committee)
    proposal = offer_for(standing, dossier)
    sheet = get_object_or_404(standing.seat.sheets, proposal=proposal)
    form = AbstainForm(posted(request))
    if request.method == "POST" and form.is_valid():
        transitions.abstain(sheet, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("You abstain from %(offer)s.") % {"offer": proposal})
        return redirect("assessment:offers", reference, code)
    context = {
        "heading": _("Abstain from %(offer)s") % {"offer": proposal},
        "lead": _("For when you cannot judge this offer, such as for lack of expertise."),
        "consequences": [
            _("You give no score, and the offer's average leaves you out."),
            _("You can go on reading the offer, and take part in the meeting about it."),
            _("An interest is something else: then declare it, and you no longer see the offer."),
        ],
        "form": form,
        "confirm_label": _("Abstain"),
        "cancel_url": reverse("assessment:score", args=[reference, code, dossier]),
    }
    return render(request, "layouts/confirm.html", context)


@require_POST
@login_required
def score_after_all(
    request: SignedInRequest, reference: str, code: str, dossier: str
) -> HttpResponse:
    """Take an abstention back."""
    committee = committee_for(request.user, reference, code)
    standing = standing_for(request.user, committee)
    proposal = offer_for(standing, dossier)
    sheet = get_object_or_404(ScoreSheet, seat=standing.seat, proposal=proposal)
    transitions.score_after_all(sheet, by=request.user)
    messages.success(request, _("You can score this offer again."))
    return redirect("assessment:score", reference, code, dossier)


@require_http_methods(["GET", "POST"])
@login_required
def replace(request: SignedInRequest, reference: str, code: str, person: str) -> HttpResponse:
    """Seat somebody in the place of a member, in one step."""
    committee = committee_for(request.user, reference, code)
    if not can_change_seats(request.user, committee):
        raise PermissionDenied("change_seats")
    seat = get_object_or_404(
        committee.seats.filter(left_at=None).select_related("user"), user__uuid=person
    )
    form = ReplaceForm(
        posted(request),
        themes=list(committee.phase.call.themes.all()),
        initial={"role": seat.role, "profile": seat.profile},
    )
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                plan = assessment_services.plan_seat(**form.plan())
                assessment_services.replace_seat(
                    seat, plan, by=request.user, reason=form.cleaned_data["reason"]
                )
        except TransitionRefused as refusal:
            form.add_error(None, refusal.message.split("\n"))
        else:
            messages.success(request, _("The invitation is on its way."))
            return redirect("assessment:form", reference, code)
    context = page_context(
        committee,
        form=form,
        seat=seat,
        people=assessment_selectors.people_to_ask(committee.phase.call),
    )
    return render(request, "assessment/panel/replace.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def allocation(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    """Who scores which offer: as proposed, changed by hand, or everybody everything."""
    committee = committee_for(request.user, reference, code)
    if not permissions.can_allocate(request.user, committee):
        raise PermissionDenied("allocate")
    stored = selectors.allotted_seats(committee)
    offers = list(assessment_selectors.admissible(committee.phase))
    standings = selectors.voting_standings(committee)
    everybody = {
        offer.pk: {one.seat.pk for one in standings if not selectors.is_away(one, offer)}
        for offer in offers
    }
    per_offer = committee.allocation.per_offer if stored is not None else len(standings)
    make = partial(AllocationForm, offers=offers, standings=standings)
    form = make(posted(request), initial={"per_offer": per_offer}, chosen=stored or everybody)
    action = request.POST.get("action")
    if action == "everybody":
        services.let_everybody_score(committee, by=request.user)
        messages.success(request, _("Every member scores every offer again."))
        return redirect("panel:allocation", reference, code)
    is_proposal = action == "propose" and form.is_valid()
    if is_proposal:
        wanted = form.cleaned_data["per_offer"]
        proposed = services.proposal_for(committee, wanted)
        form = make(initial={"per_offer": wanted}, chosen=proposed)
    elif request.method == "POST" and form.is_valid():
        try:
            services.allocate(
                committee, form.picked(), per_offer=form.cleaned_data["per_offer"], by=request.user
            )
        except TransitionRefused as refusal:
            form.add_problems(refusal.message.split("\n"))
        else:
            messages.success(request, _("The offers are divided."))
            return redirect("assessment:progress", reference, code)
    context = page_context(
        committee,
        form=form,
        is_divided=stored is not None,
        is_proposal=is_proposal,
        can_change=committee.state in OPEN_FOR_SCORES,
        cancel_url=page("progress", committee),
    )
    return render(request, "assessment/panel/allocation.html", context)
