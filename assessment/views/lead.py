"""Leading the committee: progress, the consensus meeting, closing the round."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from applications.models import Proposal
from applications.reading import read_opened
from assessment import meeting, permissions, selectors, services, transitions
from assessment.admissibility.selectors import answers_beside
from assessment.forms import ConsensusForm, ReasonForm, ReopenForm
from assessment.models import Committee, ScoreSheet, Seat
from assessment.panel.selectors import offer_rows
from assessment.progress import member_rows
from assessment.views.actions import follow_up
from assessment.views.fetching import committee_for, page_context
from assessment.waiting import page
from calls.models import Phase
from portal.accounts.requests import SignedInRequest, posted
from portal.workflow import TransitionRefused

State = Committee.State
MEETING_AND_LATER = frozenset({State.CONSENSUS, State.RANKED, State.ADVISED})


@require_GET
@login_required
def progress(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    """How far the committee is: counts, no scores."""
    committee = committee_for(request.user, reference, code)
    if not permissions.can_follow(request.user, committee):
        raise PermissionDenied("follow")
    late = [seat.user.name for seat in selectors.people_not_ready(committee)]
    is_scoring = committee.state in transitions.OPEN_FOR_SCORES
    context = page_context(
        committee,
        rows=member_rows(committee),
        offers=offer_rows(committee),
        late=late if is_scoring else [],
        short=meeting.short_of_scores(committee) if is_scoring else 0,
        standing=selectors.standing_of(request.user, committee),
    )
    context["actions"] = follow_up(request.user, committee, late=late, short=context["short"])
    return render(request, "assessment/progress.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def reopen(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    """Give a score sheet back to its member, with a reason."""
    committee = _led(request, reference, code)
    sheets = (
        ScoreSheet.objects.filter(
            seat__committee=committee, seat__left_at=None, state=ScoreSheet.State.HANDED_IN
        )
        .exclude(seat__user=request.user)
        .select_related("seat__user", "proposal__dossier")
        .order_by("seat__user__name", "proposal__dossier__reference")
    )
    form = ReopenForm(posted(request), sheets=sheets)
    if request.method == "POST" and form.is_valid():
        sheet = form.cleaned_data["sheet"]
        transitions.reopen_sheet(sheet, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(
            request, _("The sheet is open again for %(name)s.") % {"name": sheet.seat.user.name}
        )
        return redirect("assessment:progress", reference, code)
    context = {
        "heading": _("Give a score sheet back"),
        "lead": _("You do not see the scores. The member gets a mail with your reason."),
        "consequences": [
            _("The sheet is open again: the member can change scores and reasons."),
            _("The meeting cannot begin until the sheet is handed in again, or time is up."),
        ],
        "form": form,
        "confirm_label": _("Give the sheet back"),
        "cancel_url": page("progress", committee),
    }
    return render(request, "layouts/confirm.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def start_consensus(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    """End the scoring and begin the meeting."""
    committee = _led(request, reference, code)
    if request.method == "POST":
        transitions.start_consensus(committee, by=request.user)
        messages.success(request, _("The consensus meeting has begun."))
        return redirect("assessment:consensus", reference, code)
    context = {
        "heading": _("Begin the consensus meeting"),
        "consequences": [
            _("All scores are final from here on."),
            _("The members can read each other's scores and reasons, and get a mail about it."),
            _("You and the secretary write down what the committee agrees on."),
        ],
        "irreversible": False,
        "confirm_label": _("Begin the meeting"),
        "cancel_url": page("progress", committee),
    }
    return render(request, "layouts/confirm.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def resume_scoring(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    """Go back from the meeting to scoring, with a reason."""
    committee = _led(request, reference, code)
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        transitions.resume_scoring(committee, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("Scoring is open again."))
        return redirect("assessment:progress", reference, code)
    context = {
        "heading": _("Take up scoring again"),
        "lead": _("For when an offer no longer has enough valid scores: a new member can score."),
        "consequences": [
            _("Sheets that were handed in stay as they are."),
            _("Consensus scores that were written down stay."),
            _("Members no longer see each other's scores until the meeting begins again."),
        ],
        "form": form,
        "confirm_label": _("Take up scoring again"),
        "cancel_url": page("consensus", committee),
    }
    return render(request, "layouts/confirm.html", context)


@require_GET
@login_required
def agenda(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    """The agenda of the meeting: what is most disputed nearest the budget line comes first."""
    committee = _in_meeting(request, reference, code)
    standing = selectors.standing_of(request.user, committee)
    if committee.state not in MEETING_AND_LATER:
        context = page_context(committee, standing=standing)
        return render(request, "assessment/no_meeting.html", context)
    rows = meeting.agenda_rows(committee, standing)
    leads = permissions.can_lead(request.user, committee)
    context = page_context(
        committee,
        standing=standing,
        rows=rows,
        hidden=len(standing.asked & standing.ties) if standing else 0,
        agreed=sum(row.is_agreed for row in rows),
        severities=meeting.severities(committee, {row.proposal.dossier_id for row in rows})
        if leads or standing is None or standing.seat.role == Seat.Role.SECRETARY
        else [],
        leads=leads,
        is_meeting=committee.state == State.CONSENSUS,
    )
    return render(request, "assessment/agenda.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def consensus(request: SignedInRequest, reference: str, code: str, dossier: str) -> HttpResponse:
    """One offer in the meeting: everybody's scores and reasons, and what the committee agrees."""
    committee = _in_meeting(request, reference, code)
    standing = selectors.standing_of(request.user, committee)
    offers = selectors.admissible(committee.phase).filter(dossier__reference=dossier)
    if standing is not None:
        offers = selectors.readable_offers(standing).filter(dossier__reference=dossier)
    proposal = offers.first()
    if proposal is None or committee.state not in MEETING_AND_LATER:
        raise Http404
    proposal.phase = committee.phase
    given = meeting.scores_of(proposal)
    may_write = committee.state == State.CONSENSUS and permissions.can_record_consensus(
        request.user, proposal
    )
    form = ConsensusForm(posted(request), proposal=proposal, given=given.by_criterion)
    if request.method == "POST":
        if not permissions.can_record_consensus(request.user, proposal):
            raise PermissionDenied("record_consensus")
        if form.is_valid() and _record(request, proposal, form):
            return redirect("assessment:consensus", reference, code)
    context = page_context(
        committee,
        standing=standing,
        proposal=proposal,
        opened=proposal.opened,
        offer=read_opened(
            proposal.opened, file_url="assessment:file", anonymously=committee.hides_names
        )
        if standing
        else None,
        clarifications=answers_beside(committee, proposal),
        grid=meeting.grid(proposal, given),
        form=form,
        may_write=may_write,
    )
    return render(request, "assessment/consensus.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def close_consensus(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    """Close the round: the portal ranks and draws the budget line."""
    committee = _led(request, reference, code)
    if request.method == "POST":
        transitions.close_consensus(committee, by=request.user)
        messages.success(request, _("The round is closed. This is the ranking."))
        return redirect("assessment:ranking", reference, code)
    counts_means = committee.phase.counting == Phase.Counting.MEAN
    missing = 0 if counts_means else meeting.missing_consensus(committee)
    consequences = [
        _("The portal ranks all offers by what was agreed, else by the mean of the members.")
        if counts_means
        else _("The portal ranks all offers by the consensus scores and draws the budget line."),
        _("Scores, motivations and ranking can no longer be changed."),
        _("After this you write the advice."),
    ]
    if missing:
        consequences.insert(
            0,
            ngettext(
                "This is not possible yet: %(count)s offer has no complete consensus.",
                "This is not possible yet: %(count)s offers have no complete consensus.",
                missing,
            )
            % {"count": missing},
        )
    context: dict[str, Any] = {
        "heading": _("Close the round"),
        "consequences": consequences,
        "irreversible": True,
        "confirm_label": _("Close the round and rank"),
        "cancel_url": page("consensus", committee),
    }
    return render(request, "layouts/confirm.html", context)


def _led(request: SignedInRequest, reference: str, code: str) -> Committee:
    committee = committee_for(request.user, reference, code)
    if not permissions.can_lead(request.user, committee):
        raise PermissionDenied("lead")
    return committee


def _in_meeting(request: SignedInRequest, reference: str, code: str) -> Committee:
    committee = committee_for(request.user, reference, code)
    if not permissions.can_see_consensus(request.user, committee):
        raise PermissionDenied("see_consensus")
    return committee


def _record(request: SignedInRequest, proposal: Proposal, form: ConsensusForm) -> bool:
    """Write the consensus on all criteria down, or show on the form why not."""
    try:
        with transaction.atomic():
            for criterion, value, motivation in form.agreed():
                services.record_consensus(
                    proposal, criterion, value=value, motivation=motivation, by=request.user
                )
    except TransitionRefused as refusal:
        form.add_error(None, refusal.message)
        return False
    messages.success(
        request, _("The consensus on %(offer)s is written down.") % {"offer": proposal}
    )
    return True
