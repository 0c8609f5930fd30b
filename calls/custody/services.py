"""Keeping the keys: try a part, name a deputy, let a holder go, bring two parts together.

A part is unlocked for the length of a request only. Locks are taken as everywhere: call, phase.
"""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from calls import emails, keys, phases
from calls.custody import permissions, waiting
from calls.custody.models import HandedPart, Renewal
from calls.custody.selectors import (
    WITHIN,
    future_holders,
    kept_phases,
    running_renewal,
)
from calls.delegation.behalf import is_same_hand
from calls.models import Call, KeyHolder, KeyShare, Phase
from calls.selectors import possible_openers, possible_reserves
from calls.waiting import ask_to_confirm, holder_done
from portal.accounts import stepup
from portal.accounts.models import StepUp, User
from portal.audit.record import record
from portal.clock import portal_now
from portal.crypto.ceremony import (
    combine_phase_key,
    hand_over,
    receive_share,
    share_phase_key,
    unlock_share,
)
from portal.crypto.errors import CryptoError
from portal.crypto.shares import Share
from portal.workflow import TransitionRefused, lock

LEAST_HOLDERS = 3


@transaction.atomic
def try_share(call: Call, *, passphrase: str, by: User) -> KeyHolder:
    """Show that one can still open: every part that one holds is unlocked, and let go again.

    Raises PermissionDenied, or TransitionRefused for a wrong passphrase or a part that is damaged.
    """
    call = lock(call)
    if not permissions.can_use_part(by, call):
        raise PermissionDenied("try_share")
    private_key = keys.prove_holder_key(by, passphrase)
    holder = call.key_holders.get(user=by)
    for phase in kept_phases(call):
        _own_part(phase, holder, private_key)
    holder.tried_at = portal_now()
    holder.save(update_fields=["tried_at"])
    record("try_share", call, by=by)
    waiting.tried(call, by)
    return holder


@transaction.atomic
def add_deputy(call: Call, *, person: User, by: User) -> KeyHolder:
    """Name somebody who will hold a part too; they confirm, then two holders renew the parts.

    Raises PermissionDenied or TransitionRefused.
    """
    call = lock(call)
    if not permissions.can_add_deputy(by, call):
        raise PermissionDenied("add_deputy")
    _require_kept(call)
    if call.key_holders.filter(user=person).exists():
        raise TransitionRefused(_("%(name)s holds a part already.") % {"name": person})
    if not (possible_openers(call) | possible_reserves(call)).filter(pk=person.pk).exists():
        raise TransitionRefused(
            _("%(name)s works for no authority or agency of this call.") % {"name": person}
        )
    holder = KeyHolder.objects.create(call=call, user=person, role=KeyHolder.Role.DEPUTY)
    ask_to_confirm(holder)
    emails.queue_hold_share(holder)
    record("add_deputy", call, by=by, person=str(person.uuid))
    return holder


@transaction.atomic
def let_go(holder: KeyHolder, *, by: User, keep: bool = False) -> KeyHolder:
    """A holder leaves, or lost the passphrase: after the next renewal their part opens nothing.

    Until then nothing changes, so that nothing is lost, and `keep` takes it back. Raises
    PermissionDenied or TransitionRefused.
    """
    call = lock(holder.call)
    holder = KeyHolder.objects.get(pk=holder.pk)
    holder.call = call
    if not permissions.can_let_go(by, holder):
        raise PermissionDenied("let_go")
    _require_kept(call)
    holder.is_leaving = not keep
    holder.save(update_fields=["is_leaving"])
    record("keep_holder" if keep else "let_go", call, by=by, person=str(holder.user.uuid))
    if keep:
        return holder
    holder_done(call, holder.user)
    if holder.confirmed_at is None:
        holder.delete()  # never held a part
    else:
        waiting.ask_to_renew(call)
    return holder


@transaction.atomic
def start_renewal(call: Call, *, by: User, passphrase: str, proof: StepUp) -> Renewal:
    """The first of two holders: the own parts are sealed at once to each of the others.

    Raises PermissionDenied, or TransitionRefused (code `few`, `started`, `passphrase`, `step_up`).
    """
    call = lock(call)
    holder = _require_holder(call, by, proof)
    _require_enough(call)
    now = portal_now()
    running = running_renewal(call, now)
    if running is not None and running.started_by_id != by.pk:
        raise TransitionRefused(
            _("%(name)s has started just now. Confirm it, instead of starting again.")
            % {"name": running.started_by},
            code="started",
        )
    HandedPart.objects.filter(renewal__call=call).delete()
    renewal = Renewal.objects.create(call=call, started_by=by, started_at=now, start_proof=proof)
    private_key = keys.unlock_own_key(by, passphrase)
    others = KeyHolder.objects.filter(call=call, confirmed_at__isnull=False).exclude(pk=holder.pk)
    for phase in kept_phases(call):
        part = _own_part(phase, holder, private_key)
        _hand_to(others.filter(shares__phase=phase).select_related("user__holder_key"),
                 renewal, phase, part)  # fmt: skip
    record("start_renewal", renewal, by=by)
    waiting.ask_to_renew(call)
    return renewal


