"""A sealed offer: read by the phase or by the company, by nobody else."""

import pytest

from portal.crypto import boxes, change_code
from portal.crypto.contexts import bind
from portal.crypto.errors import Tampered, WrongCode
from portal.crypto.sealing import Sealed, open_offer, reopen_offer, seal_offer

PAYLOAD = b'{"price": "49999.00"}'
CONTEXT = bind("offer", "SBIR-26-1", "D-7Q2K", "feasibility", 1)
PHASE = boxes.generate_keypair()


@pytest.fixture
def sealed() -> Sealed:
    return seal_offer(PAYLOAD, phase_public_key=PHASE.public, context=CONTEXT)


def test_the_phase_and_the_company_each_read_the_same_offer(sealed: Sealed) -> None:
    opened = open_offer(
        sealed.ciphertext, sealed.key_for_phase, phase_private_key=PHASE.private, context=CONTEXT
    )
    reopened = reopen_offer(
        sealed.ciphertext, sealed.key_for_company, code=sealed.change_code, context=CONTEXT
    )
    assert opened == reopened == PAYLOAD


def test_what_is_stored_shows_neither_payload_nor_code(sealed: Sealed) -> None:
    stored = sealed.ciphertext + sealed.key_for_phase + sealed.key_for_company
    assert b"49999" not in stored
    assert sealed.change_code not in repr(sealed)


def test_another_phase_cannot_open(sealed: Sealed) -> None:
    other = boxes.generate_keypair()
    with pytest.raises(Tampered):
        open_offer(
            sealed.ciphertext,
            sealed.key_for_phase,
            phase_private_key=other.private,
            context=CONTEXT,
        )


def test_another_code_cannot_reopen(sealed: Sealed) -> None:
    with pytest.raises(WrongCode):
        reopen_offer(
            sealed.ciphertext,
            sealed.key_for_company,
            code=change_code.new_code(),
            context=CONTEXT,
        )


@pytest.mark.parametrize(
    "other",
    [
        bind("offer", "SBIR-26-2", "D-7Q2K", "feasibility", 1),
        bind("offer", "SBIR-26-1", "D-7Q2L", "feasibility", 1),
        bind("offer", "SBIR-26-1", "D-7Q2K", "prototype", 1),
        bind("offer", "SBIR-26-1", "D-7Q2K", "feasibility", 2),
    ],
)
def test_an_offer_does_not_open_as_another_offer(sealed: Sealed, other: bytes) -> None:
    with pytest.raises(Tampered):
        open_offer(
            sealed.ciphertext, sealed.key_for_phase, phase_private_key=PHASE.private, context=other
        )
    with pytest.raises(WrongCode):
        reopen_offer(
            sealed.ciphertext, sealed.key_for_company, code=sealed.change_code, context=other
        )


def test_parts_of_two_sendings_do_not_mix(sealed: Sealed) -> None:
    again = seal_offer(PAYLOAD, phase_public_key=PHASE.public, context=CONTEXT)
    with pytest.raises(Tampered):
        open_offer(
            sealed.ciphertext, again.key_for_phase, phase_private_key=PHASE.private, context=CONTEXT
        )
    with pytest.raises(Tampered):
        reopen_offer(
            sealed.ciphertext, again.key_for_company, code=again.change_code, context=CONTEXT
        )


def test_contexts_that_read_alike_differ() -> None:
    assert bind("ab", "c") != bind("a", "bc")
    assert bind("a", "") != bind("a")
    assert bind(12) == bind("12")
