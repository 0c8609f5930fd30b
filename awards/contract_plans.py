"""When the parts of a contract are due; what the parts are is stated by the instrument."""

from datetime import date, timedelta

from calls.instruments import instrument_of
from calls.instruments.definition import ContractPlan
from calls.models import Phase


def plan_of(phase: Phase) -> ContractPlan:
    """The parts and the duration that the instrument states; KeyError where an award is none."""
    plan = instrument_of(phase.call.instrument).phase(phase.code).contract
    if plan is None:
        raise KeyError(phase.code)
    return plan


def due_dates(plan: ContractPlan, start: date, latest: date | None = None) -> list[date]:
    """When each part is due, counted from `start`; never after `latest`, where there is one.

    `latest` is the day the next phase closes: who delivers later could not offer there.
    """
    end = start + timedelta(days=plan.days)
    if latest is not None and start < latest < end:
        end = latest
    days = (end - start).days
    return [start + timedelta(days=round(days * part.due_at_part)) for part in plan.parts]
