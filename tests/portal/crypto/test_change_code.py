"""Change codes: forgiving when typed, useless when wrong."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.crypto import change_code
from portal.crypto.errors import WrongCode

CONTENT_KEY = bytes(range(32))


def test_a_new_code_is_nine_groups_without_lookalikes() -> None:
    code = change_code.new_code()
    assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){8}[0-9A-HJKMNP-TV-Z]{4}", code)
    assert change_code.normalise(code) == code


def test_new_codes_differ() -> None:
    assert len({change_code.new_code() for _ in range(200)}) == 200


@pytest.mark.parametrize(
    "retype",
    [
        str.lower,
        lambda code: code.replace("-", ""),
        lambda code: code.replace("-", " \u00a0"),
        lambda code: code.replace("-", "\u2013"),
        lambda code: f"\ufeff {code}\r\n",
        lambda code: code.replace("0", "O").replace("1", "l"),
        lambda code: code.replace("0", "o").replace("1", "I"),
    ],
)
def test_a_code_is_understood_however_it_is_typed(retype) -> None:
    code = "000G-40R4-0M30-E209-185G-R38E-1W81-24GK-4DQH"
    assert change_code.normalise(retype(code)) == code


@given(position=st.integers(0, 35), replacement=st.sampled_from("0123456789ABCDEFGHJKMNPQRSTVWXYZ"))
def test_every_wrong_character_is_noticed(position: int, replacement: str) -> None:
    characters = list("000G40R40M30E209185GR38E1W8124GK4DQH")
    if characters[position] == replacement:
        return
    characters[position] = replacement
    with pytest.raises(WrongCode, match="misspelt"):
        change_code.normalise("".join(characters))


def test_swapped_neighbours_are_noticed() -> None:
    characters = "000G40R40M30E209185GR38E1W8124GK4DQH"
    for i in range(35):
        swapped = characters[:i] + characters[i + 1] + characters[i] + characters[i + 2 :]
        if swapped != characters:
            with pytest.raises(WrongCode, match="misspelt"):
                change_code.normalise(swapped)


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "36"),
        ("000G", "36"),
        ("0" * 37, "36"),
        ("U" * 36, "character"),
        ("é" * 36, "character"),
    ],
)
def test_what_is_no_code_is_refused_with_the_reason(typed: str, reason: str) -> None:
    with pytest.raises(WrongCode, match=reason):
        change_code.normalise(typed)


@given(text=st.text(max_size=60))
def test_any_text_is_a_code_or_refused(text: str) -> None:
    with pytest.raises(WrongCode):
        change_code.normalise(text)


def test_the_code_opens_its_own_sending_only() -> None:
    code = change_code.new_code()
    wrapped = change_code.wrap(CONTENT_KEY, code, b"sending 1")
    assert change_code.unwrap(wrapped, code.lower(), b"sending 1") == CONTENT_KEY
    for typed, context in [(change_code.new_code(), b"sending 1"), (code, b"sending 2")]:
        with pytest.raises(WrongCode, match="does not belong"):
            change_code.unwrap(wrapped, typed, context)


def test_every_flipped_bit_of_a_wrapped_key_is_found(bit_flips) -> None:
    code = change_code.new_code()
    for altered in bit_flips(change_code.wrap(CONTENT_KEY, code, b"sending 1")):
        with pytest.raises(WrongCode):
            change_code.unwrap(altered, code, b"sending 1")
