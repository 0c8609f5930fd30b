"""The ceremony of the vault's keys: choose holders, each confirms once, then keys are made.

Contexts: a phase is named by its `audit_ref`, a holder by the UUID of the person.
"""

from django.utils.translation import gettext as _

from calls.models import Call, KeyHolder, KeyShare, Phase
from portal.accounts.models import HolderKey, User
from portal.crypto.boxes import public_key_of
from portal.crypto.ceremony import (
    make_holder_key,
    make_phase_key,
    unlock_holder_key,
    unlock_share,
)
from portal.crypto.errors import WrongPassphrase
from portal.workflow import TransitionRefused

LEAST_PASSPHRASE = 12  # characters


def prove_holder_key(user: User, passphrase: str) -> bytes:
    """Unlock the person's vault key, or make one with this passphrase; return its private half.

    Raises TransitionRefused for a wrong or too short passphrase.
    """
    held = HolderKey.objects.filter(user=user).first()
    if held is None:
        if len(passphrase.strip()) < LEAST_PASSPHRASE:
            raise TransitionRefused(
                _("Choose a passphrase of at least 12 characters, such as four words."),
                code="passphrase",
            )
        made = make_holder_key(passphrase, holder=str(user.uuid))
        held = HolderKey.objects.create(
            user=user, public_key=made.public, protected_private_key=made.protected_private
        )
    return unlock_own_key(user, passphrase)


def unlock_own_key(user: User, passphrase: str) -> bytes:
    """The private half of the person's vault key, found to be the one that parts are sealed to.

    Raises TransitionRefused (code `passphrase`).
    """
    held = HolderKey.objects.filter(user=user).first()
    try:
        if held is None:
            raise WrongPassphrase("There is no vault key.")
        private_key = unlock_holder_key(
            bytes(held.protected_private_key), passphrase, holder=str(user.uuid)
        )
    except WrongPassphrase as error:
        raise TransitionRefused(
            _("This is not the passphrase of your vault key. Nothing was changed."),
            code="passphrase",
        ) from error
    if public_key_of(private_key) != bytes(held.public_key):
        raise TransitionRefused(
            _("Your vault key is damaged. Tell the platform; nothing was changed."),
            code="passphrase",
        )
    return private_key


def make_keys(call: Call, *, confirming: User, private_key: bytes) -> None:
    """Make the key of every phase that takes offers, and try the confirming person's share."""
    holders = list(call.key_holders.select_related("user__holder_key"))
    public_keys = {
        str(holder.user.uuid): bytes(holder.user.holder_key.public_key) for holder in holders
    }
    for phase in call.phases.all():
        if phase.takes_offers:
            _make_phase_key(phase, holders, public_keys)
            own = phase.key_shares.get(holder__user=confirming)
            unlock_share(
                bytes(own.sealed_share),
                private_key,
                phase=phase.audit_ref,
                holder=str(confirming.uuid),
            )


def _make_phase_key(phase: Phase, holders: list[KeyHolder], public_keys: dict[str, bytes]) -> None:
    made = make_phase_key(phase.key_threshold, public_keys, phase=phase.audit_ref)
    phase.public_key, phase.key_commitment = made.public, made.commitment
    phase.save(update_fields=["public_key", "key_commitment"])
    phase.key_shares.all().delete()
    KeyShare.objects.bulk_create(
        KeyShare(phase=phase, holder=holder, sealed_share=made.sealed_shares[str(holder.user.uuid)])
        for holder in holders
    )
