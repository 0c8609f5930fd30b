"""Every change of an outage's state: proposed by one officer, carried out by another."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from calls import transitions as call_moves
from calls.models import Call, Phase
from calls.outages import emails, permissions, waiting
from calls.outages.models import Outage, OutagePhase
from calls.outages.selectors import touched_by, was_open_in
from calls.permissions import is_officer
from portal.accounts.models import User
from portal.audit.record import record
from portal.clock import portal_now
from portal.files import store
from portal.files.uploads import EncryptedUpload
from portal.look.wording import moment_text
from portal.workflow import Transition, TransitionRefused, lock

State = Outage.State

EXTEND = Transition(
    "extend_for_outage",
    frozenset({State.PROPOSED}),
    State.EXTENDED,
    permissions.can_approve_outage,
)
DROP = Transition(
    "drop_outage", frozenset({State.PROPOSED}), State.DROPPED, permissions.can_extend_for_outage
)


@transaction.atomic
def propose(
    phases: Iterable[Phase],
    *,
    description: str,
    began_at: datetime,
    ended_at: datetime,
    to: datetime,
    evidence: EncryptedUpload,
    by: User,
) -> Outage:
    """Write down an outage with its evidence, and propose one new deadline for all it touched.

    Raises PermissionDenied, or TransitionRefused with every fault.
    """
    with evidence:  # its bytes, waiting in memory, are let go whatever comes
        chosen = list(phases)
        if not chosen or not all(is_officer(by, phase.call) for phase in chosen):
            raise PermissionDenied("propose_outage")
        outage = Outage(
            description=description.strip(),
            began_at=began_at,
            ended_at=ended_at,
            to=to,
            evidence=store.save_upload(evidence, by=by),
            evidence_name=store.safe_name(evidence.name or ""),
            proposed_by=by,
        )
        _require_none(_faults(outage, chosen))
        outage.save()
        OutagePhase.objects.bulk_create(
            OutagePhase(outage=outage, phase=phase, before=phase.closes_at)
            for phase in chosen
            if phase.closes_at is not None  # always so: the faults have seen to it
        )
        record("propose_outage", outage, by=by, phases=[phase.audit_ref for phase in chosen])
        waiting.ask_to_check(outage)
        return outage


@transaction.atomic
def extend(outage: Outage, *, by: User) -> Outage:
    """Move every deadline at once, or none: the second officer's word.

    Takes the exclusive lock on every phase, in the order in which everybody takes locks; a vault
    that is open, or is being opened, refuses it. Raises PermissionDenied or TransitionRefused.
    """
    touched = touched_by(outage)
    calls = sorted({row.phase.call_id for row in touched})
    list(Call.objects.select_for_update().filter(pk__in=calls).order_by("pk"))
    rows = Phase.objects.select_for_update(of=("self",)).select_related("call")
    locked = list(rows.filter(outages__outage=outage).order_by("call_id", "order"))
    outage = lock(outage)
    EXTEND.check(outage, by=by)
    _require_none(_faults(outage, locked))
    for phase in locked:
        OutagePhase.objects.filter(outage=outage, phase=phase).update(before=phase.closes_at)
        call_moves.extend_after_outage(phase, to=outage.to, by=by, reason=outage.description)
    outage.approved_by, outage.approved_at = by, portal_now()
    EXTEND.apply(
        outage,
        by=by,
        update=["approved_by", "approved_at"],
        phases=[phase.audit_ref for phase in locked],
        to=outage.to.isoformat(),
        evidence_sha256=outage.evidence.sha256,
    )
    waiting.check_done(outage)
    emails.queue_extended(outage, touched_by(outage))
    return outage


@transaction.atomic
def drop(outage: Outage, *, by: User) -> Outage:
    """Leave the deadlines as they are."""
    outage = lock(outage)
    DROP.check(outage, by=by)
    DROP.apply(outage, by=by)
    waiting.check_done(outage)
    return outage


def _faults(outage: Outage, chosen: Iterable[Phase]) -> list[str]:
    now = portal_now()
    return [*_of_outage(outage, now), *(fault for phase in chosen for fault in _of(phase, outage))]


def _of_outage(outage: Outage, now: datetime) -> Iterator[str]:
    if not outage.description:
        yield _("Describe the outage.")
    if outage.began_at >= outage.ended_at:
        yield _("An outage begins before it ends.")
    if outage.ended_at > now:
        yield _("Wait until the outage is over: only then is its length known.")
    if outage.to <= now:
        yield _("The new deadline lies in the past.")


def _of(phase: Phase, outage: Outage) -> Iterator[str]:
    if fault := call_moves.fault_of_later(phase, outage.to):
        yield f"{phase}: {fault}"
    elif not was_open_in(phase, outage.began_at, outage.ended_at):
        yield _("%(phase)s was not open during the outage: its deadline is %(moment)s.") % {
            "phase": phase,
            "moment": moment_text(phase.closes_at, seconds=False) if phase.closes_at else "–",
        }


def _require_none(faults: list[str]) -> None:
    if faults:
        raise TransitionRefused("\n".join(faults), code="outage")
