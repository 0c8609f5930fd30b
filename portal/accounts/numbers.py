"""The numbers of a company: how they are typed, and how they are kept.

Each takes what a person typed and returns the bare number, empty for none, or raises a
ValidationError that says how the number looks. No message repeats the number: it may be a BSN.
"""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from stdnum import iban as iban_rules
from stdnum.eu import vat as vat_rules
from stdnum.exceptions import ValidationError as NumberError
from stdnum.iso7064 import mod_97_10
from stdnum.nl import bsn as eleven_test
from stdnum.util import clean

LONGEST = 34  # of all the numbers here: an IBAN
DUTCH_VAT = re.compile(r"NL[0-9]{9}B[0-9]{2}")


def read_kvk(typed: str) -> str:
    """The 8 digits of a KvK number; there is no check digit."""
    number = _bare(typed)
    if number and not (number.isdigit() and len(number) == 8):
        raise ValidationError(_("A KvK number has 8 digits, such as 01234567."))
    return number


def read_rsin(typed: str) -> str:
    """The 9 digits of an RSIN, which pass the eleven test.

    The library fills up with zeros on the left, so the length is looked at first.
    """
    number = _bare(typed)
    if not number:
        return ""
    if not (number.isdigit() and len(number) == 9 and eleven_test.is_valid(number)):
        raise ValidationError(_("This is not an RSIN. It has 9 digits; check what you typed."))
    return number


def read_vat_id(typed: str, country: str) -> str:
    """A VAT number of the EU with its country in front, which is added when it was left out."""
    number = _bare(typed)
    if not number:
        return ""
    if number[0].isdigit():
        number = country + number
    number = re.sub("^GR", "EL", number)  # what Greece itself writes, and VIES asks for
    if not _is_vat_id(number):
        raise ValidationError(
            _("This is not a VAT number. It looks like NL123456789B13; check what you typed.")
        )
    return number


def read_iban(typed: str) -> str:
    """An IBAN of any country, without its spaces."""
    number = _bare(typed)
    try:
        return str(iban_rules.validate(number)) if number else ""
    except (NumberError, ValueError, LookupError):
        raise ValidationError(
            _("This is not an IBAN. It looks like NL91 ABNA 0417 1643 00; check what you typed.")
        ) from None


def may_hold_bsn(vat_id: str) -> bool:
    """Whether a Dutch VAT number is one from before 2020, made of an RSIN or of somebody's BSN.

    The numbers that sole traders have since 2020 pass the test over the whole (mod 97) instead.
    """
    return vat_id.startswith("NL") and not mod_97_10.is_valid(vat_id)


def _bare(typed: str) -> str:
    """Capitals without spaces, dots and dashes; "?" for what is no number of anybody."""
    try:
        number = str(clean(typed, " .-/")).strip().upper()
    except NumberError:
        return "?"
    number = "".join(number.split())
    is_plain = number.isascii() and number.isalnum() and len(number) <= LONGEST
    return number if is_plain or not typed.strip() else "?"


def _is_vat_id(number: str) -> bool:
    """Dutch ones by their full length first: the library adds zeros on the left here too."""
    if number.startswith("NL") and not DUTCH_VAT.fullmatch(number):
        return False
    is_of_a_state = number[:2] == "EL" or number[:2].lower() in vat_rules.MEMBER_STATES
    try:
        return is_of_a_state and bool(vat_rules.validate(number))
    except (NumberError, ValueError, LookupError):
        return False
