"""Rows of a form, as many as were posted."""

from typing import Any

from django.forms import BaseFormSet

MOST_DIGITS = 5
ROOM = 10  # rows that may be asked for without a script, beyond those that came


class PostedRows(BaseFormSet):
    """A formset that believes no count far above the rows that came with it.

    Whatever was typed comes back, also beyond the maximum. A number alone, however large, costs
    nothing: a page of a thousand empty rows takes a server ten seconds.
    """

    def total_form_count(self) -> int:
        """As Django has it, and not far beyond the last row posted or the rows shown first."""
        count = super().total_form_count()
        if not self.is_bound:
            return count
        begin = f"{self.prefix}-"
        numbers = [
            int(number)
            for name in self.data
            if name.startswith(begin)
            and (number := name[len(begin) :].split("-", 1)[0]).isdecimal()
            and len(number) <= MOST_DIGITS
        ]
        shown = self.initial_form_count() + self.extra
        return min(count, ROOM + max([shown, self.min_num, *(number + 1 for number in numbers)]))


def with_one_more(data: Any, prefix: str, most: int) -> Any:
    """The same input with one empty row more: "add a person" works without scripts."""
    copy, name = data.copy(), f"{prefix}-TOTAL_FORMS"
    typed = data.get(name, "")
    count = (int(typed) if len(typed) <= MOST_DIGITS else most) if typed.isdecimal() else 0
    copy[name] = str(min(count + 1, most))
    return copy
