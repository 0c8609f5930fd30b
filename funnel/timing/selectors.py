"""The moments of phases and contracts, and the norms: a constant number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db.models import F, Max, QuerySet

from awards.models import Contract
from calls.models import Call, Phase
from calls.periods import last_second_of
from calls.planning import advice_by, result_by
from funnel.timing.models import StageNorm
from funnel.timing.stages import Case, ContractMoments, Norms, PhaseMoments, cases_of

OVER = (Contract.State.DELIVERED, Contract.State.ENDED_EARLY)


def norms(at: datetime | None = None) -> Norms:
    """The days that count now, or counted at a moment: of each pair the newest row."""
    rows = StageNorm.objects.order_by("pk")
    if at is not None:
        rows = rows.filter(set_at__lte=at)
    return {(row.stage, row.instrument): row.days for row in rows}


def cases(calls: QuerySet[Call], now: datetime) -> list[Case]:
    """Every stage that has begun in these calls, until `now`; two queries."""
    return [case for phase in moments(calls) for case in cases_of(phase, now)]


def moments(calls: QuerySet[Call]) -> list[PhaseMoments]:
    """The moments of every phase of these calls that takes offers."""
    chosen = calls.order_by().values("pk")
    contracts = _contracts(chosen)
    rows = (
        Phase.objects.filter(call__in=chosen, takes_offers=True)
        .order_by("call", "order")
        .values(
            "pk", "opens_at", "closes_at", "decision_days",
            reference=F("call__reference"),
            phase_code=F("code"),
            instrument=F("call__instrument"),
            call_state=F("call__state"),
            opened_at=F("opening__opened_at"),
            advised_at=F("committee__advice__approved_at"),
            approved_at=F("decision_set__approved_at"),
            released_at=F("decision_set__released_at"),
        )
    )  # fmt: skip
    return [_moments(row, contracts.get(row["pk"], [])) for row in rows]


def _moments(row: Mapping[str, Any], contracts: list[ContractMoments]) -> PhaseMoments:
    advice, result = _planned(row["closes_at"], row["decision_days"])
    return PhaseMoments(
        call=row["reference"],
        phase=row["phase_code"],
        instrument=row["instrument"],
        opens_at=row["opens_at"],
        closes_at=row["closes_at"],
        opened_at=row["opened_at"],
        advised_at=row["advised_at"],
        approved_at=row["approved_at"],
        released_at=row["released_at"],
        advice_by=advice,
        result_by=result,
        runs=row["call_state"] == Call.State.PUBLISHED,
        contracts=contracts,
    )


@lru_cache(maxsize=20_000)
def _planned(closes_at: datetime | None, days: int) -> tuple[datetime | None, datetime | None]:
    """The planned days of advice and result, after calls.planning."""
    phase = Phase(closes_at=closes_at, decision_days=days)
    return advice_by(phase), result_by(phase)


def _contracts(calls: Any) -> dict[int, list[ContractMoments]]:
    rows = (
        Contract.objects.filter(decision__proposal__phase__call__in=calls)
        .annotate(last_judged_at=Max("deliverables__judged_at"), due=Max("deliverables__due_on"))
        .order_by("pk")
        .values(
            "uuid", "state", "signed_by_authority_at", "last_judged_at", "due",
            phase_id=F("decision__proposal__phase"),
        )
    )  # fmt: skip
    by_phase: dict[int, list[ContractMoments]] = defaultdict(list)
    for row in rows:
        by_phase[row["phase_id"]].append(contract_moments(row))
    return by_phase


def contract_moments(row: Mapping[str, Any]) -> ContractMoments:
    """A contract of which state, signature and last judgement were read."""
    delivered = row["state"] == Contract.State.DELIVERED
    return ContractMoments(
        uuid=str(row["uuid"]),
        signed_at=row["signed_by_authority_at"],
        delivered_at=row["last_judged_at"] if delivered else None,
        due_at=last_second_of(row["due"]) if row["due"] else None,
        is_over=row["state"] in OVER,
    )


def history() -> Iterable[StageNorm]:
    """Every norm that was ever set, the newest first."""
    return StageNorm.objects.select_related("set_by")
