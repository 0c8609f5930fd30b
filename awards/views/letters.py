"""The letters of a phase: watch them being made, read each one, send them all."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from awards import letter_checks, permissions, transitions
from awards.checks import approval_gaps, letters_job, release_gaps
from awards.lettering.grounds import ground_of
from awards.lettering.overview import letter_rows
from awards.models import Decision, DecisionSet, Letter
from awards.views.fetch import decision_set_of, staff_phase
from calls.models import Phase
from portal.accounts.requests import SignedInRequest
from portal.accounts.stepup import step_up_required
from portal.files import store
from portal.work.jobs import progress


def _set_for_officers(request: SignedInRequest, phase: Phase) -> DecisionSet:
    decision_set = decision_set_of(phase)
    if not permissions.can_propose(request.user, phase):
        raise PermissionDenied("letters")
    return decision_set


@login_required
@require_safe
def letters(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    """How far the letters are, and each of them; htmx asks for the progress alone."""
    phase = staff_phase(request, reference, code)
    decision_set = _set_for_officers(request, phase)
    job = letters_job(decision_set)
    context = {
        "call": phase.call,
        "phase": phase,
        "decision_set": decision_set,
        "progress": progress(job) if job else None,
        "rows": letter_rows(decision_set, job),
        "ground": ground_of(decision_set),
        "gaps": _gaps(decision_set),
        "can_remake": decision_set.state == DecisionSet.State.APPROVED,
        "can_release": transitions.RELEASE.is_offered(decision_set, by=request.user),
    }
    is_renewal = request.headers.get("HX-Request") == "true"
    template = "awards/letters_progress.html" if is_renewal else "awards/letters.html"
    return render(request, template, context)


def _gaps(decision_set: DecisionSet) -> list[str]:
    """What stands in the way of the next step: approving what is proposed, else sending."""
    if decision_set.state == DecisionSet.State.PROPOSED:
        return [*approval_gaps(decision_set), *letter_checks.without_address(decision_set)]
    return release_gaps(decision_set) if decision_set.state == DecisionSet.State.APPROVED else []


@login_required
@require_safe
def letter_preview(
    request: SignedInRequest, reference: str, code: str, dossier: str
) -> StreamingHttpResponse:
    """The PDF of one letter, exactly as it will be sent."""
    phase = staff_phase(request, reference, code)
    decision_set = _set_for_officers(request, phase)
    letter = get_object_or_404(
        Letter.objects.select_related("file"),
        decision__decision_set=decision_set,
        decision__proposal__dossier__reference=dossier,
    )
    return store.response(letter.file, f"{letter.number}.pdf")


@login_required
@step_up_required
@require_http_methods(["GET", "HEAD", "POST"])
def release(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    """Say first what will happen to whom, then tell everybody."""
    phase = staff_phase(request, reference, code)
    decision_set = decision_set_of(phase)
    if not permissions.can_release(request.user, decision_set):
        raise PermissionDenied("release")
    if request.method == "POST":
        transitions.release(
            decision_set,
            by=request.user,
            proof=request.proof,
        )
        messages.success(request, _("The letters have been sent and the contracts are offered."))
        return redirect("awards:workspace", reference)
    gaps = release_gaps(decision_set)
    if gaps or decision_set.state != DecisionSet.State.APPROVED:
        return redirect("awards:letters", reference, code)
    return render(request, "layouts/confirm.html", _confirmation(decision_set))


def _confirmation(decision_set: DecisionSet) -> dict[str, object]:
    total = decision_set.decisions.count()
    awards = decision_set.decisions.filter(outcome=Decision.Outcome.AWARD).count()
    phase = decision_set.phase
    return {
        "heading": _("Send the letters"),
        "lead": _("Everybody is told at the same moment."),
        "consequences": [
            ngettext(
                "%(count)s applicant gets a mail with a link to the letter in the portal.",
                "%(count)s applicants get a mail with a link to their letter in the portal.",
                total,
            )
            % {"count": total},
            ngettext(
                "%(count)s company is offered a contract to sign.",
                "%(count)s companies are offered a contract to sign.",
                awards,
            )
            % {"count": awards},
            _(
                "The names of those who are awarded appear on the public result page. The names of "
                "others are never published."
            ),
            _("No letter is ever sent twice."),
        ],
        "irreversible": True,
        "confirm_label": _("Send all letters"),
        "cancel_url": reverse("awards:letters", args=[phase.call.reference, phase.code]),
    }
