"""A company's offers: the list, beginning one, where it stands, and how it will be read."""

from collections.abc import Collection, Iterable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from applications import permissions, reading, services
from applications.actions import offer_actions
from applications.completeness import completeness_of
from applications.confirming.pages import confirm_actions, terms_panel
from applications.copies import assessors_copy
from applications.dossiers.chapters import chapters_before, outcome_of
from applications.dossiers.compared import compared
from applications.dossiers.earlier import earlier_of
from applications.forms import StartForm
from applications.gap_places import lack_of
from applications.gaps import Gap
from applications.models import Proposal
from applications.refusals.selectors import refused_of
from applications.selectors import offers_of, opening_of, path_of, standing_submission
from applications.working_copy import open_name, read_sections
from calls import phases
from calls.instruments import instrument_of
from calls.models import Call, Phase
from calls.offer_forms import sections_of
from portal.accounts.forms import FirstCompanyForm
from portal.accounts.models import Organisation
from portal.accounts.registering import company_from, may_ask
from portal.accounts.requests import SignedInRequest, posted
from portal.clock import portal_now
from portal.compiled import planned_once
from portal.files import store

State = Proposal.State


def offer_or_404(user: Any, reference: str, code: str) -> Proposal:
    """An offer of this person's own company; any other is not found."""
    offers = Proposal.objects.of_company(user).select_related(
        "dossier__lead", "dossier__theme", "phase__call__contracting_authority"
    )
    with planned_once():
        return get_object_or_404(offers, dossier__reference=reference, phase__code=code)


@require_safe
@login_required
def mine(request: SignedInRequest) -> HttpResponse:
    """Everything that my companies began, sent and got."""
    offers = list(offers_of(request.user))
    return render(
        request,
        "applications/mine.html",
        {
            "offers": offers,
            "waiting": sum(offer.state == State.DRAFT for offer in offers),
            "companies": Organisation.objects.of(request.user).applicants(),
        },
    )


@require_http_methods(["GET", "POST"])
@login_required
def start(request: SignedInRequest, call: str, code: str) -> HttpResponse:
    """Begin an offer for one of my companies; who has none yet registers it on the same page."""
    phase = get_object_or_404(
        Phase.objects.filter(call__in=Call.objects.published()).select_related("call"),
        call__reference=call,
        code=code,
    )
    companies = [
        company
        for company in Organisation.objects.of(request.user).applicants()
        if permissions.can_start_offer(request.user, company)
    ]
    answers, company_form = posted(request), None
    if not companies and not request.user.memberships.exists():
        asks_number = not instrument_of(phase.call.instrument).registers_late
        company_form = FirstCompanyForm(answers, may_ask=may_ask(request), asks_number=asks_number)
        if answers is not None and (registered := company_from(request, company_form)):
            companies, company_form = [registered], None
            answers = answers.copy()
            answers["organisation"] = str(registered.pk)
    form = StartForm(phase, companies, answers)
    if answers is not None and company_form is None:
        if not companies:
            raise PermissionDenied("start_offer")
        if form.is_valid():
            return _begin(request, phase, form)
    context = {
        "phase": phase,
        "call": phase.call,
        "form": form,
        "company_form": company_form,
        "companies": companies,
        "is_open": phases.is_open(phase, portal_now()),
        "earlier": offers_of(request.user).filter(phase=phase),
    }
    return render(request, "applications/start.html", context)


def _begin(request: SignedInRequest, phase: Phase, form: StartForm) -> HttpResponse:
    """The first part of a new offer: the steps beside it say what else is asked."""
    proposal = services.start_offer(phase, by=request.user, **form.cleaned_data)
    messages.success(request, _("Your offer has begun. Nobody else can read it."))
    first = sections_of(phase)[0].code
    return redirect("applications:section", proposal.dossier.reference, phase.code, first)


