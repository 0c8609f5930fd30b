"""Holds, and drawing up a list. The moves of a list are in transitions.py."""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from applications.models import Dossier
from archive.register import category
from archive.retention import permissions
from archive.retention.disposal.every import KINDS
from archive.retention.models import DestructionItem, DestructionList, Hold
from calls.models import Call
from portal.accounts.models import Membership, Organisation, User
from portal.audit.record import record
from portal.clock import portal_now, portal_today
from portal.models import CURRENT
from portal.work.models import Task
from portal.work.tasks_of import open_tasks
from portal.workflow import TransitionRefused, lock

RETENTION_LOCK = 0x6172_6368  # one advisory lock for all processes of one database


def lock_retention() -> None:
    """A hold and a destruction cannot pass each other; the lock ends with the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [RETENTION_LOCK])


@transaction.atomic
def place_hold(
    owner: Organisation,
    *,
    on: Call | Dossier | Organisation,
    reason: str,
    until: date | None = None,
    by: User,
) -> Hold:
    """Keep everything of a call, a dossier or a company, whatever its term.

    Waits for the piece of a destruction that is going on, so what is there afterwards stays.
    Raises PermissionDenied; TransitionRefused for a day that is over, or a dossier that is gone.
    """
    if not permissions.can_keep_archive(by, owner):
        raise PermissionDenied("place_hold")
    if until is not None and until < portal_today():
        raise TransitionRefused(_("This day is over."), code="date")
    lock_retention()
    if isinstance(on, Dossier):
        _require_there(on)
    field = {Call: "call", Dossier: "dossier", Organisation: "company"}[type(on)]
    placed = Hold.objects.create(
        owner=owner, reason=reason, until=until, placed_by=by, **{field: on}
    )
    record(
        "place_hold", placed, by=by, kind=field, about=_reference(on),
        until=until.isoformat() if until else None,
    )  # fmt: skip
    return placed


@transaction.atomic
def lift_hold(hold: Hold, *, because: str, by: User) -> Hold:
    """End a hold, with the reason. Raises PermissionDenied, TransitionRefused when it has ended."""
    hold = lock(hold)
    if not permissions.can_lift(by, hold):
        raise PermissionDenied("lift_hold")
    if hold.lifted_at is not None:
        raise TransitionRefused(_("This hold has ended already."), code="state")
    hold.lifted_because, hold.lifted_by, hold.lifted_at = because, by, portal_now()
    hold.save(update_fields=["lifted_because", "lifted_by", "lifted_at"])
    record("lift_hold", hold, by=by)
    return hold


@transaction.atomic
def draw_up(owner: Organisation, code: str, *, by: User) -> DestructionList:
    """A list of everything of this category that is due now and that nothing holds.

    Raises PermissionDenied; TransitionRefused when nothing is due, or another list waits.
    """
    kind = KINDS[code]
    if not permissions.can_draw_up(by, owner, kind):
        raise PermissionDenied("draw_up")
    owner = lock(owner)  # lists are counted one by one
    lists = DestructionList.objects.filter(owner=owner)
    waiting = (DestructionList.State.PROPOSED, DestructionList.State.APPROVED)
    if lists.filter(category=code, state__in=waiting).exists():
        raise TransitionRefused(_("There is a list of this category that is not done."))
    free = [each for each in kind.due(owner, portal_today()) if not each.kept_because]
    if not free:
        raise TransitionRefused(_("Nothing is due that may go now."))
    listed = DestructionList.objects.create(
        owner=owner, number=lists.count() + 1, category=code, drawn_up_by=by
    )
    DestructionItem.objects.bulk_create(
        [
            DestructionItem(
                listed=listed, object_id=one.object_id, reference=one.reference, due_on=one.due_on
            )
            for one in free
        ],
        batch_size=2000,
    )
    _ask_others(listed, by)
    record("draw_up_destruction", listed, by=by, category=code, items=len(free))
    return listed


def _ask_others(listed: DestructionList, by: User) -> None:
    """It waits on everybody else who may approve."""
    role = permissions.role_for(listed.owner)
    memberships = Membership.objects.filter(CURRENT, organisation=listed.owner, role=role)
    open_tasks(
        Task.Kind.APPROVE_DESTRUCTION,
        _but(User.objects.filter(pk__in=memberships.values("user"), is_active=True), by),
        subject=lambda: f"{listed}: {category(listed.category).title}",
        url=reverse("retention:list", args=[listed.uuid]),
        key=f"destruction:{listed.pk}:",
    )


def _but(people: Iterable[User], one: User) -> list[User]:
    return [person for person in people if person.pk != one.pk]


def _require_there(dossier: Dossier) -> None:
    gone = DestructionItem.objects.filter(
        listed__category="offer", object_id=dossier.pk, destroyed_at__isnull=False
    ).first()
    if gone is not None:
        raise TransitionRefused(
            _("The offers of this dossier were destroyed already, by list %(list)s.")
            % {"list": gone.listed},
            code="gone",
        )


def _reference(on: Call | Dossier | Organisation) -> str:
    return str(on.uuid) if isinstance(on, Organisation) else on.reference
