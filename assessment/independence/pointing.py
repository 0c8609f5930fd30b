"""The portal points out likely conflicts; the warnings wait on the officers and the secretary."""

from collections import defaultdict

from django.urls import reverse
from django.utils import translation

from applications.models import Dossier
from assessment.independence import matching, selectors
from assessment.independence.models import StaffDeclaration, Statement, Warning
from assessment.models import Declaration
from calls.models import Call
from portal.accounts.models import User
from portal.audit.record import record
from portal.clock import portal_now
from portal.work.models import Task
from portal.work.tasks_of import close_tasks, open_task


def point_out(user: User, call: Call) -> list[Warning]:
    """Match what this person stated with who takes part; return the warnings that are new.

    Where the person declared an interest in that offer already, there is nothing left to decide.
    """
    statement = Statement.objects.filter(user=user, call=call).prefetch_related("employers").first()
    said = selectors.said_by(statement) if statement else []
    text = statement.other if statement else ""
    known = set(
        Declaration.objects.filter(seat__user=user, dossier__call=call)
        .exclude(kind=Declaration.Kind.NONE)
        .values_list("dossier_id", flat=True)
    )
    new = []
    for dossier_id, parties in selectors.parties_of(call).items():
        if dossier_id in known:
            continue
        for ground, party in matching.grounds(user.pk, said, text, parties):
            warning, is_new = Warning.objects.get_or_create(
                user=user, dossier_id=dossier_id, ground=ground.value, party=party
            )
            new += [warning] if is_new else []
    if new:
        record("point_out_conflicts", call, by=user, count=len(new))
        _ask_to_decide(call, but=user)
    return new


def settle(user: User, dossier: Dossier, *, verdict: str, reason: str, by: User) -> None:
    """An interest was declared or written down: warnings on that offer are decided by it."""
    Warning.objects.waiting().filter(user=user, dossier=dossier).update(
        verdict=verdict, reason=reason, decided_by=by, decided_at=portal_now()
    )
    close_task_when_done(dossier.call)


def close_task_when_done(call: Call) -> None:
    """With the last warning decided, nothing waits."""
    if not Warning.objects.waiting().filter(dossier__call=call).exists():
        close_tasks(f"warnings:{call.pk}:", prefix=True)


def ask_staff_to_declare(call: Call) -> None:
    """Officers and the secretary declare too, as soon as there is a committee.

    Who answered for every applicant in an earlier phase is not asked again.
    """
    opened = {dossier.pk for dossier in selectors.opened_dossiers(call)}
    answered: dict[int, set[int]] = defaultdict(set)
    for user_id, dossier_id in StaffDeclaration.objects.filter(dossier__call=call).values_list(
        "user_id", "dossier_id"
    ):
        answered[user_id].add(dossier_id)
    for person in selectors.staff_of(call):
        if opened <= answered[person.pk]:
            continue
        _ask(Task.Kind.DECLARE, person, call, view="staff", key="staff-declares")


def staff_has_declared(user: User, call: Call) -> None:
    """They answered for every applicant."""
    close_tasks(f"staff-declares:{call.pk}:{user.pk}")


def _ask_to_decide(call: Call, *, but: User) -> None:
    for person in selectors.staff_of(call):
        if person != but:
            _ask(Task.Kind.DECIDE_WARNING, person, call, view="overview", key="warnings")


def _ask(kind: Task.Kind, person: User, call: Call, *, view: str, key: str) -> None:
    with translation.override(person.language):
        open_task(
            kind,
            person,
            subject=str(call),
            url=reverse(f"independence:{view}", args=[call.reference]),
            key=f"{key}:{call.pk}:{person.pk}",
        )
