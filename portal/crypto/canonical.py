"""Canonical JSON: one byte string for one value, so that a hash over it can be checked by others.

For the values allowed here this is RFC 8785: keys sorted, no spaces, UTF-8. Floats are refused,
as languages write them differently; money goes in as text.
"""

import json
from typing import Any

_LARGEST = 2**53 - 1  # beyond it, readers that keep numbers as doubles disagree
_LAST_OF_BMP = "\uffff"


def canonical_json(value: Any) -> bytes:
    """Return the canonical bytes of None, booleans, integers, text, lists and dicts.

    Raises TypeError on any other type, ValueError on an integer beyond 2**53, text that is no
    valid Unicode, or a key with characters beyond U+FFFF.
    """
    _require_plain(value)
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


def _require_plain(value: Any) -> None:
    if isinstance(value, str) or value is None:  # most of what a long ranking holds
        return
    if isinstance(value, dict):
        for key, item in value.items():
            _require_plain_key(key)
            _require_plain(item)
    elif isinstance(value, list | tuple):
        for item in value:
            _require_plain(item)
    elif not isinstance(value, int):
        raise TypeError(f"{type(value).__name__} has no canonical form.")
    elif abs(value) > _LARGEST:
        raise ValueError("An integer beyond 2**53 is not read alike everywhere.")


def _require_plain_key(key: Any) -> None:
    if not isinstance(key, str):
        raise TypeError("Only text can be a key.")
    if not key.isascii() and max(key) > _LAST_OF_BMP:
        raise ValueError("Keys beyond U+FFFF are not sorted alike everywhere.")
