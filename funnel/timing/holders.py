"""Who holds what is late: open tasks of people, laid beside the stages that they belong to.

A task names its page. The address says which call and phase it is about, or which contract. What a
company does before its offer was decided on never shows here, not even that it has a task.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet

from awards.contracting.models import Payment
from awards.models import Contract, Deliverable
from calls.models import Call
from portal.accounts.models import Membership, User
from portal.models import CURRENT
from portal.work.models import Task

Kind = Task.Kind
STAGE_OF: dict[str, str] = {
    Kind.ANSWER_QUESTIONS: "open",
    Kind.APPROVE_NOTICE: "open",
    Kind.OPEN_VAULT: "sealed",
    Kind.JUDGE_ADMISSIBILITY: "assessing",
    Kind.DECLARE: "assessing",
    Kind.SCORE: "assessing",
    Kind.CONSENSUS: "assessing",
    Kind.SIGN_MINUTES: "assessing",
    Kind.ADVISE: "assessing",
    Kind.DECIDE: "deciding",
    Kind.APPROVE_DECISION: "deciding",
    Kind.RELEASE_LETTERS: "informing",
    Kind.WRITE_CONTRACT: "contracting",
    Kind.SIGN_CONTRACT: "contracting",
    Kind.CHECK_CONDITION: "contracting",
    Kind.ANSWER_DEBRIEF: "contracting",
    Kind.ANSWER_COMPLAINT: "contracting",
    Kind.DELIVER: "delivering",
    Kind.JUDGE_DELIVERABLE: "delivering",
    Kind.SETTLE_REJECTION: "delivering",
    Kind.RECORD_PAYMENT: "delivering",
}
COMMITTEE = {Kind.DECLARE, Kind.SCORE, Kind.CONSENSUS, Kind.SIGN_MINUTES, Kind.ADVISE}
APPLICANTS = ("company", "knowledge")
Place = tuple[str, str, str]  # reference of the call, code of the phase, contract
UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True)
class Holder:
    """Somebody on whom it waits. Without a name: a company, or a member whose name stays inside."""

    name: str
    organisation: str
    is_committee: bool = False


@dataclass(frozen=True)
class Held:
    """One thing that waits, on everybody who can do it, at one place."""

    kind: str
    label: str
    call: str
    phase: str
    contract: str
    due_at: datetime | None
    holders: tuple[Holder, ...]

    @property
    def stage(self) -> str:
        """The stage that it belongs to."""
        return STAGE_OF[self.kind]

    def belongs_to(self, stage: str, call: str, phase: str, contract: str) -> bool:
        """Whether this is what a running stage waits on."""
        if (self.stage, self.call) != (stage, call):
            return False
        return self.contract == contract if self.contract else self.phase == phase


def held_in(calls: QuerySet[Call], *, reader: User) -> list[Held]:
    """Everything open in these calls, by day, as this reader may see it; seven queries.

    Officers of the executing side are named to whoever reads figures. Members of a committee are
    named only to who works on their call; of a company only its name shows.
    """
    tasks = list(
        Task.objects.filter(closed_at=None, kind__in=STAGE_OF)
        .order_by(F("due_at").asc(nulls_last=True), "pk")
        .select_related("holder")
    )
    places = _Places(calls, tasks)
    inside = set(Call.objects.staffed_by(reader).values_list("reference", flat=True))
    houses = _houses({task.holder_id for task in tasks})
    found: dict[tuple[str, str, Place], tuple[Task, dict[Holder, None]]] = {}
    for task in tasks:
        place = places.of(task)
        if place is not None:
            key = (task.kind, task.url, place)
            _task, holders = found.setdefault(key, (task, {}))
            holders[_holder(task, place[0] in inside, houses)] = None
    return [
        Held(kind, task.get_kind_display(), *place, task.due_at, tuple(holders))
        for (kind, _url, place), (task, holders) in found.items()
    ]


def late(held: Iterable[Held], now: datetime) -> list[Held]:
    """What is past its day, the longest first."""
    return [each for each in held if each.due_at is not None and each.due_at < now]


def _holder(task: Task, is_inside: bool, houses: dict[int, tuple[str, str]]) -> Holder:
    kind, house = houses.get(task.holder_id, ("", ""))
    if kind in APPLICANTS:
        return Holder("", house)
    if task.kind in COMMITTEE:
        return Holder(task.holder.name if is_inside else "", house if is_inside else "", True)
    return Holder(task.holder.name, house)


def _houses(people: set[int]) -> dict[int, tuple[str, str]]:
    """Kind and name of where each person works."""
    rows = (
        Membership.objects.filter(CURRENT, user__in=people)
        .order_by("-pk")
        .values_list("user", "organisation__kind", "organisation__name")
    )
    return {user: (kind, name) for user, kind, name in rows}


class _Places:
    """From the address of a task to call, phase and contract, read once for all of them."""

    def __init__(self, calls: QuerySet[Call], tasks: Iterable[Task]) -> None:
        self.phases = set(calls.order_by().values_list("reference", "phases__code"))
        self.references = {reference for reference, _code in self.phases}
        named = {uuid for task in tasks for uuid in UUID.findall(task.url)}
        self.contracts = _contracts(calls.order_by().values("pk"), named)

    def of(self, task: Task) -> Place | None:
        """Reference, code of the phase, contract; None for what is not in these calls."""
        for part in task.url.split("/"):
            if part in self.contracts:
                return self.contracts[part]
        parts = task.url.split("/")
        reference = next((part for part in parts if part in self.references), None)
        if reference is None:
            return None
        code = next((part for part in parts if (reference, part) in self.phases), "")
        return reference, code, ""


def _contracts(calls: Any, named: set[str]) -> dict[str, Place]:
    """The place of each contract, deliverable and payment that an address names."""
    found: dict[str, Place] = {}
    for model, way in ((Contract, ""), (Deliverable, "contract__"), (Payment, "contract__")):
        phase = f"{way}decision__proposal__phase"
        rows = model.objects.filter(**{"uuid__in": named, f"{phase}__call__in": calls})
        values = ("uuid", f"{phase}__call__reference", f"{phase}__code", f"{way}uuid")
        for uuid, reference, code, contract in rows.values_list(*values):
            found[str(uuid)] = (reference, code, str(contract))
    return found
