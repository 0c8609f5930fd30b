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
    if isinstance(value, dict):
        if not all(isinstance(key, str) for key in value):
            raise TypeError("Only text can be a key.")
        if any(character > _LAST_OF_BMP for key in value for character in key):
            raise ValueError("Keys beyond U+FFFF are not sorted alike everywhere.")
        for item in value.values():
            _require_plain(item)
    elif isinstance(value, list | tuple):
        for item in value:
            _require_plain(item)
    elif isinstance(value, int):
        if abs(value) > _LARGEST:
            raise ValueError("An integer beyond 2**53 is not read alike everywhere.")
    elif value is not None and not isinstance(value, str):
        raise TypeError(f"{type(value).__name__} has no canonical form.")
