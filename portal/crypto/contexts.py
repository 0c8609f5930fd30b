"""Contexts: the public facts to which sealed bytes are bound."""


def bind(*parts: str | int) -> bytes:
    """Return one byte string that names `parts`, in order, and nothing else.

    Each part is preceded by its length, so ("ab", "c") and ("a", "bc") differ. Use it for every
    `context` in this package: bytes sealed for one offer then cannot pass for another's.
    """
    encoded = (str(part).encode() for part in parts)
    return b"".join(len(part).to_bytes(4, "big") + part for part in encoded)
