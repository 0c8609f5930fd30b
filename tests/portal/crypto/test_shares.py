"""Shares: every k of n bring the secret back; fewer, or a wrong one, do not (issue: openers)."""

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.crypto import shares
from portal.crypto.errors import WrongShares

SECRET = bytes(range(100, 132))
COMMITMENT = shares.commit(SECRET)


@pytest.mark.parametrize(("k", "n"), [(2, 2), (2, 3), (3, 5), (5, 5)])
def test_every_subset_of_k_or_more_opens_and_every_smaller_one_is_refused(k: int, n: int) -> None:
    parts = shares.split(SECRET, k, n)
    for size in range(n + 1):
        for subset in combinations(parts, size):
            if size >= k:
                assert shares.combine(subset, k, commitment=COMMITMENT) == SECRET
            else:
                with pytest.raises(WrongShares):
                    shares.combine(subset, k, commitment=COMMITMENT)


def test_fewer_shares_do_not_give_the_secret_even_when_k_is_lied_about() -> None:
    parts = shares.split(SECRET, 3, 5)
    for subset in combinations(parts, 2):
        with pytest.raises(WrongShares):
            shares.combine(subset, 2, commitment=COMMITMENT)


@settings(deadline=None)
@given(secret=st.binary(min_size=32, max_size=32), k=st.integers(2, 6), extra=st.integers(0, 4))
def test_split_and_combine_are_inverse_through_their_encoding(
    secret: bytes, k: int, extra: int
) -> None:
    encoded = [part.to_bytes() for part in shares.split(secret, k, k + extra)]
    parts = [shares.Share.from_bytes(part) for part in reversed(encoded)]
    assert shares.combine(parts[:k], k, commitment=shares.commit(secret)) == secret


def test_one_share_twice_does_not_count_as_two() -> None:
    first = shares.split(SECRET, 2, 3)[0]
    with pytest.raises(WrongShares, match="twice"):
        shares.combine([first, first], 2, commitment=COMMITMENT)


def test_shares_of_two_splits_do_not_mix() -> None:
    old, new = shares.split(SECRET, 2, 3), shares.split(SECRET, 2, 3)
    with pytest.raises(WrongShares, match="different splits"):
        shares.combine([old[0], new[1]], 2, commitment=COMMITMENT)


def test_every_flipped_bit_of_a_share_is_found(bit_flips) -> None:
    first, second, _ = shares.split(SECRET, 2, 3)
    for altered in bit_flips(first.to_bytes()):
        with pytest.raises(WrongShares):
            shares.combine([shares.Share.from_bytes(altered), second], 2, commitment=COMMITMENT)


def test_a_wrong_share_among_too_many_is_found() -> None:
    first, second, third = shares.split(SECRET, 2, 3)
    with pytest.raises(WrongShares, match="handed out"):
        shares.combine([first, second, replace(third, value=bytes(32))], 2, commitment=COMMITMENT)


def test_another_commitment_is_refused() -> None:
    with pytest.raises(WrongShares):
        shares.combine(shares.split(SECRET, 2, 2), 2, commitment=shares.commit(bytes(32)))


@pytest.mark.parametrize(("k", "n"), [(1, 3), (0, 2), (3, 2), (2, 256)])
def test_a_split_that_is_no_vault_is_refused(k: int, n: int) -> None:
    with pytest.raises(ValueError, match="holders"):
        shares.split(SECRET, k, n)


def test_only_secrets_of_32_bytes_are_split() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        shares.split(b"short", 2, 3)


@pytest.mark.parametrize("encoded", [b"", bytes(42), b"\x01" + bytes(41), b"\x01" * 41])
def test_bytes_that_are_no_share_are_refused(encoded: bytes) -> None:
    with pytest.raises(WrongShares):
        shares.Share.from_bytes(encoded)
