"""Every change of state in co-funding. Moves in a round take its lock first: one line, one pot."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from funnel.cofunding import emails, letters, permissions, waiting
from funnel.cofunding.amounts import ZERO, contribution
from funnel.cofunding.models import FundingDecision, FundingReport, FundingRequest, FundingRound
from funnel.cofunding.selectors import committed_of, granted_to, next_in
from portal.accounts import stepup
from portal.accounts.models import StepUp, User
from portal.audit.record import record
from portal.clock import portal_now, portal_today
from portal.files import store
from portal.files.uploads import EncryptedUpload
from portal.look.wording import euro_text, moment_text
from portal.workflow import Transition, TransitionRefused, lock

State, Outcome = FundingRequest.State, FundingDecision.Outcome
Decided, Reported, Published = FundingDecision.State, FundingReport.State, FundingRound.State

PUBLISH = Transition(
    "publish_funding_round",
    frozenset({Published.DRAFT}),
    Published.PUBLISHED,
    permissions.can_publish,
)
SUBMIT = Transition(
    "submit_funding_request", frozenset({State.DRAFT}), State.SUBMITTED, permissions.can_write
)
WITHDRAW = Transition(
    "withdraw_funding_request",
    frozenset({State.DRAFT, State.SUBMITTED}),
    State.WITHDRAWN,
    permissions.can_write,
)
GRANT = Transition(
    "grant_funding", frozenset({State.SUBMITTED}), State.GRANTED, permissions.can_decide
)
REFUSE = Transition(
    "refuse_funding", frozenset({State.SUBMITTED}), State.REFUSED, permissions.can_decide
)
REVOKE = Transition(
    "revoke_funding", frozenset({State.GRANTED}), State.REVOKED, permissions.can_decide
)
APPROVE = Transition(
    "approve_funding", frozenset({Decided.PROPOSED}), Decided.APPROVED, permissions.can_approve
)
TURN_DOWN = Transition(
    "turn_down_funding", frozenset({Decided.PROPOSED}), Decided.TURNED_DOWN, permissions.can_approve
)
LAPSE = Transition(  # with the request that it is about
    "lapse_funding_proposal", frozenset({Decided.PROPOSED}), Decided.TURNED_DOWN, lambda *_: True
)
HAND_IN = Transition(
    "hand_in_funding_report",
    frozenset({Reported.ASKED}),
    Reported.HANDED_IN,
    permissions.can_hand_in,
)
ACCEPT = Transition(
    "accept_funding_report",
    frozenset({Reported.HANDED_IN}),
    Reported.ACCEPTED,
    permissions.can_accept,
)
SEND_BACK = Transition(
    "send_back_funding_report",
    frozenset({Reported.HANDED_IN}),
    Reported.ASKED,
    permissions.can_accept,
)


@transaction.atomic
def publish(round_: FundingRound, *, by: User) -> FundingRound:
    """Show a round to everybody; its rules are fixed from here on."""
    round_ = lock(round_)
    PUBLISH.check(round_, by=by)
    round_.published_at = portal_now()
    if round_.closes_at is not None and round_.closes_at <= round_.published_at:
        raise TransitionRefused(_("This round would have closed already."), code="time")
    PUBLISH.apply(round_, by=by, update=["published_at"])
    return round_


@transaction.atomic
def submit(request: FundingRequest, *, by: User) -> FundingRequest:
    """Send a request: the database's clock stamps it under the lock of the round.

    So two requests never share a stamp, and the order of the stamps is the order of receipt.
    Raises PermissionDenied; TransitionRefused outside the window or when something is missing.
    """
    round_, request = _locked(request)
    SUBMIT.check(request, by=by)
    now = portal_now()
    require_open(round_, now)
    if faults := missing_of(request):
        raise TransitionRefused(" ".join(faults), code="incomplete")
    request.received_at, request.submitted_by = now, by
    SUBMIT.apply(request, by=by, update=["received_at", "submitted_by"])
    waiting.finished(request)
    waiting.ask_next_to_be_decided(request)
    emails.queue_received(request, to=by)
    return request


@transaction.atomic
def withdraw(request: FundingRequest, *, by: User) -> FundingRequest:
    """Take a request back; what the authority sends later gets a later place in the line."""
    _round, request = _locked(request)
    WITHDRAW.check(request, by=by)
    for decision in request.decisions.filter(state=Decided.PROPOSED).select_for_update():
        LAPSE.apply(decision, by=by)
    WITHDRAW.apply(request, by=by)
    waiting.finished(request)
    waiting.settled(request)
    if request.received_at is not None:
        waiting.ask_next_to_be_decided(request)
    return request


@transaction.atomic
def propose(
    request: FundingRequest, *, outcome: str, reasons: str = "", by: User
) -> FundingDecision:
    """Propose to grant what the formula gives, or to refuse with reasons; a colleague decides.

    Raises PermissionDenied; TransitionRefused when it is not its turn, when the pot is empty, or
    when a refusal has no reasons.
    """
    round_, request = _locked(request)
    GRANT.check(request, by=by)
    _require_turn(round_, request)
    if request.decisions.exclude(state=Decided.TURNED_DOWN).exists():
        raise TransitionRefused(_("A decision was proposed already."), code="twice")
    remaining = round_.pot_incl_vat - committed_of(round_)
    amount = amount_for(request, round_, remaining) if outcome == Outcome.GRANT else ZERO
    if outcome == Outcome.GRANT and not amount:
        raise TransitionRefused(
            _("The pot is empty: this request can only be refused."), code="pot"
        )
    if outcome == Outcome.REFUSE and not reasons.strip():
        raise TransitionRefused(_("State the reasons: the authority reads them."), code="reasons")
    return _proposed(request, outcome, amount, remaining, reasons, by=by)


@transaction.atomic
def propose_lower(
    request: FundingRequest, *, amount: Decimal, reasons: str, by: User
) -> FundingDecision:
    """Propose that a grant becomes `amount` (euro including VAT; zero takes it back altogether).

    Raises PermissionDenied; TransitionRefused when nothing was granted, when it would not be less
    than the grant, without reasons, or when a proposal waits already.
    """
    round_, request = _locked(request)
    REVOKE.check(request, by=by)
    granted = granted_to(request)
    if not ZERO <= amount < granted:
        raise TransitionRefused(
            _("Granted now: %(amount)s. Fill in less than that; zero takes all of it back.")
            % {"amount": euro_text(granted)},
            code="amount",
        )
    if not reasons.strip():
        raise TransitionRefused(_("State the reasons: the authority reads them."), code="reasons")
    if request.decisions.filter(state=Decided.PROPOSED).exists():
        raise TransitionRefused(_("A decision was proposed already."), code="twice")
    return _proposed(
        request, Outcome.LOWER, amount - granted, round_.pot_incl_vat - committed_of(round_),
        reasons, by=by,
    )  # fmt: skip


def _proposed(
    request: FundingRequest,
    outcome: str,
    amount: Decimal,
    remaining: Decimal,
    reasons: str,
    *,
    by: User,
) -> FundingDecision:
    decision = FundingDecision.objects.create(
        request=request,
        outcome=outcome,
        amount_incl_vat=amount,
        remaining_incl_vat=remaining,
        reasons=reasons.strip(),
        proposed_by=by,
    )
    record("propose_funding", decision, by=by, outcome=outcome, amount=str(amount))
    waiting.ask_to_approve(decision)
    return decision


@transaction.atomic
def approve(decision: FundingDecision, *, by: User, proof: StepUp) -> FundingDecision:
    """A second person decides; the letter is made, and the next in the line comes up."""
    round_, request = _locked(decision.request)
    decision = lock(decision)
    APPROVE.check(decision, by=by)
    stepup.check(proof, by)
    if decision.outcome != Outcome.LOWER:
        _require_turn(round_, request)
    if decision.amount_incl_vat > round_.pot_incl_vat - committed_of(round_):
        raise TransitionRefused(_("The pot holds less than this amount."), code="pot")
    decision.decided_by, decision.decided_at, decision.proof = by, portal_now(), proof
    APPROVE.apply(decision, by=by, update=["decided_by", "decided_at", "proof"])
    _move_request(request, decision, by=by)
    waiting.settled(request)
    waiting.ask_next_to_be_decided(request)
    waiting.ask_to_settle(request)
    letters.start(decision, by=by)
    return decision


def _move_request(request: FundingRequest, decision: FundingDecision, *, by: User) -> None:
    """What an approved decision does to its request; a grant that is only lowered stays one."""
    if decision.outcome == Outcome.LOWER and granted_to(request):
        return
    move = {Outcome.GRANT: GRANT, Outcome.REFUSE: REFUSE, Outcome.LOWER: REVOKE}[
        Outcome(decision.outcome)
    ]
    move.check(request, by=by)
    move.apply(request, by=by, amount=str(decision.amount_incl_vat))


@transaction.atomic
def turn_down(decision: FundingDecision, *, by: User) -> FundingDecision:
    """A second person does not agree: the request waits for a decision again."""
    _round, request = _locked(decision.request)
    decision = lock(decision)
    TURN_DOWN.check(decision, by=by)
    decision.decided_by, decision.decided_at = by, portal_now()
    TURN_DOWN.apply(decision, by=by, update=["decided_by", "decided_at"])
    waiting.settled(request)
    waiting.ask_next_to_be_decided(request)
    return decision


@transaction.atomic
def hand_in(
    report: FundingReport, *, text: str = "", upload: EncryptedUpload | None = None, by: User
) -> FundingReport:
    """The authority tells how it went, as a text or a file. Raises VirusFound for a bad file."""
    report = lock(report)
    HAND_IN.check(report, by=by)
    if not text.strip() and upload is None:
        raise TransitionRefused(_("Write the report, or add it as a file."), code="empty")
    if upload is not None:
        report.file = store.save_upload(upload, by=by)
        report.file_name = store.safe_name(upload.name or "")
    report.text, report.handed_in_by, report.handed_in_at = text.strip(), by, portal_now()
    HAND_IN.apply(
        report, by=by, update=["text", "file", "file_name", "handed_in_by", "handed_in_at"]
    )
    waiting.ask_to_read_report(report)
    return report


@transaction.atomic
def accept(report: FundingReport, *, by: User) -> FundingReport:
    """The funder has read the report and takes it."""
    report = lock(report)
    ACCEPT.check(report, by=by)
    report.accepted_by, report.accepted_at = by, portal_now()
    ACCEPT.apply(report, by=by, update=["accepted_by", "accepted_at"])
    waiting.report_read(report)
    return report


@transaction.atomic
def send_back(request: FundingRequest, *, remarks: str, due_on: date, by: User) -> FundingReport:
    """Ask the report once more, with what is missing; what was handed in stays and can be changed.

    Raises PermissionDenied; TransitionRefused without a report that was handed in, without
    remarks, or for a day that does not lie ahead.
    """
    report = FundingReport.objects.select_for_update().get(request=request)
    SEND_BACK.check(report, by=by)
    if not remarks.strip():
        raise TransitionRefused(_("Tell what is missing: the authority reads it."), code="empty")
    if due_on <= portal_today():
        raise TransitionRefused(_("Choose a day that lies ahead."), code="date")
    report.remarks, report.due_on = remarks.strip(), due_on
    SEND_BACK.apply(report, by=by, update=["remarks", "due_on"], due_on=due_on.isoformat())
    waiting.report_read(report)
    waiting.ask_report(report)
    emails.queue_report_asked(report)
    return report


def amount_for(request: FundingRequest, round_: FundingRound, remaining: Decimal) -> Decimal:
    """What the formula gives this request with so much left of the pot."""
    if request.eligible_incl_vat is None or round_.rate is None or round_.cap_incl_vat is None:
        return ZERO
    return contribution(
        eligible=request.eligible_incl_vat,
        rate=round_.rate,
        cap=round_.cap_incl_vat,
        remaining=remaining,
    )


def missing_of(request: FundingRequest) -> list[str]:
    """What must be filled in before it can be sent, all at once."""
    faults = [
        (not request.eligible_incl_vat, _("Fill in what the contracts may cost.")),
        (request.own_incl_vat is None, _("Fill in your own contribution.")),
        (not request.obstacle.strip(), _("Tell what stands in the way of your public task.")),
        (not request.no_solution.strip(), _("Tell why nothing on sale solves it.")),
    ]
    if request.eligible_incl_vat and request.own_incl_vat is not None:
        most = amount_for(request, request.round, request.round.pot_incl_vat)
        least = request.eligible_incl_vat - most
        text = _("The cost less the contribution is %(amount)s: your own part is at least that.")
        faults.append((request.own_incl_vat < least, text % {"amount": euro_text(least)}))
    return [text for is_missing, text in faults if is_missing]


def _locked(request: FundingRequest) -> tuple[FundingRound, FundingRequest]:
    """The round first and then the request, everywhere: whoever is later waits."""
    round_ = lock(request.round)
    request = lock(request)
    request.round = round_
    return round_, request


def require_open(round_: FundingRound, now: datetime) -> None:
    """Raise TransitionRefused outside the window: before the opening, or from the close on."""
    if round_.is_open(now):
        return
    if round_.opens_at is not None and now < round_.opens_at:
        raise TransitionRefused(
            _("This round opens on %(moment)s. Your request is kept; send it then.")
            % {"moment": moment_text(round_.opens_at)},
            code="early",
        )
    raise TransitionRefused(
        _("This round is closed: what counts is receipt before the close. Your text is kept."),
        code="late",
    )


def _require_turn(round_: FundingRound, request: FundingRequest) -> None:
    first = next_in(round_)
    if first is not None and first.pk != request.pk:
        raise TransitionRefused(
            _("First decide on %(call)s, which was received earlier.")
            % {"call": first.call.reference},
            code="order",
        )
