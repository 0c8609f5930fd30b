"""A count of rows in a form lies not far above the rows that came with it."""

import pytest
from django import forms

from portal.formsets import ROOM, PostedRows


class Named(forms.Form):
    name = forms.CharField(required=False)


def rows_of(data: dict[str, str], base: type[forms.BaseFormSet] = PostedRows) -> int:
    formset = forms.formset_factory(Named, formset=base, extra=2, max_num=5)
    return len(formset({"rows-INITIAL_FORMS": "0", **data}, prefix="rows").forms)


@pytest.mark.parametrize("count", ["999999999", "1500", "13"])
def test_count_alone_makes_no_page_of_rows(count: str) -> None:
    """The two that the page shows first and some room, whatever the number says."""
    assert rows_of({"rows-TOTAL_FORMS": count}) == 2 + ROOM


def test_row_more_needs_no_script() -> None:
    typed = {f"rows-{number}-name": "x" for number in range(40)}
    assert rows_of({"rows-TOTAL_FORMS": "41", **typed}) == 41


def test_control_django_believes_the_count() -> None:
    assert rows_of({"rows-TOTAL_FORMS": "999999999"}, forms.BaseFormSet) == 1005


def test_every_row_that_was_typed_comes_back() -> None:
    typed = {f"rows-{number}-name": "x" for number in range(40)}
    assert rows_of({"rows-TOTAL_FORMS": "40", **typed}) == 40
    assert rows_of({"rows-TOTAL_FORMS": "9", "rows-8-name": "x"}) == 9


def test_number_of_many_digits_is_no_row() -> None:
    assert rows_of({"rows-TOTAL_FORMS": "99", f"rows-{'9' * 4000}-name": "x"}) == 2 + ROOM
