"""The moves of a request: proposed by one officer, decided by another."""

from django.db import transaction
from django.utils.translation import gettext as _

from archive.woo import permissions
from archive.woo.models import WooDocument, WooRequest
from portal.accounts import stepup
from portal.accounts.models import StepUp, User
from portal.clock import portal_now, portal_today
from portal.work.jobs import start_job
from portal.workflow import Transition, TransitionRefused, lock

State = WooRequest.State
Verdict = WooDocument.Verdict
DISCLOSURE = "archive.woo"  # the kind of job that takes words out and packs what is disclosed
PACKAGE = "zip"  # its last unit

PROPOSE = Transition("propose_woo", frozenset({State.OPEN}), State.PROPOSED, permissions.can_handle)
DECIDE = Transition(
    "decide_woo", frozenset({State.PROPOSED}), State.DECIDED, permissions.can_decide
)
SEND_BACK = Transition(
    "send_back_woo", frozenset({State.PROPOSED}), State.OPEN, permissions.can_decide
)


@transaction.atomic
def propose(request: WooRequest, *, by: User) -> WooRequest:
    """All is judged and every company was heard. Raises TransitionRefused with what lacks."""
    request = lock(request)
    PROPOSE.check(request, by=by)
    if lacking := lacking_in(request):
        raise TransitionRefused("\n".join(lacking), code="incomplete")
    request.proposed_by = by
    PROPOSE.apply(request, by=by, update=["proposed_by"])
    return request


@transaction.atomic
def decide(request: WooRequest, *, by: User, proof: StepUp) -> WooRequest:
    """Another officer decides, with a fresh second factor; a job makes what is disclosed."""
    request = lock(request)
    DECIDE.check(request, by=by)
    stepup.check(proof, by)
    request.decided_by, request.decided_at, request.proof = by, portal_now(), proof
    DECIDE.apply(
        request, by=by, update=["decided_by", "decided_at", "proof"],
        disclosed=request.documents.exclude(verdict=Verdict.REFUSED).count(),
    )  # fmt: skip
    partly = request.documents.filter(verdict=Verdict.PARTLY).values_list("pk", flat=True)
    start_job(DISCLOSURE, request.pk, [*(str(pk) for pk in partly), PACKAGE], by=by)
    return request


@transaction.atomic
def send_back(request: WooRequest, *, by: User) -> WooRequest:
    """The second officer does not agree."""
    request = lock(request)
    SEND_BACK.check(request, by=by)
    request.proposed_by = None
    SEND_BACK.apply(request, by=by, update=["proposed_by"])
    return request


def lacking_in(request: WooRequest) -> list[str]:
    """What must still be done, a sentence each."""
    documents = request.documents.all()
    lacking = []
    if not documents:
        lacking.append(_("No document was chosen."))
    if any(not each.verdict for each in documents):
        lacking.append(_("A document was not judged."))
    if documents.filter(verdict=Verdict.PARTLY, passages=None).exists():
        lacking.append(_("A document is disclosed in part, and no words are taken out."))
    heard = {
        view.company_id
        for view in request.views.all()
        if view.answered_at is not None or view.due_on < portal_today()
    }
    concerned = documents.exclude(company=None).exclude(verdict=Verdict.REFUSED)
    if set(concerned.values_list("company", flat=True)) - heard:
        lacking.append(_("A company was not heard, or its term still runs."))
    return lacking
