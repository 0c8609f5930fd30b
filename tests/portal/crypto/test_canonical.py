"""Canonical JSON: one value, one byte string, on every machine."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.crypto.canonical import canonical_json

TEXT = st.text(st.characters(exclude_categories=["Cs"], max_codepoint=0xFFFF))
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | TEXT,
    lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner),
    max_leaves=12,
)


@given(value=PLAIN)
def test_what_is_written_reads_back_and_is_written_the_same(value) -> None:
    written = canonical_json(value)
    assert json.loads(written) == value
    assert canonical_json(json.loads(written)) == written


def test_keys_are_sorted_and_nothing_is_escaped_that_need_not_be() -> None:
    assert canonical_json({"b": [1, None, True], "a": "één\n/"}) == (
        '{"a":"één\\n/","b":[1,null,true]}'.encode()
    )


@pytest.mark.parametrize("value", [1.0, b"bytes", {1: "a"}, {"a": {1, 2}}, [object()]])
def test_other_types_are_refused(value) -> None:
    with pytest.raises(TypeError):
        canonical_json(value)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (2**53, "beyond 2"),
        (-(2**53), "beyond 2"),
        ("\ud800", "surrogates"),
        ({"\U0001f511": 1}, "not sorted"),
    ],
)
def test_values_that_readers_disagree_on_are_refused(value, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        canonical_json(value)
