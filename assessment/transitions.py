"""Every change of state in the assessment: who, from where, when, write (house.md).

Rows are locked in one order: phase, committee, then score sheets or proposals.
"""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications.completeness import word_count
from applications.transitions import mark_assessed
from assessment import emails, permissions, results, selectors, signatures, waiting
from assessment.models import Advice, Committee, Consensus, Ranking, ScoreSheet, Seat
from calls.models import Phase
from calls.transitions import mark_advised
from portal.accounts.models import User
from portal.audit.record import record
from portal.clock import portal_now
from portal.work.models import Task
from portal.workflow import Transition, TransitionRefused, lock

State = Committee.State
Sheet = ScoreSheet.State
OPEN_FOR_SCORES = frozenset({State.DECLARING, State.SCORING})


def _may_open_sheets(user: User, committee: Committee) -> bool:
    standing = selectors.standing_of(user, committee)
    return standing is not None and standing.has_declared and standing.seat.votes


def _may_void(user: User, sheet: ScoreSheet) -> bool:
    return permissions.can_declare(user, sheet.seat) or permissions.can_change_seats(
        user, sheet.seat.committee
    )


START_SCORING = Transition(
    "start_scoring", frozenset({State.DECLARING}), State.SCORING, _may_open_sheets
)
HAND_IN = Transition("hand_in", frozenset({Sheet.DRAFT}), Sheet.HANDED_IN, permissions.can_score)
REOPEN_SHEET = Transition(
    "reopen_sheet", frozenset({Sheet.HANDED_IN}), Sheet.DRAFT, permissions.can_reopen
)
VOID_SHEET = Transition(
    "void_sheet", frozenset({Sheet.DRAFT, Sheet.HANDED_IN, Sheet.ABSTAINED}), Sheet.VOID, _may_void
)
START_CONSENSUS = Transition(
    "start_consensus", frozenset({State.SCORING}), State.CONSENSUS, permissions.can_lead
)
RESUME_SCORING = Transition(
    "resume_scoring", frozenset({State.CONSENSUS}), State.SCORING, permissions.can_lead
)
CLOSE_CONSENSUS = Transition(
    "close_consensus", frozenset({State.CONSENSUS}), State.RANKED, permissions.can_lead
)
APPROVE_ADVICE = Transition(
    "approve_advice", frozenset({State.RANKED}), State.ADVISED,
    lambda user, committee: permissions.can_approve_advice(user, committee.advice),
)  # fmt: skip


def require_scoring(committee: Committee) -> None:
    """Refuse a change of scores once the consensus meeting has begun (REQ-06)."""
    if committee.state not in OPEN_FOR_SCORES:
        raise TransitionRefused(
            _("The consensus meeting has begun. Scores can no longer be changed."),
            code="scores_locked",
        )


@transaction.atomic
def begin_scoring(seat: Seat, *, by: User) -> None:
    """Make the score sheets of a member who has declared on everybody; the first starts it all."""
    committee = lock(seat.committee)
    waiting.done(Task.Kind.DECLARE, committee, seat.user)
    standing = selectors.standing_of(seat.user, committee)
    if standing is None or not standing.has_declared or not seat.votes:
        return
    offers = selectors.offers_to_score(standing)
    ScoreSheet.objects.bulk_create(
        [ScoreSheet(seat=seat, proposal=proposal) for proposal in offers], ignore_conflicts=True
    )
    if seat.sheets.filter(state=Sheet.DRAFT).exists():
        waiting.ask_to_score(seat)
    if committee.state == State.DECLARING:
        START_SCORING.check(committee, by=by)
        START_SCORING.apply(committee, by=by)


@transaction.atomic
def hand_in(sheet: ScoreSheet, *, by: User) -> ScoreSheet:
    """Hand in one sheet: every criterion with a value and a reason. After this it is final."""
    committee = lock(sheet.seat.committee)
    sheet = lock(sheet)
    HAND_IN.check(sheet, by=by)
    require_scoring(committee)
    _require_complete(sheet)
    sheet.handed_in_at = portal_now()
    HAND_IN.apply(sheet, by=by, update=["handed_in_at"])
    note_ready(sheet.seat, committee)
    return sheet


