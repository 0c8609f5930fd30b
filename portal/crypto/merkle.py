"""One root hash over all receipts of a phase, and proofs that do not tell how many there are.

The tree has 2**32 places and always the same depth. Each leaf stands in a place that a secret
chooses, and every empty subtree has a random-looking hash that follows from the same secret. So
a proof is always 32 hashes that look alike, whether one offer was received or a thousand; who
holds the secret (officers and auditors, after opening) can build the whole tree again.
"""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass

DEPTH = 32


@dataclass(frozen=True)
class Proof:
    """A leaf's place (0 to 2**32 - 1) and its 32 sibling hashes, from the leaf to the root."""

    place: int
    siblings: tuple[bytes, ...]


class ReceiptTree:
    """The tree over `leaves`, in any order, under a `secret` of 32 random bytes.

    Raises ValueError when a leaf is given twice.
    """

    def __init__(self, leaves: Sequence[bytes], *, secret: bytes) -> None:
        if len(set(leaves)) != len(leaves):
            raise ValueError("A receipt stands in the tree once.")
        self._secret = secret
        self._places = _places(leaves, secret)
        self._levels = [{place: _leaf_hash(leaf) for leaf, place in self._places.items()}]
        for level in range(DEPTH):
            parents = {place >> 1 for place in self._levels[level]}
            self._levels.append(
                {
                    parent: _node_hash(self._at(level, parent * 2), self._at(level, parent * 2 + 1))
                    for parent in parents
                }
            )

    @property
    def root(self) -> bytes:
        """The root hash, 32 bytes; random-looking as well when nothing was received."""
        return self._at(DEPTH, 0)

    def proof(self, leaf: bytes) -> Proof:
        """Return the proof that `leaf` is under the root. Raises KeyError when it is not."""
        place = self._places[leaf]
        siblings = tuple(self._at(level, place >> level ^ 1) for level in range(DEPTH))
        return Proof(place, siblings)

    def _at(self, level: int, place: int) -> bytes:
        known = self._levels[level].get(place)
        return known if known is not None else _padding(self._secret, level, place)


def verify_proof(root: bytes, leaf: bytes, proof: Proof) -> bool:
    """Say whether `proof` shows that `leaf` is under `root`. Needs no secret."""
    if len(proof.siblings) != DEPTH or not 0 <= proof.place < 2**DEPTH:
        return False
    node = _leaf_hash(leaf)
    for level, sibling in enumerate(proof.siblings):
        is_right = proof.place >> level & 1
        node = _node_hash(sibling, node) if is_right else _node_hash(node, sibling)
    return node == root


def _places(leaves: Sequence[bytes], secret: bytes) -> dict[bytes, int]:
    """Give each leaf a place of its own; sorted first, so that the order given does not matter."""
    taken: dict[int, bytes] = {}
    for leaf in sorted(leaves):
        attempt = 0
        while (place := _place(secret, leaf, attempt)) in taken:
            attempt += 1
        taken[place] = leaf
    return {leaf: place for place, leaf in taken.items()}


def _place(secret: bytes, leaf: bytes, attempt: int) -> int:
    label = b"trechter/merkle/1/place\x00" + attempt.to_bytes(4, "big")
    return int.from_bytes(hmac.digest(secret, label + leaf, "sha256")[: DEPTH // 8], "big")


def _padding(secret: bytes, level: int, place: int) -> bytes:
    label = b"trechter/merkle/1/padding\x00" + bytes([level]) + place.to_bytes(4, "big")
    return hmac.digest(secret, label, "sha256")


# The prefixes keep a leaf from passing for a node (RFC 6962, section 2.1).
def _leaf_hash(leaf: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + leaf).digest()


def _node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()
