"""Seal an offer so that two parties can read it, and the portal cannot.

Each sending has a content key of its own. It is kept twice: in a box for the phase, which k of n
holders open together, and under the change code, which only the company has. The caller keeps the
first three parts, shows the change code once, and forgets it.
"""

from dataclasses import dataclass, field

from portal.crypto import boxes, change_code, chunks


@dataclass(frozen=True)
class Sealed:
    """A sealed offer. `change_code` is the company's alone: show it once, never store it."""

    ciphertext: bytes
    key_for_phase: bytes
    key_for_company: bytes
    change_code: str = field(repr=False)


def seal_offer(payload: bytes, *, phase_public_key: bytes, context: bytes) -> Sealed:
    """Seal `payload` to a phase and to a new change code.

    `context` names call, dossier, phase and number of the sending (see `contexts.bind`); opening
    with another one fails. Raises ValueError when the phase's public key is unusable.
    """
    content_key = chunks.new_key()
    code = change_code.new_code()
    return Sealed(
        ciphertext=chunks.encrypt(payload, content_key, context),
        key_for_phase=boxes.seal(phase_public_key, content_key, context),
        key_for_company=change_code.wrap(content_key, code, context),
        change_code=code,
    )


def open_offer(
    ciphertext: bytes, key_for_phase: bytes, *, phase_private_key: bytes, context: bytes
) -> bytes:
    """Return the payload, with the phase's private key. Raises Tampered."""
    content_key = boxes.unseal(phase_private_key, key_for_phase, context)
    return chunks.decrypt(ciphertext, content_key, context)


def reopen_offer(ciphertext: bytes, key_for_company: bytes, *, code: str, context: bytes) -> bytes:
    """Return the payload, with the company's change code. Raises WrongCode or Tampered."""
    content_key = change_code.unwrap(key_for_company, code, context)
    return chunks.decrypt(ciphertext, content_key, context)
