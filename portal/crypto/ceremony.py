"""The keys of a phase: made with its publication, brought together at its opening.

Every holder has a key pair whose private key only the own passphrase opens. A phase's private key
exists as shares alone, each sealed to one holder. At the opening the first person's share is
sealed again to each of the others; the next opens the own share and the one handed over. So the
portal never keeps an open share between two people's steps.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from portal.crypto import boxes, passphrase, shares
from portal.crypto.contexts import bind
from portal.crypto.errors import WrongShares
from portal.crypto.passphrase import STANDARD_COST, Cost
from portal.crypto.shares import Share


@dataclass(frozen=True)
class HolderKey:
    """A person's public key (32 bytes) and private key under the own passphrase; both storable."""

    public: bytes
    protected_private: bytes


@dataclass(frozen=True)
class PhaseKey:
    """What is kept of a phase's key; all of it may be stored, none of it opens anything alone.

    `sealed_shares` maps a holder's identifier to the share sealed to that holder's public key.
    """

    public: bytes
    k: int
    commitment: bytes
    sealed_shares: dict[str, bytes]


def make_holder_key(words: str, *, holder: str, cost: Cost = STANDARD_COST) -> HolderKey:
    """Make a key pair for `holder` (an identifier that never changes) under passphrase `words`."""
    pair = boxes.generate_keypair()
    protected = passphrase.protect(pair.private, words, bind("holder", holder), cost=cost)
    return HolderKey(pair.public, protected)


def unlock_holder_key(protected_private: bytes, words: str, *, holder: str) -> bytes:
    """Return the holder's private key. Raises WrongPassphrase."""
    return passphrase.unprotect(protected_private, words, bind("holder", holder))


def make_phase_key(k: int, holders: Mapping[str, bytes], *, phase: str) -> PhaseKey:
    """Make a new key for `phase`, of which any `k` of the holders' shares bring back the private.

    `holders` maps identifiers to public keys. Raises ValueError when k does not fit or two
    holders have the same public key.
    """
    return share_phase_key(boxes.generate_keypair().private, k, holders, phase=phase)


def share_phase_key(
    private_key: bytes, k: int, holders: Mapping[str, bytes], *, phase: str
) -> PhaseKey:
    """Split a phase's private key anew, to add a deputy or to replace a holder.

    The caller must replace every share of the earlier split: k of those still open the phase.
    Raises ValueError as `make_phase_key` does.
    """
    if len(set(holders.values())) != len(holders):
        raise ValueError("Two holders have the same public key.")
    parts = shares.split(private_key, k, len(holders))
    for chosen in combinations(parts, k):  # each k of them bring the key back, or none is given out
        shares.combine(chosen, k, commitment=shares.commit(private_key))
    return PhaseKey(
        public=boxes.public_key_of(private_key),
        k=k,
        commitment=shares.commit(private_key),
        sealed_shares={
            holder: boxes.seal(public, share.to_bytes(), _own(phase, holder))
            for (holder, public), share in zip(holders.items(), parts, strict=True)
        },
    )


def unlock_share(sealed_share: bytes, private_key: bytes, *, phase: str, holder: str) -> Share:
    """Open a holder's own share. Raises Tampered on another's key, phase or share.

    That it opens shows that this holder can still take part, as the share is authenticated.
    """
    return Share.from_bytes(boxes.unseal(private_key, sealed_share, _own(phase, holder)))


def hand_over(share: Share, to_public: bytes, *, phase: str, to: str) -> bytes:
    """Seal an open share to another holder, who opens it with `receive_share`."""
    return boxes.seal(to_public, share.to_bytes(), _handed(phase, to))


def receive_share(handed: bytes, private_key: bytes, *, phase: str, holder: str) -> Share:
    """Open a share that was handed over to `holder`. Raises Tampered."""
    return Share.from_bytes(boxes.unseal(private_key, handed, _handed(phase, holder)))


def combine_phase_key(
    opened: Sequence[Share], *, k: int, commitment: bytes, public: bytes
) -> bytes:
    """Return the phase's private key. Raises WrongShares unless k right ones are given."""
    private_key = shares.combine(opened, k, commitment=commitment)
    if boxes.public_key_of(private_key) != public:
        raise WrongShares("These shares are of another phase's key.")
    return private_key


def _own(phase: str, holder: str) -> bytes:
    return bind("share", phase, holder)


def _handed(phase: str, holder: str) -> bytes:
    return bind("share handed over", phase, holder)