@transaction.atomic
def confirm_renewal(renewal: Renewal, *, by: User, passphrase: str, proof: StepUp) -> Renewal:
    """The second holder: each key comes back, is found right, and is split anew. Or nothing is.

    Raises as `start_renewal`, and with code `same_person`, `same_session`, `expired`, `shares`.
    """
    call = lock(renewal.call)
    renewal = lock(renewal)
    renewal.call = call
    holder = _require_holder(call, by, proof)
    _require_enough(call)
    now = portal_now()
    _require_second(renewal, by, proof, now)
    private_key = keys.unlock_own_key(by, passphrase)
    kept = list(kept_phases(call))
    holders = future_holders(call)
    for phase in kept:
        _split_anew(phases.lock_exclusive(phase), renewal, holder, private_key, holders)
    renewal.confirmed_by, renewal.confirm_proof, renewal.done_at = by, proof, now
    renewal.save(update_fields=["confirmed_by", "confirm_proof", "done_at"])
    renewal.handed.all().delete()
    call.key_holders.update(tried_at=None)  # the parts are new
    let_go_of = call.key_holders.filter(is_leaving=True, shares=None)
    gone = [str(each.user.uuid) for each in let_go_of.select_related("user")]
    let_go_of.delete()
    record("renew_shares", renewal, by=by, holders=len(holders), phases=len(kept), gone=gone)
    waiting.renewed(call)
    return renewal


def _split_anew(
    phase: Phase, renewal: Renewal, holder: KeyHolder, private_key: bytes, holders: list[KeyHolder]
) -> None:
    handed = renewal.handed.filter(holder=holder, phase=phase).first()
    if handed is None or phase.state not in phases.UNOPENED:
        raise TransitionRefused(_("Start again, both of you."), code="expired")
    named = {"phase": phase.audit_ref, "holder": str(holder.user.uuid)}
    try:
        parts = [
            _own_part(phase, holder, private_key),
            receive_share(bytes(handed.sealed_share), private_key, **named),
        ]
        key = combine_phase_key(
            parts,
            k=phase.key_threshold,
            commitment=bytes(phase.key_commitment or b""),
            public=bytes(phase.public_key or b""),
        )
    except CryptoError as error:
        raise TransitionRefused(
            _("These two parts do not give the key. Try it with another holder."), code="shares"
        ) from error
    publics = {str(each.user.uuid): bytes(each.user.holder_key.public_key) for each in holders}
    made = share_phase_key(key, phase.key_threshold, publics, phase=phase.audit_ref)
    phase.key_shares.all().delete()  # k parts of the earlier split would still open
    KeyShare.objects.bulk_create(
        KeyShare(phase=phase, holder=each, sealed_share=made.sealed_shares[str(each.user.uuid)])
        for each in holders
    )


def _hand_to(holders: Iterable[KeyHolder], renewal: Renewal, phase: Phase, part: Share) -> None:
    HandedPart.objects.bulk_create(
        HandedPart(
            renewal=renewal,
            phase=phase,
            holder=other,
            sealed_share=hand_over(
                part,
                bytes(other.user.holder_key.public_key),
                phase=phase.audit_ref,
                to=str(other.user.uuid),
            ),
        )
        for other in holders
    )


def _own_part(phase: Phase, holder: KeyHolder, private_key: bytes) -> Share:
    sealed = phase.key_shares.get(holder=holder).sealed_share
    try:
        return unlock_share(
            bytes(sealed), private_key, phase=phase.audit_ref, holder=str(holder.user.uuid)
        )
    except CryptoError as error:
        raise TransitionRefused(
            _("Your part of the key of %(phase)s is damaged. Tell the officers of the call now.")
            % {"phase": phase},
            code="shares",
        ) from error


def _require_holder(call: Call, by: User, proof: StepUp) -> KeyHolder:
    if not permissions.can_use_part(by, call):
        raise PermissionDenied("renew_shares")
    stepup.check(proof, by)
    _require_kept(call)
    return call.key_holders.get(user=by)


def _require_kept(call: Call) -> None:
    if call.state != Call.State.PUBLISHED or not kept_phases(call).exists():
        raise TransitionRefused(_("No vault of this call is closed any more."), code="state")


def _require_enough(call: Call) -> None:
    if len(future_holders(call)) < LEAST_HOLDERS:
        raise TransitionRefused(
            _("Fewer than three people would hold a part. First name a deputy, who confirms."),
            code="few",
        )


def _require_second(renewal: Renewal, by: User, proof: StepUp, now: datetime) -> None:
    if is_same_hand(by, renewal.started_by_id, renewal.call):
        raise TransitionRefused(
            _("You started this yourself. Another holder confirms it."), code="same_person"
        )
    if proof.session_key == renewal.start_proof.session_key:
        raise TransitionRefused(
            _("The start was made in this same session. Confirm from a session of your own."),
            code="same_session",
        )
    if renewal.done_at or now > renewal.started_at + WITHIN:
        raise TransitionRefused(
            _("More than ten minutes went by since the start. Start again, both of you."),
            code="expired",
        )