@require_safe
@login_required
def offer(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    """Where one offer stands, what it lacks, and what I can do now."""
    proposal = offer_or_404(request.user, reference, code)
    now = portal_now()
    standing = standing_submission(proposal)
    opening = opening_of(proposal.phase)
    is_kept = proposal.state == State.LAPSED and proposal.sections.exists()
    is_writing = proposal.state == State.DRAFT or is_kept
    sections = states_now(proposal) if is_writing else []
    unfinished = (each["url"] for each in sections if each["state"] != "complete")
    last = standing or standing_submission(proposal, even_lapsed=True)
    terms = terms_panel(proposal, request.user, standing=standing, last=last)
    context = {
        "proposal": proposal,
        "phase": proposal.phase,
        "call": proposal.phase.call,
        "now": now,
        "standing": standing,
        "sent": list(
            proposal.submissions.select_related("sent_by", "withdrawal__by").order_by("-number")
        ),
        "refused": refused_of(proposal),
        "path": path_of(proposal),
        "chapters": chapters_before(proposal.dossier, proposal.phase),
        "opening": opening if opening and opening.opened_at else None,
        "told": outcome_of(proposal) if opening and opening.opened_at else None,
        "sections": sections,
        "is_over": proposal.phase.closes_at is not None and now >= proposal.phase.closes_at,
        "terms": terms,
        "actions": confirm_actions(proposal, request.user, terms, now=now)
        + offer_actions(
            proposal,
            request.user,
            standing=standing,
            now=now,
            unfinished_url=next(unfinished, ""),
        ),
        "may_edit": permissions.can_edit(request.user, proposal),
    }
    return render(request, "applications/offer.html", context)


@require_safe
@login_required
def preview(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    """The working copy exactly as it will be read after the opening."""
    proposal = offer_or_404(request.user, reference, code)
    context = {
        "proposal": proposal,
        "phase": proposal.phase,
        "call": proposal.phase.call,
        "offer": compared(
            reading.preview(
                proposal,
                read_sections(proposal),
                anonymously=proposal.phase.is_anonymous,
                file_url="applications:preview-file",
            ),
            earlier_of(proposal.dossier, proposal.phase),
        ),
        "chapters": chapters_before(proposal.dossier, proposal.phase),
        "is_readable": proposal.state in {State.DRAFT, State.LAPSED},
    }
    return render(request, "applications/preview.html", context)


@require_safe
@login_required
def preview_file(
    request: SignedInRequest, reference: str, code: str, question: str
) -> HttpResponse | StreamingHttpResponse:
    """One's own file as assessors get it: cut at the page limit, without its maker."""
    proposal = offer_or_404(request.user, reference, code)
    is_anonymous = proposal.phase.is_anonymous
    asked = reading.files_to_assess(proposal.phase, anonymously=is_anonymous).get(question)
    if asked is None:
        raise Http404
    found = get_object_or_404(proposal.attachments.select_related("file"), question=question)
    name = open_name(proposal, found)
    if asked.page_limit or asked.anonymous:
        return assessors_copy(found.file, name, asked, anonymously=is_anonymous)
    return store.response(found.file, name)


def states_now(proposal: Proposal, current: str = "") -> list[dict[str, Any]]:
    """The sections of the form with their gaps, for the completeness panel and the steps."""
    sections = read_sections(proposal)
    return states_of(proposal, sections, completeness_of(proposal, sections), current)


def states_of(
    proposal: Proposal,
    sections: Collection[str],
    lacking: Iterable[Gap],
    current: str = "",
) -> list[dict[str, Any]]:
    """The same, of sections that were read already, by code, and of their gaps."""
    gaps: dict[str, list[Gap]] = {}
    remarks: dict[str, list[str]] = {}  # what the call asks, and what does not stop a sending
    for gap in lacking:
        if gap.blocks:
            gaps.setdefault(gap.section, []).append(gap)
        else:
            remarks.setdefault(gap.section, []).append(gap.message)
    place = [proposal.dossier.reference, proposal.phase.code]
    found = []
    for section in sections_of(proposal.phase):
        missing = [lack_of(proposal, section, gap) for gap in gaps.get(section.code, [])]
        state = "incomplete" if section.code in sections else "untouched"
        found.append(
            {
                "label": section.label,
                "url": reverse("applications:section", args=[*place, section.code]),
                "state": state if missing else "complete",
                "missing": missing,
                "remarks": remarks.get(section.code, []),
                "current": section.code == current,
            }
        )
    return found
