"""Encryption at rest: bound to its call, row and field, and ready for a new key."""

import pytest

from portal.crypto.application_key import decrypt_at_rest, encrypt_at_rest
from portal.crypto.errors import CryptoError, Tampered, UnknownKey

OLD, NEW = b"o" * 32, b"n" * 32


@pytest.fixture(autouse=True)
def _one_key(settings) -> None:
    settings.APPLICATION_KEYS = [OLD]


def test_a_draft_comes_back_for_its_own_call_and_field() -> None:
    encrypted = encrypt_at_rest(b"draft", call="SBIR-26-1", context=b"answers")
    assert decrypt_at_rest(encrypted, call="SBIR-26-1", context=b"answers") == b"draft"
    for call, context in [("SBIR-26-2", b"answers"), ("SBIR-26-1", b"costs")]:
        with pytest.raises(Tampered):
            decrypt_at_rest(encrypted, call=call, context=context)


def test_the_plaintext_does_not_show_and_does_not_repeat() -> None:
    first, second = (encrypt_at_rest(b"draft", call="A", context=b"") for _ in range(2))
    assert b"draft" not in first
    assert first != second


def test_a_new_key_encrypts_while_the_old_one_still_reads(settings) -> None:
    before = encrypt_at_rest(b"draft", call="A", context=b"")
    settings.APPLICATION_KEYS = [NEW, OLD]
    after = encrypt_at_rest(b"draft", call="A", context=b"")
    assert decrypt_at_rest(before, call="A", context=b"") == b"draft"
    settings.APPLICATION_KEYS = [NEW]
    assert decrypt_at_rest(after, call="A", context=b"") == b"draft"
    with pytest.raises(UnknownKey):
        decrypt_at_rest(before, call="A", context=b"")


def test_every_flipped_bit_and_every_truncation_is_found(bit_flips) -> None:
    encrypted = encrypt_at_rest(b"draft", call="A", context=b"")
    for altered in [*bit_flips(encrypted), *(encrypted[:end] for end in range(len(encrypted)))]:
        with pytest.raises(CryptoError):
            decrypt_at_rest(altered, call="A", context=b"")
