"""Telling of a call, and taking back what was told. Nothing is changed or removed."""

from collections.abc import Iterable
from dataclasses import astuple

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from funnel.external import permissions, summing
from funnel.external.models import ExternalCall, Intake, Telling, ToldPhase
from funnel.external.told import Told
from funnel.intake.tables import Refused
from portal.accounts.models import Organisation, User
from portal.audit.record import record
from portal.clock import portal_now
from portal.workflow import TransitionRefused, lock


@transaction.atomic
def register(told: Told, *, by: User) -> Telling:
    """Tell of a call, for the first time or again; what counts from now on is this.

    Raises PermissionDenied for a call of another authority than one's own.
    """
    authority = told.authority
    if isinstance(authority, str) and not permissions.can_take_in(by):
        raise PermissionDenied("register_external_call")
    if isinstance(authority, Organisation) and not permissions.can_tell_of(by, authority):
        raise PermissionDenied("register_external_call")
    telling = _tell(told, by=by)
    summing.write([telling.call])
    record("register_external_call", telling.call, by=by, phases=len(told.phases))
    return telling


@transaction.atomic
def take_in(
    calls: Iterable[Told], refused: Iterable[Refused], *, title: str, source: str, by: User
) -> Intake:
    """Keep every call of a file, and beside them the rows that were left out.

    Raises PermissionDenied; TransitionRefused when no call of the file is right.
    """
    if not permissions.can_take_in(by):
        raise PermissionDenied("take_in_external_calls")
    calls, refused = list(calls), list(refused)
    if not calls:
        raise TransitionRefused(_("No row of this file can be taken in."), code="empty")
    intake = Intake.objects.create(
        title=title, source=source, refused=[list(astuple(row)) for row in refused], added_by=by
    )
    summing.write([_tell(told, by=by, intake=intake).call for told in calls])
    record("take_in_external_calls", intake, by=by, calls=len(calls), refused=len(refused))
    return intake


@transaction.atomic
def take_back(telling: Telling, *, by: User) -> None:
    """Let what was told count no longer; what was told before counts again."""
    telling = lock(telling)
    if not permissions.can_tell_of(by, telling.call.authority):
        raise PermissionDenied("take_back_external_call")
    if telling.taken_back_at is not None:
        raise TransitionRefused(_("This was taken back already."), code="twice")
    telling.taken_back_by, telling.taken_back_at = by, portal_now()
    telling.save(update_fields=["taken_back_by", "taken_back_at"])
    summing.write([telling.call])
    record("take_back_external_call", telling.call, by=by)


@transaction.atomic
def undo(intake: Intake, *, by: User) -> None:
    """Take back everything that this file told, at once."""
    if not permissions.can_take_in(by):
        raise PermissionDenied("undo_external_calls")
    intake = lock(intake)
    if intake.taken_back_at is not None:
        raise TransitionRefused(_("This was taken back already."), code="twice")
    intake.taken_back_by, intake.taken_back_at = by, portal_now()
    intake.save(update_fields=["taken_back_by", "taken_back_at"])
    open_ones = intake.tellings.filter(taken_back_at=None)
    number = open_ones.update(taken_back_by=by, taken_back_at=intake.taken_back_at)
    summing.write(ExternalCall.objects.filter(tellings__intake=intake).distinct())
    record("undo_external_calls", intake, by=by, calls=number)


def _tell(told: Told, *, by: User, intake: Intake | None = None) -> Telling:
    call, _is_new = ExternalCall.objects.get_or_create(
        authority=_organisation(told.authority), key__iexact=told.key, defaults={"key": told.key}
    )
    telling = Telling.objects.create(call=call, intake=intake, added_by=by, **told.values)
    ToldPhase.objects.bulk_create(
        ToldPhase(telling=telling, order=order, **values)
        for order, values in enumerate(told.phases, start=1)
    )
    return telling


def _organisation(authority: Organisation | str) -> Organisation:
    """An authority that the portal does not know yet comes in by its name, without people."""
    if isinstance(authority, Organisation):
        return authority
    known = Organisation.objects.filter(
        name__iexact=authority, kind__in=permissions.OWN_KINDS
    ).first()
    return known or Organisation.objects.create(name=authority, kind=Organisation.Kind.AUTHORITY)
