"""For whom somebody acts, on audit lines and beside names; and who counts as one hand.

A delegate who acts in the place of an officer, that officer, and every other delegate of that
officer are one hand in a call: what one of them made, none of them approves. That stays so after a
delegation has ended, or ending it would be the way around.
"""

from typing import Any

from django.db.models import Q

from calls.delegation.models import Delegation
from portal.audit.behalf import names_for
from portal.compiled import rows_of_person


@rows_of_person
def _held_by(person: int) -> Any:
    """The delegations that give this person rights now: hardly anybody has one."""
    return Delegation.objects.in_force().filter(delegate_id=person).values("id")


@names_for
def delegator_of(actor: Any, call_ref: str) -> dict[str, str]:
    """The person in whose place `actor` acts on this call now, for the audit line.

    Delegates are staff, with a second factor: a company that sends costs no question here.
    """
    if not call_ref or not actor.second_factor_required:
        return {}
    held = [row["id"] for row in _held_by(actor.pk)]
    if not held:
        return {}
    found = (
        Delegation.objects.filter(
            Q(call__reference=call_ref)
            | Q(call=None)
            & (
                Q(organisation__calls__reference=call_ref)
                | Q(organisation__executed_calls__reference=call_ref)
                | Q(organisation__themes__call__reference=call_ref)
            ),
            pk__in=held,
        )
        .values_list("delegator__uuid", flat=True)
        .first()
    )
    return {"for": str(found)} if found else {}


def taken_on(call: Any) -> list[Delegation]:
    """Every delegation that was accepted for this call, also those that are over."""
    taken = Delegation.objects.covering(call).filter(accepted_at__isnull=False)
    return list(taken.select_related("delegator").distinct())


def hands(user: Any, call: Any) -> set[int]:
    """The ids of everybody who counts as one with this person in this call, and their own."""
    taken = Delegation.objects.covering(call).filter(accepted_at__isnull=False)
    pairs = set(taken.values_list("delegator_id", "delegate_id"))
    found = {user.pk}
    while more := {b for a, b in pairs | {(b, a) for a, b in pairs} if a in found} - found:
        found |= more
    return found


def is_same_hand(user: Any, other_id: int | None, call: Any) -> bool:
    """Whether what `other_id` made counts as this person's own work in this call."""
    return other_id is not None and (user.pk == other_id or other_id in hands(user, call))
