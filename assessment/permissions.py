"""Who may do what with an assessment; when it may be done is for the transitions."""

from collections.abc import Iterable

from applications.models import Proposal
from assessment.models import Advice, Committee, ScoreSheet, Seat
from assessment.selectors import Standing, admissible, standing_of, standings
from calls.models import Call, Phase
from calls.permissions import is_officer, is_secretary
from portal.accounts.models import User


def sits_on_committee(user: User, call: Call) -> bool:
    """Whether this person judges or judged in this call: then they neither open nor decide."""
    return Seat.objects.filter(user_id=user.pk, committee__phase__call=call).exists()


def can_form_committee(user: User, phase: Phase) -> bool:
    """Officers and the secretary of the call."""
    return is_officer(user, phase.call) or is_secretary(user, phase.call)


def can_change_seats(user: User, committee: Committee) -> bool:
    """Who formed it may also fill a seat again."""
    return can_form_committee(user, committee.phase)


def can_follow(user: User, committee: Committee) -> bool:
    """The progress page, which holds counts and no scores."""
    return can_form_committee(user, committee.phase) or can_lead(user, committee)


def can_declare(user: User, seat: Seat) -> bool:
    """Everybody for their own seat, for as long as they hold it and its term runs."""
    return seat.user_id == user.pk and Seat.objects.sitting().filter(pk=seat.pk).exists()


def can_score(user: User, sheet: ScoreSheet) -> bool:
    """The member whose sheet it is, as long as nothing keeps them away from the offer."""
    if not (can_declare(user, sheet.seat) and sheet.seat.votes):
        return False
    standing = standing_of(user, sheet.seat.committee)
    return standing is not None and standing.may_read(sheet.proposal.dossier_id)


def can_lead(user: User, committee: Committee) -> bool:
    """The chair, in what takes no look at content; a member stands in for a barred chair."""
    return _leads(user, committee, ())


def can_reopen(user: User, sheet: ScoreSheet) -> bool:
    """Who leads the committee gives a sheet back; nobody their own."""
    return can_lead(user, sheet.seat.committee) and sheet.seat.user_id != user.pk


def can_see_consensus(user: User, committee: Committee) -> bool:
    """Everybody on the committee who has declared and is not barred, and the secretary."""
    return _sees_consensus(standing_of(user, committee), user, committee)


def can_record_consensus(user: User, proposal: Proposal) -> bool:
    """The chair or the secretary; another member where the chair is kept away from the offer."""
    committee = proposal.phase.committee
    standing = standing_of(user, committee)
    if standing is None:
        return is_secretary(user, proposal.phase.call)
    if standing.seat.role == Seat.Role.SECRETARY:
        return standing.may_read(proposal.dossier_id)
    return _leads(user, committee, (proposal.dossier_id,))


def can_see_outcome(user: User, committee: Committee) -> bool:
    """Ranking and advice: the committee, the secretary, and the officers who decide on it."""
    return sees_outcome(standing_of(user, committee), user, committee)


def sees_outcome(standing: Standing | None, user: User, committee: Committee) -> bool:
    """The same of somebody whose standing was read: it takes a row for each offer."""
    return _sees_consensus(standing, user, committee) or (
        standing is None and is_officer(user, committee.phase.call)
    )


def can_write_advice(user: User, committee: Committee) -> bool:
    """The secretary drafts, and so may who approves it."""
    return writes_advice(standing_of(user, committee), user, committee)


def writes_advice(standing: Standing | None, user: User, committee: Committee) -> bool:
    """The same of somebody whose standing was read."""
    if standing is None:
        return is_secretary(user, committee.phase.call)
    # Who judges every theme was asked about every offer: no need to read them once more.
    judged = standing.asked if standing.seat.theme_id is None else admissible_ids(committee)
    if standing.seat.role == Seat.Role.SECRETARY:
        return not standing.is_kept_away(judged)
    return _leads_by(standing, committee, judged)


def can_approve_advice(user: User, advice: Advice) -> bool:
    """The chair; a member without any tie where the chair has one, as the advice tells all."""
    return _leads(user, advice.committee, admissible_ids(advice.committee))


def admissible_ids(committee: Committee) -> frozenset[int]:
    """The dossiers that the committee judges."""
    return frozenset(admissible(committee.phase).values_list("dossier_id", flat=True))


def _sees_consensus(standing: Standing | None, user: User, committee: Committee) -> bool:
    if standing is not None:
        return standing.has_declared
    return is_secretary(user, committee.phase.call)


def _leads(user: User, committee: Committee, dossier_ids: Iterable[int]) -> bool:
    """The chair; any voting member stands in when the chair is kept away from these dossiers."""
    mine = standing_of(user, committee)
    return mine is not None and _leads_by(mine, committee, frozenset(dossier_ids))


def _leads_by(mine: Standing, committee: Committee, dossier_ids: frozenset[int]) -> bool:
    """The same of somebody whose standing was read; others are read only for who stands in."""
    if not mine.seat.votes or mine.is_kept_away(dossier_ids):
        return False
    return mine.seat.role == Seat.Role.CHAIR or all(
        chair.is_barred or bool(chair.ties & dossier_ids)
        for chair in standings(committee)
        if chair.seat.role == Seat.Role.CHAIR
    )
