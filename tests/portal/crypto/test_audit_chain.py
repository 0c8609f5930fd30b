"""The chain's functions, and signatures over checkpoints."""

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from portal.crypto.audit_chain import (
    GENESIS,
    Checkpoint,
    chain,
    event_hash,
    is_signed,
    sign_checkpoint,
)

PRIVATE = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
PUBLIC = PRIVATE.public_key().public_bytes_raw()
CHECKPOINT = Checkpoint(7, "ab" * 32, "2026-08-31T10:00:00+00:00")


def test_chaining_in_two_runs_gives_the_same_as_in_one() -> None:
    events = [b'{"n":%d}' % number for number in range(6)]
    whole = list(chain(GENESIS, events))
    first = list(chain(GENESIS, events[:3]))
    assert first + list(chain(first[-1], events[3:])) == whole
    assert whole[0] == event_hash(GENESIS, events[0])


def test_the_hash_depends_on_the_event_and_on_what_came_before() -> None:
    assert event_hash(GENESIS, b"{}") != event_hash(b"\x01" * 32, b"{}")
    assert event_hash(GENESIS, b"{}") != event_hash(GENESIS, b"[]")


def test_a_previous_hash_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        event_hash(b"", b"{}")


@pytest.mark.parametrize("change", [{"seq": 8}, {"hash": "ac" * 32}, {"at": "2026-09-01"}])
def test_a_signature_fits_its_own_checkpoint_only(change: dict) -> None:
    signature = sign_checkpoint(CHECKPOINT, b"k" * 32)
    assert is_signed(CHECKPOINT, signature, PUBLIC)
    assert not is_signed(replace(CHECKPOINT, **change), signature, PUBLIC)


def test_every_flipped_bit_of_a_signature_is_found(bit_flips) -> None:
    for altered in bit_flips(sign_checkpoint(CHECKPOINT, b"k" * 32)):
        assert not is_signed(CHECKPOINT, altered, PUBLIC)
