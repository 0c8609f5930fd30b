"""References of offers: random, so that they tell no order and no number."""

import secrets

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # no 0/O, no 1/I: read aloud without mistakes


def new_reference() -> str:
    """A dossier's random public reference, such as K7QW-2MZP."""
    code = "".join(secrets.choice(ALPHABET) for _character in range(8))
    return f"{code[:4]}-{code[4:]}"
