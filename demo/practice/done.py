"""Whether a step of an exercise is done, read from the rows that the pages write."""

from django.db.models import Q, QuerySet
from django.http import QueryDict

from applications.completeness import completeness
from applications.models import Opening, Proposal, Withdrawal
from assessment.independence.models import StaffDeclaration, Statement
from assessment.models import Committee, ScoreSheet, Seat
from calls.clarification.askers import asked_by
from demo.practice.attempts import Attempt
from funnel.external.models import Telling
from funnel.portfolio.models import SavedView
from funnel.reports.models import ReportPlan
from portal.accounts.models import Organisation

BESIDE = {"partners", "costs"}  # sections that hold no questions


def opening_started(attempt: Attempt) -> bool:
    return Opening.objects.filter(phase=attempt.phase).exists()


def opened(attempt: Attempt) -> bool:
    return Opening.objects.filter(phase=attempt.phase, opened_at__isnull=False).exists()


def all_admissible(attempt: Attempt) -> bool:
    """Whether an officer said of each offer whether it is."""
    offers = Proposal.objects.filter(phase=attempt.phase, opened__isnull=False)
    return offers.exists() and not offers.filter(admissibility=None).exists()


def committee_formed(attempt: Attempt) -> bool:
    return Committee.objects.filter(phase=attempt.phase).exists()


def interests_stated(attempt: Attempt) -> bool:
    return Statement.objects.filter(call=attempt.call, user=attempt.user).exists()


def staff_declared(attempt: Attempt) -> bool:
    told = StaffDeclaration.objects.filter(dossier__call=attempt.call, user=attempt.user)
    return opened(attempt) and told.count() == attempt.call.dossiers.count()


def asked(attempt: Attempt) -> bool:
    return asked_by(attempt.call, Organisation.objects.of(attempt.user)).exists()


def own_offer(attempt: Attempt) -> Proposal | None:
    """The offer of one's own company in the training call."""
    offers = Proposal.objects.of_company(attempt.user).filter(phase=attempt.phase)
    return offers.select_related("dossier", "phase__call").first()


def offer_begun(attempt: Attempt) -> bool:
    return own_offer(attempt) is not None


def answered(attempt: Attempt) -> bool:
    return sent(attempt) or not _lacks(attempt, beside=False)


def costs_filled_in(attempt: Attempt) -> bool:
    return sent(attempt) or not _lacks(attempt, beside=True)


def _lacks(attempt: Attempt, *, beside: bool) -> bool:
    """Whether something is missing, in the questions or in the sections beside them."""
    offer = own_offer(attempt)
    return offer is None or any(
        gap.blocks and (gap.section in BESIDE) == beside for gap in completeness(offer)
    )


def sent(attempt: Attempt) -> bool:
    """Whether it was ever sent: what was sent is not a working copy any more."""
    offer = own_offer(attempt)
    return offer is not None and offer.submissions.exists()


def changed(attempt: Attempt) -> bool:
    offer = own_offer(attempt)
    if offer is None:
        return False
    withdrawn = Withdrawal.objects.filter(submission__proposal=offer)
    return offer.submissions.count() > 1 or withdrawn.exists()


def seat_taken(attempt: Attempt) -> bool:
    return _seats(attempt).filter(accepted_at__isnull=False).exists()


def member_declared(attempt: Attempt) -> bool:
    seat = _seats(attempt).first()
    return seat is not None and seat.declarations.count() == attempt.call.dossiers.count()


def scored(attempt: Attempt, *, least: int = 0) -> bool:
    """Whether each of the own sheets, or at least so many of them, have all scores and reasons."""
    sheets = _sheets(attempt)
    criteria = attempt.phase.criteria.count()
    given = Q(value__isnull=False) & ~Q(reason="")
    full = sum(sheet.scores.filter(given).count() == criteria for sheet in sheets)
    return full >= (least or max(len(sheets), 1))


def handed_in(attempt: Attempt) -> bool:
    states = {sheet.state for sheet in _sheets(attempt)}
    return states == {ScoreSheet.State.HANDED_IN} and member_declared(attempt)


def _seats(attempt: Attempt) -> QuerySet[Seat]:
    return Seat.objects.filter(
        committee__phase=attempt.phase, user=attempt.user, declined_because=""
    )


def _sheets(attempt: Attempt) -> list[ScoreSheet]:
    return list(ScoreSheet.objects.filter(seat__in=_seats(attempt)))


def view_saved(attempt: Attempt) -> bool:
    return bool(_views(attempt))


def offers_counted(attempt: Attempt) -> bool:
    """Whether a view of the training call has the number of its offers in its name."""
    number = str(attempt.call.dossiers.count())
    return any(number in view.name.split() for view in _views(attempt))


def report_planned(attempt: Attempt) -> bool:
    return bool(_plans(attempt))


def report_stopped(attempt: Attempt) -> bool:
    return any(plan.ended_at for plan in _plans(attempt))


def told_from_outside(attempt: Attempt) -> bool:
    return Telling.objects.filter(
        added_by=attempt.user, added_at__gt=attempt.job.started_at
    ).exists()


def _views(attempt: Attempt) -> list[SavedView]:
    views = SavedView.objects.filter(user=attempt.user)
    return [view for view in views if _is_about(view.query, attempt)]


def _plans(attempt: Attempt) -> list[ReportPlan]:
    plans = ReportPlan.objects.filter(made_by=attempt.user)
    return [plan for plan in plans if _is_about(plan.query, attempt)]


def _is_about(query: str, attempt: Attempt) -> bool:
    """Whether a selection searches for the reference of the training call."""
    sought = QueryDict(query).get("q", "").strip().upper()
    return sought == attempt.call.reference
