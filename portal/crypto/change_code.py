"""Change codes: what a company keeps to go on with an offer that it sent.

A code is 160 random bits in Crockford's base 32 (no I, L, O, U), written in eight groups of four,
and a ninth group that checks the others: "7KQ2-...". So a slip of the pen is told apart from the
code of another sending, before any key is tried.
"""

import hashlib
import secrets
import unicodedata

from portal.crypto import locks
from portal.crypto.errors import Tampered, WrongCode

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})
_SECRET_BYTES = 20
_SECRET_CHARACTERS = 32
_CHECK_CHARACTERS = 4
_PURPOSE = b"trechter/change-code/1"


def new_code() -> str:
    """Return a new random code, nine groups of four characters with hyphens between."""
    return _written(secrets.token_bytes(_SECRET_BYTES))


def normalise(typed: str) -> str:
    """Return the code as `new_code` wrote it, however it was typed.

    Forgives case, spaces, hyphens and the look-alikes O/0 and I/L/1. Raises WrongCode when what
    remains is no code at all: a wrong length, a letter that codes do not have, or a slip.
    """
    return _written(_secret_of(typed))


def wrap(content_key: bytes, code: str, context: bytes) -> bytes:
    """Lock a content key under a change code. Raises WrongCode when `code` is no code."""
    return locks.lock(_secret_of(code), content_key, purpose=_PURPOSE, context=context)


def unwrap(wrapped: bytes, code: str, context: bytes) -> bytes:
    """Return the content key. Raises WrongCode for a misspelt code and for another's code.

    The code has 160 random bits, so nothing slow is needed to make guessing hopeless.
    """
    secret = _secret_of(code)
    try:
        return locks.unlock(secret, wrapped, purpose=_PURPOSE, context=context)
    except Tampered as error:
        raise WrongCode("This code does not belong to this sending.") from error


def _written(secret: bytes) -> str:
    characters = _base32(secret, _SECRET_CHARACTERS) + _check(secret)
    return "-".join(characters[i : i + 4] for i in range(0, len(characters), 4))


def _secret_of(typed: str) -> bytes:
    plain = unicodedata.normalize("NFKC", typed).upper()
    characters = "".join(filter(str.isalnum, plain)).translate(_LOOKALIKES)
    if len(characters) != _SECRET_CHARACTERS + _CHECK_CHARACTERS:
        raise WrongCode("A change code has 36 letters and digits.")
    if not set(characters) <= set(_ALPHABET):
        raise WrongCode("The code holds a character that change codes do not have.")
    number = 0
    for character in characters[:_SECRET_CHARACTERS]:
        number = number * 32 + _ALPHABET.index(character)
    secret = number.to_bytes(_SECRET_BYTES, "big")
    if _check(secret) != characters[_SECRET_CHARACTERS:]:
        raise WrongCode("The code was misspelt somewhere.")
    return secret


def _check(secret: bytes) -> str:
    digest = hashlib.sha256(b"trechter/change-code/1/check\x00" + secret).digest()
    return _base32(digest[:5], 8)[:_CHECK_CHARACTERS]


def _base32(data: bytes, length: int) -> str:
    number = int.from_bytes(data, "big")
    return "".join(_ALPHABET[number >> 5 * place & 31] for place in reversed(range(length)))