def note_ready(seat: Seat, committee: Committee) -> None:
    """Nothing waits on a member without a draft; with everybody ready the meeting waits."""
    if not seat.sheets.filter(state=Sheet.DRAFT).exists():
        waiting.done(Task.Kind.SCORE, committee, seat.user)
        if not selectors.people_not_ready(committee):
            waiting.ask_to_begin(committee)


@transaction.atomic
def reopen_sheet(sheet: ScoreSheet, *, by: User, reason: str) -> ScoreSheet:
    """Give a sheet back to its member, with a reason; not once the consensus meeting has begun."""
    committee = lock(sheet.seat.committee)
    sheet = lock(sheet)
    REOPEN_SHEET.check(sheet, by=by)
    require_scoring(committee)
    if not reason.strip():
        raise TransitionRefused(_("Say why the score sheet goes back."), code="reason_missing")
    emails.queue_reopened(sheet, reason=reason)
    sheet.handed_in_at = None
    REOPEN_SHEET.apply(sheet, by=by, update=["handed_in_at"], reason=reason[:500])
    waiting.ask_to_score(sheet.seat)
    waiting.done(Task.Kind.CONSENSUS, committee)
    return sheet


def void_sheets(seat: Seat, *, by: User, dossier_id: int | None = None) -> int:
    """A conflict came to light: the member's sheets of that offer, or all, count no longer."""
    sheets = seat.sheets.exclude(state=Sheet.VOID)
    if dossier_id is not None:
        sheets = sheets.filter(proposal__dossier=dossier_id)
    voided = [lock(sheet) for sheet in sheets]
    for sheet in voided:
        VOID_SHEET.check(sheet, by=by)
        VOID_SHEET.apply(sheet, by=by)
    if voided:
        record("scores_voided", seat.committee, by=by, count=len(voided))
    return len(voided)


@transaction.atomic
def start_consensus(committee: Committee, *, by: User) -> Committee:
    """End the scoring. Refused while members have time left, or an offer has too few scores."""
    committee = lock(committee)
    START_CONSENSUS.check(committee, by=by)
    _require_decided_warnings(committee)
    _require_all_in_or_due(committee)
    _require_valid_scores(committee)
    START_CONSENSUS.apply(committee, by=by)
    waiting.done(Task.Kind.DECLARE, committee)
    waiting.done(Task.Kind.SCORE, committee)
    waiting.ask_to_lead(committee)
    emails.queue_consensus(committee)
    return committee


@transaction.atomic
def resume_scoring(committee: Committee, *, by: User, reason: str) -> Committee:
    """Go back to scoring with a reason, such as a seat to fill after a late conflict of interest.

    Consensus scores that were recorded stay; sheets that were handed in stay final.
    """
    committee = lock(committee)
    RESUME_SCORING.check(committee, by=by)
    if not reason.strip():
        raise TransitionRefused(_("Say why scoring is taken up again."), code="reason_missing")
    RESUME_SCORING.apply(committee, by=by, reason=reason[:500])
    waiting.done(Task.Kind.CONSENSUS, committee)
    for seat in selectors.people_not_ready(committee):
        waiting.ask_to_score(seat)
    return committee


@transaction.atomic
def close_consensus(committee: Committee, *, by: User) -> Ranking:
    """Close the round: ranks, freezes, draws the line.

    Every offer has its motivated consensus, or where the call says so at least valid scores.
    """
    phase = lock(committee.phase)
    committee = lock(committee)
    committee.phase = phase
    CLOSE_CONSENSUS.check(committee, by=by)
    _require_valid_scores(committee)
    offers = list(selectors.admissible(phase))
    if phase.counting == Phase.Counting.CONSENSUS:
        _require_consensus(phase.criteria.count(), [offer.pk for offer in offers])
    ranking = results.freeze(committee, offers)
    for offer in offers:
        mark_assessed(offer, by=by)
    CLOSE_CONSENSUS.apply(committee, by=by, sha256=ranking.sha256)
    waiting.done(Task.Kind.CONSENSUS, committee)
    waiting.ask_to_advise(committee)
    return ranking


