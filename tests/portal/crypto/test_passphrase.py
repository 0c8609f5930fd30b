"""Passphrases: the right words open, however they were typed; nothing else does."""

import unicodedata

import pytest

from portal.crypto import passphrase
from portal.crypto.errors import CryptoError, Tampered, WrongPassphrase
from portal.crypto.passphrase import Cost

CHEAP = Cost(log_n=4)
SECRET = bytes(range(32))


def protect(words: str, context: bytes = b"holder 1") -> bytes:
    return passphrase.protect(SECRET, words, context, cost=CHEAP)


@pytest.mark.parametrize("words", ["drie blauwe fietsen", "ijsbeer één", "🔑 sleutel", ""])
def test_the_right_words_open(words: str) -> None:
    assert passphrase.unprotect(protect(words), words, b"holder 1") == SECRET


def test_accents_open_whichever_way_the_keyboard_makes_them() -> None:
    composed = unicodedata.normalize("NFC", "één idee")
    decomposed = unicodedata.normalize("NFD", "één idee")
    assert composed != decomposed
    assert passphrase.unprotect(protect(composed), decomposed, b"holder 1") == SECRET


@pytest.mark.parametrize("words", ["Drie blauwe fietsen", "drie blauwe fietsen ", "", "vier"])
def test_other_words_are_refused(words: str) -> None:
    with pytest.raises(WrongPassphrase):
        passphrase.unprotect(protect("drie blauwe fietsen"), words, b"holder 1")


def test_another_holder_with_the_same_words_is_refused() -> None:
    with pytest.raises(WrongPassphrase):
        passphrase.unprotect(protect("drie blauwe fietsen"), "drie blauwe fietsen", b"holder 2")


def test_every_flipped_bit_is_found(bit_flips) -> None:
    for altered in bit_flips(protect("drie blauwe fietsen")):
        with pytest.raises(CryptoError):
            passphrase.unprotect(altered, "drie blauwe fietsen", b"holder 1")


def test_a_forged_cost_is_refused_before_memory_is_claimed() -> None:
    forged = bytearray(protect("drie blauwe fietsen"))
    forged[1] = 31
    with pytest.raises(Tampered, match="bounds"):
        passphrase.unprotect(bytes(forged), "drie blauwe fietsen", b"holder 1")


def test_truncated_bytes_are_refused() -> None:
    whole = protect("drie blauwe fietsen")
    for end in range(len(whole)):
        with pytest.raises(CryptoError):
            passphrase.unprotect(whole[:end], "drie blauwe fietsen", b"holder 1")


def test_the_standard_cost_is_stored_and_used() -> None:
    protected = passphrase.protect(SECRET, "drie blauwe fietsen", b"holder 1")
    assert protected[1:4] == bytes([15, 8, 1])
    assert passphrase.unprotect(protected, "drie blauwe fietsen", b"holder 1") == SECRET
