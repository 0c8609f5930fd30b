"""What a contract asks by default: parts, share of the price, and the time they take.

Reference data per phase kind, as the usual SBIR terms have it (about six months for a study, up
to two years for a prototype); an officer can change dates and parts of a contract before it is
signed.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext_noop as _

from calls.models import Phase


@dataclass(frozen=True)
class Part:
    """One deliverable: its title (a msgid), percent of the price, and when it is due."""

    title: str
    percent: int
    due_at_part: float  # of the duration of the contract


@dataclass(frozen=True)
class ContractPlan:
    """The parts of a contract and its duration in days; the percents add up to 100."""

    days: int
    parts: tuple[Part, ...]


PLANS: dict[str, ContractPlan] = {
    Phase.Kind.FEASIBILITY: ContractPlan(
        days=182,
        parts=(
            Part(_("Interim report"), 40, 0.5),
            Part(_("Report of the feasibility study"), 60, 1.0),
        ),
    ),
    Phase.Kind.PROTOTYPE: ContractPlan(
        days=548,
        parts=(
            Part(_("Interim report"), 40, 0.5),
            Part(_("Report of the tested prototype"), 60, 1.0),
        ),
    ),
}


def due_dates(plan: ContractPlan, start: date, latest: date | None = None) -> list[date]:
    """When each part is due, counted from `start`; never after `latest`, where there is one.

    `latest` is the day the next phase closes: who delivers later could not offer there.
    """
    end = start + timedelta(days=plan.days)
    if latest is not None and start < latest < end:
        end = latest
    days = (end - start).days
    return [start + timedelta(days=round(days * part.due_at_part)) for part in plan.parts]
