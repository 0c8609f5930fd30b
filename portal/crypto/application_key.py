"""Encryption at rest of what the running portal must be able to read, such as a draft.

The keys stand in `settings.APPLICATION_KEYS`: a list of 32-byte keys, outside database and
backups. The first one encrypts; all of them decrypt, so a new key is put in front and an old
one is dropped when nothing under it is needed any more. Every call gets a key of its own.
"""

import hashlib
import hmac

from django.conf import settings

from portal.crypto import locks
from portal.crypto.contexts import bind
from portal.crypto.errors import Tampered, UnknownKey

_VERSION = b"\x01"
_KEY_ID_BYTES = 8
_PURPOSE = b"trechter/at-rest/1"


def encrypt_at_rest(plaintext: bytes, *, call: str, context: bytes) -> bytes:
    """Encrypt under the first application key: version, key id (8 bytes), lock.

    `call` is the reference of the call whose key is used; `context` names the row and field.
    """
    key = settings.APPLICATION_KEYS[0]
    header = _VERSION + _key_id(key)
    return header + locks.lock(
        _call_key(key, call), plaintext, purpose=_PURPOSE, context=header + context
    )


def decrypt_at_rest(encrypted: bytes, *, call: str, context: bytes) -> bytes:
    """Return the plaintext.

    Raises UnknownKey when the key is configured no longer, Tampered when anything else differs.
    """
    header, locked = encrypted[: 1 + _KEY_ID_BYTES], encrypted[1 + _KEY_ID_BYTES :]
    if header[:1] != _VERSION:
        raise Tampered("These bytes are not encrypted in a version that we know.")
    for key in settings.APPLICATION_KEYS:
        if _key_id(key) == header[1:]:
            return locks.unlock(
                _call_key(key, call), locked, purpose=_PURPOSE, context=header + context
            )
    raise UnknownKey("The application key of these bytes is not configured.")


def fingerprints(value: bytes, *, call: str) -> list[bytes]:
    """Return 32 bytes by which a row about `value` is found, under each key, the present one first.

    Without an application key nobody can tell, or try out, which value a fingerprint stands for.
    """
    return [
        hmac.digest(_call_key(key, call), b"trechter/fingerprint/1\x00" + value, "sha256")
        for key in settings.APPLICATION_KEYS
    ]


def personal_keys(person: str) -> list[bytes]:
    """Return the keys (32 bytes) under which a browser keeps unsaved text of one person.

    `person` is a UUID. The present key comes first; they are given to that person's pages only.
    """
    purpose = b"trechter/browser-copy/1\x00" + bind(person)
    return [locks.derive(key, salt=b"", purpose=purpose) for key in settings.APPLICATION_KEYS]


def _call_key(key: bytes, call: str) -> bytes:
    return locks.derive(key, salt=b"", purpose=b"trechter/at-rest/1/call\x00" + bind(call))


def _key_id(key: bytes) -> bytes:
    return hashlib.sha256(b"trechter/at-rest/1/key-id\x00" + key).digest()[:_KEY_ID_BYTES]
