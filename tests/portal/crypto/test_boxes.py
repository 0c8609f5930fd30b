"""Boxes: only the private key, with the same context, opens one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.crypto import boxes
from portal.crypto.errors import Tampered


@given(plaintext=st.binary(max_size=200), context=st.binary(max_size=50))
def test_box_comes_back(plaintext: bytes, context: bytes) -> None:
    pair = boxes.generate_keypair()
    assert boxes.unseal(pair.private, boxes.seal(pair.public, plaintext, context), context) == (
        plaintext
    )


def test_box_opens_for_no_other_key_and_no_other_context() -> None:
    pair, other = boxes.generate_keypair(), boxes.generate_keypair()
    box = boxes.seal(pair.public, b"content key", b"offer 1")
    with pytest.raises(Tampered):
        boxes.unseal(other.private, box, b"offer 1")
    with pytest.raises(Tampered):
        boxes.unseal(pair.private, box, b"offer 2")


def test_every_flipped_bit_and_every_truncation_of_a_box_is_found(bit_flips) -> None:
    pair = boxes.generate_keypair()
    box = boxes.seal(pair.public, b"content key", b"offer 1")
    # X25519 ignores the top bit of a public key (RFC 7748, section 5); HPKE does not.
    for altered in [*bit_flips(box), *(box[:end] for end in range(len(box)))]:
        with pytest.raises(Tampered):
            boxes.unseal(pair.private, altered, b"offer 1")


def test_box_to_a_degenerate_public_key_is_refused() -> None:
    for public, reason in [(bytes(32), "shared key"), (b"short", "32 bytes")]:
        with pytest.raises(ValueError, match=reason):
            boxes.seal(public, b"content key", b"offer 1")


def test_private_key_is_not_in_the_representation() -> None:
    pair = boxes.generate_keypair()
    assert repr(pair.private) not in repr(pair)