@transaction.atomic
def approve_advice(advice: Advice, *, by: User) -> Advice:
    """Approve the advice in the name of the committee; from here on the authority decides."""
    phase = lock(advice.committee.phase)
    committee = lock(advice.committee)
    advice = lock(advice)
    advice.committee = committee
    committee.advice = advice
    APPROVE_ADVICE.check(committee, by=by)
    if not advice.text.strip():
        raise TransitionRefused(_("The advice has no text yet."), code="advice_empty")
    results.require_intact(committee.ranking)
    if committee.is_jury and (missing := signatures.missing_signatures(advice)):
        raise TransitionRefused(
            _("The report waits for the signature of %(names)s.")
            % {"names": ", ".join(seat.user.name for seat in missing)},
            code="unsigned",
        )
    advice.approved_by, advice.approved_at = by, portal_now()
    advice.save(update_fields=["approved_by", "approved_at"])
    APPROVE_ADVICE.apply(committee, by=by)
    mark_advised(phase, by=by)
    waiting.done(Task.Kind.ADVISE, committee)
    emails.queue_advice(committee)
    return advice


def _require_decided_warnings(committee: Committee) -> None:
    waiting_on = [one.seat for one in selectors.standings(committee) if one.pending & one.asked]
    if waiting_on:
        raise TransitionRefused(
            _("The secretary first decides on a likely conflict of interest of %(names)s.")
            % {"names": ", ".join(seat.user.name for seat in waiting_on)},
            code="warnings_wait",
        )


def _require_complete(sheet: ScoreSheet) -> None:
    filled = sheet.scores.filter(value__isnull=False).exclude(reason="")
    done = set(filled.values_list("criterion_id", flat=True))
    missing = [c for c in sheet.proposal.phase.criteria.all() if c.pk not in done]
    if missing:
        raise TransitionRefused(
            _("Not handed in yet: a score or a reason is missing for %(criteria)s.")
            % {"criteria": ", ".join(str(criterion) for criterion in missing)},
            code="sheet_incomplete",
        )
    most = sheet.seat.committee.reason_words
    long = [
        f"{score.criterion} ({word_count(score.reason)})"
        for score in sheet.scores.select_related("criterion").order_by("criterion__order")
        if most and word_count(score.reason) > most
    ]
    if long:
        raise TransitionRefused(
            _("Not handed in yet: a reason has at most %(most)s words. Longer: %(criteria)s.")
            % {"most": most, "criteria": ", ".join(long)},
            code="too_many_words",
        )


def _require_all_in_or_due(committee: Committee) -> None:
    late = selectors.people_not_ready(committee)
    has_time = committee.scores_due_at is None or portal_now() < committee.scores_due_at
    if late and has_time:
        raise TransitionRefused(
            _("The meeting cannot begin yet. Not ready: %(names)s.")
            % {"names": ", ".join(seat.user.name for seat in late)},
            code="members_not_ready",
        )


def _require_valid_scores(committee: Committee) -> None:
    counts = selectors.valid_sheet_counts(committee.phase)
    short = [
        offer.dossier.reference
        for offer in selectors.admissible(committee.phase)
        if counts.get(offer.pk, 0) < committee.min_valid_scores
    ]
    if short:
        raise TransitionRefused(
            ngettext(
                "%(count)s offer has fewer than %(least)s valid scores: %(references)s.",
                "%(count)s offers have fewer than %(least)s valid scores: %(references)s.",
                len(short),
            )
            % {
                "count": len(short),
                "least": committee.min_valid_scores,
                "references": ", ".join(short),
            },
            code="too_few_scores",
        )


def _require_consensus(criteria: int, offer_ids: list[int]) -> None:
    complete = Consensus.objects.filter(proposal__in=offer_ids).count()
    missing = criteria * len(offer_ids) - complete
    if missing:
        raise TransitionRefused(
            ngettext(
                "%(count)s consensus score with its motivation is still missing.",
                "%(count)s consensus scores with their motivation are still missing.",
                missing,
            )
            % {"count": missing},
            code="consensus_incomplete",
        )
