"""Writes of the assessment that are no change of state."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NotRequired, TypedDict

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from applications.models import Dossier, Proposal
from assessment import emails, permissions, selectors, transitions, waiting
from assessment.independence import pointing
from assessment.models import (
    Advice,
    Committee,
    Consensus,
    Declaration,
    Score,
    ScoreSheet,
    Seat,
)
from assessment.panel import invitations
from assessment.rivals import keep_away_from_rivals
from assessment.seating import seating_problems, votes_per_theme
from calls.models import Criterion, Phase, Theme
from calls.transitions import start_assessing
from portal.accounts.models import User
from portal.accounts.services import require_second_factor
from portal.audit.record import record
from portal.clock import portal_now
from portal.look.wording import first_moment
from portal.work.models import Task
from portal.workflow import TransitionRefused, lock

Kind = Declaration.Kind
SEVERITY = {Kind.NONE: 0, Kind.TIE: 1, Kind.BARRED: 2}


class SeatPlan(TypedDict):
    """A seat to fill: `role` is a Seat.Role, `profile` the expertise in a few words.

    With a `theme` the person judges the offers of that theme only. The term is from the one
    instant until the other; without them it is as long as the committee works.
    """

    user: User
    role: str
    profile: str
    is_independent: bool
    theme: NotRequired[Theme | None]
    from_at: NotRequired[datetime | None]
    until_at: NotRequired[datetime | None]
    replaces: NotRequired[Seat | None]


def plan_seat(
    *,
    email: str,
    name: str,
    role: str,
    profile: str,
    works_for_authority: bool,
    theme: Theme | None = None,
    from_on: date | None = None,
    until_on: date | None = None,
) -> SeatPlan:
    """The seat that a form asks for. Somebody new gets an account without a password yet.

    The days of the term count whole, in Amsterdam.
    """
    user = User.objects.filter(email__iexact=email).first()
    return {
        "user": user or User.objects.create_user(email, name=name),
        "role": role,
        "profile": profile,
        "is_independent": not works_for_authority,
        "theme": theme,
        "from_at": None if from_on is None else first_moment(from_on),
        "until_at": None if until_on is None else first_moment(until_on + timedelta(days=1)),
    }


@dataclass(frozen=True)
class Entry:
    """What a form holds for one criterion; `version` is the Score.version it was read at."""

    value: int | None
    reason: str
    version: int


class ScoreConflict(Exception):
    """Somebody, perhaps on another device, saved first. `scores` are the rows that stand."""

    def __init__(self, scores: list[Score]) -> None:
        super().__init__(", ".join(str(score.criterion_id) for score in scores))
        self.scores = scores


@transaction.atomic
def form_committee(
    phase: Phase,
    *,
    by: User,
    seats: Sequence[SeatPlan],
    scores_due_at: datetime | None,
    min_valid_scores: int | None = None,
    reason_words: int | None = None,
) -> Committee:
    """Seat the people who judge a phase; they are asked to declare, and assessing begins.

    Without `min_valid_scores` it is 3, or all votes where there are fewer; without
    `reason_words` a reason may be as long as its writer likes. Raises
    TransitionRefused with everything that is wrong, one fault a line.
    """
    phase = lock(phase)
    if not permissions.can_form_committee(by, phase):
        raise PermissionDenied("form_committee")
    if not phase.is_scored:
        raise TransitionRefused(
            _("Nobody scores in this phase: the officers decide on what is admissible."),
            code="unscored",
        )
    if problems := seating_problems(phase, seats, scores_due_at):
        raise TransitionRefused("\n".join(problems), code="seating")
    votes = sum(plan["role"] in Seat.VOTING for plan in seats)
    least = min(votes_per_theme(phase, seats).values(), default=votes)
    committee = Committee.objects.create(
        phase=phase,
        scores_due_at=scores_due_at,
        min_valid_scores=min(min_valid_scores or 3, least),
        reason_words=reason_words or 0,
    )
    for plan in seats:
        _seat(committee, plan)
    record("form_committee", committee, by=by, seats=len(seats), votes=votes)
    pointing.ask_staff_to_declare(phase.call)
    start_assessing(phase, by=by)
    return committee


@transaction.atomic
def add_seat(committee: Committee, plan: SeatPlan, *, by: User) -> Seat:
    """Seat one more person, or somebody in the place of a member who left, before the meeting."""
    committee = lock(committee)
    if not permissions.can_change_seats(by, committee):
        raise PermissionDenied("add_seat")
    transitions.require_scoring(committee)
    if problems := seating_problems(committee.phase, [plan], None, committee=committee):
        raise TransitionRefused("\n".join(problems), code="seating")
    seat = _seat(committee, plan)
    record("add_seat", committee, by=by, person=str(seat.user.uuid), role=seat.role)
    return seat


@transaction.atomic
def end_seat(seat: Seat, *, by: User, reason: str) -> Seat:
    """Let somebody leave the committee, with a reason; their scores count no longer."""
    committee = lock(seat.committee)
    if not permissions.can_change_seats(by, committee):
        raise PermissionDenied("end_seat")
    transitions.require_scoring(committee)
    if not reason.strip():
        raise TransitionRefused(_("Say why this person leaves."), code="reason_missing")
    invitations.leave(seat, at=portal_now())
    record("end_seat", committee, by=by, person=str(seat.user.uuid), reason=reason[:500])
    return seat


@transaction.atomic
def replace_seat(seat: Seat, plan: SeatPlan, *, by: User, reason: str) -> Seat:
    """Seat somebody in the place of a member: the one leaves, the other is asked, in one step."""
    end_seat(seat, by=by, reason=reason)
    return add_seat(seat.committee, {**plan, "replaces": seat}, by=by)


@transaction.atomic
def declare(seat: Seat, dossier: Dossier, *, kind: str, explanation: str, by: User) -> Declaration:
    """Say what interest there is in one applicant (REQ-07), before any content shows.

    A declaration is never softened. Where a heavier one comes later, the sheets it concerns are
    void. With the last name answered, the member's score sheets are made.
    """
    committee = lock(seat.committee)
    if not permissions.can_declare(by, seat):
        raise PermissionDenied("declare")
    invitations.accept(seat, by=by)
    if committee.state in {Committee.State.RANKED, Committee.State.ADVISED}:
        raise TransitionRefused(
            _("The ranking is made. Tell the secretary of an interest that came to light now."),
            code="too_late_to_declare",
        )
    kind = Kind(kind)
    if kind != Kind.NONE and not explanation.strip():
        raise TransitionRefused(
            _("An interest needs a word of explanation."), code="explanation_missing"
        )
    before = Declaration.objects.filter(seat=seat, dossier=dossier).first()
    if before is not None and SEVERITY[kind] <= SEVERITY[Kind(before.kind)]:
        if kind == before.kind:
            return before
        raise TransitionRefused(
            _("An interest that was declared cannot be taken back here. Ask the secretary."),
            code="declaration_stands",
        )
    declaration, _is_new = Declaration.objects.update_or_create(
        seat=seat,
        dossier=dossier,
        defaults={"kind": kind, "explanation": explanation.strip(), "declared_at": portal_now()},
    )
    record(
        "declare", seat.committee, by=by, offer=dossier.reference, kind=kind.value,
        before=before.kind if before else "",
    )  # fmt: skip
    after_declaring(declaration, by=by)
    return declaration


@transaction.atomic
def save_scores(
    sheet: ScoreSheet, entries: Mapping[str, Entry], *, by: User, overwrite: bool = False
) -> None:
    """Save the criteria of a form that is not handed in, by their code, where they changed.

    Value and reason may both be empty. Raises ScoreConflict for those that were saved elsewhere
    since the writer saw them, and then saves none; with `overwrite` the form wins. Writes no audit
    line: an autosave is no decision.
    """
    sheet = _open_sheet(sheet, by=by)
    stored = {score.criterion_id: score for score in sheet.scores.all()}
    changed, conflicts = [], []
    for criterion in sheet.proposal.phase.criteria.filter(code__in=entries):
        entry = entries[criterion.code]
        score = stored.get(criterion.pk) or Score(sheet=sheet, criterion=criterion)
        if (entry.value, entry.reason) == (score.value, score.reason):
            continue
        if score.pk and entry.version != score.version and not overwrite:
            conflicts.append(score)
        changed.append((score, entry))
    if conflicts:
        raise ScoreConflict(conflicts)
    for score, entry in changed:
        if entry.value is not None:
            _require_on_scale(sheet.proposal.phase, entry.value)
        score.value, score.reason = entry.value, entry.reason.strip()
        score.version, score.saved_at = score.version + 1, portal_now()
        score.save()


@transaction.atomic
def record_consensus(
    proposal: Proposal, criterion: Criterion, *, value: int, motivation: str, by: User
) -> Consensus:
    """Write down what the committee agreed on one criterion of one offer, with its motivation."""
    committee = lock(proposal.phase.committee)
    if not permissions.can_record_consensus(by, proposal):
        raise PermissionDenied("record_consensus")
    if committee.state != Committee.State.CONSENSUS:
        raise TransitionRefused(
            _("A consensus score is written down during the consensus meeting only."),
            code="no_meeting",
        )
    _require_on_scale(proposal.phase, value)
    if not motivation.strip():
        raise TransitionRefused(
            _("A consensus score needs a motivation."), code="motivation_missing"
        )
    before = Consensus.objects.filter(proposal=proposal, criterion=criterion).first()
    if before and (before.value, before.motivation) == (value, motivation.strip()):
        return before
    consensus, _is_new = Consensus.objects.update_or_create(
        proposal=proposal,
        criterion=criterion,
        defaults={
            "value": value,
            "motivation": motivation.strip(),
            "recorded_by": by,
            "recorded_at": portal_now(),
        },
    )
    record(
        "record_consensus", proposal, by=by, criterion=criterion.code, value=value,
        before=before.value if before else None,
    )  # fmt: skip
    return consensus


@transaction.atomic
def draft_advice(committee: Committee, text: str, *, by: User) -> Advice:
    """Write the text of the advice; after its approval it no longer changes."""
    committee = lock(committee)
    if not permissions.can_write_advice(by, committee):
        raise PermissionDenied("draft_advice")
    if committee.state != Committee.State.RANKED:
        raise TransitionRefused(
            _("The advice is written after the ranking and before its approval."),
            code="no_draft_now",
        )
    advice, _is_new = Advice.objects.update_or_create(
        committee=committee, defaults={"text": text.strip()}
    )
    record("draft_advice", committee, by=by)
    return advice


def _seat(committee: Committee, plan: SeatPlan) -> Seat:
    is_new_user = not plan["user"].has_usable_password()
    require_second_factor(plan["user"])
    seat = Seat.objects.create(committee=committee, **plan)
    waiting.ask_to_declare(seat)
    pointing.point_out(seat.user, committee.phase.call)
    emails.queue_seat(seat, is_new_user=is_new_user)
    return seat


def after_declaring(declaration: Declaration, *, by: User) -> None:
    """What a declaration brings: sheets to fill in, or sheets that count no longer."""
    seat, dossier = declaration.seat, declaration.dossier
    if declaration.kind != Kind.NONE:
        pointing.settle(
            seat.user, dossier, verdict=declaration.kind, reason=declaration.explanation, by=by
        )
        transitions.void_sheets(seat, by=by, dossier_id=dossier.pk)
    if declaration.kind == Kind.BARRED:
        keep_away_from_rivals(declaration, by=by)
    standing = selectors.standing_of(seat.user, seat.committee)
    if standing is not None and standing.is_barred:
        transitions.void_sheets(seat, by=by)
        waiting.done(Task.Kind.DECLARE, seat.committee, seat.user)
        waiting.done(Task.Kind.SCORE, seat.committee, seat.user)
        emails.queue_barred(seat, selectors.deciding_officers(seat.committee))
    elif standing is not None and not standing.unanswered:
        transitions.begin_scoring(seat, by=seat.user)


def _open_sheet(sheet: ScoreSheet, *, by: User) -> ScoreSheet:
    """The locked sheet, if this person may write on it now."""
    committee = lock(sheet.seat.committee)
    sheet = lock(sheet)
    if not permissions.can_score(by, sheet):
        raise PermissionDenied("save_scores")
    transitions.require_scoring(committee)
    if sheet.state != ScoreSheet.State.DRAFT:
        raise TransitionRefused(
            _("This score sheet is handed in. Only the chair can give it back."),
            code="handed_in",
        )
    return sheet


def _require_on_scale(phase: Phase, value: int) -> None:
    if not phase.scale_min <= value <= phase.scale_max:
        raise TransitionRefused(
            _("A score lies between %(lowest)s and %(highest)s.")
            % {"lowest": phase.scale_min, "highest": phase.scale_max},
            code="off_scale",
        )
