"""The order of a list that comes page by page: asked for in the address, put in by the database.

A list names by what it may be sorted; whatever else is asked gives its usual order. What is whole
on the page is sorted in the browser instead (docs/decisions/0445).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import F, Model, Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext

PARAMETER = "sort"
M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Sorting:
    """By what one list may be sorted: its columns, each with the field that is compared."""

    usual: tuple[Any, ...]  # the order of equals too: it has none itself
    columns: Mapping[str, tuple[Any, str]]  # key in the address: head, field
    anchor: str = ""  # where the list begins on a longer page

    def asked(self, query: QueryDict) -> "Order":
        """The order that this address asks for."""
        word = query.get(PARAMETER, "")
        return Order(self, word if word.removeprefix("-") in self.columns else "")


@dataclass(frozen=True)
class Order:
    """One order: "" is the usual one, "year" goes up, "-year" goes down."""

    sorting: Sorting
    word: str

    @property
    def key(self) -> str:
        """The column that is sorted by, if any."""
        return self.word.removeprefix("-")

    @property
    def is_down(self) -> bool:
        """Whether the highest stands first."""
        return self.word.startswith("-")

    def of(self, rows: QuerySet[M]) -> QuerySet[M]:
        """These rows in this order; what is not there comes last, whichever way it is turned."""
        if not self.word:
            return rows.order_by(*self.sorting.usual)
        field = F(self._field)
        turned = field.desc(nulls_last=True) if self.is_down else field.asc(nulls_last=True)
        return rows.order_by(turned, *self.sorting.usual)

    def behind(self, place: Model, usually_behind: Q) -> Q:
        """Rows that come after this one; `usually_behind` are those of the usual order."""
        if not self.word:
            return usually_behind
        name, value = self._field, getattr(place, self._field)
        if value is None:
            return Q(**{f"{name}__isnull": True}) & usually_behind
        further = Q(**{f"{name}__{'lt' if self.is_down else 'gt'}": value})
        equal = Q(**{name: value}) & usually_behind
        return further | Q(**{f"{name}__isnull": True}) | equal

    def head_of(self, key: str) -> str:
        """The words above the column."""
        return str(self.sorting.columns[key][0])

    def direction_of(self, key: str) -> str:
        """How the column is sorted now, as ARIA says it."""
        if key != self.key:
            return ""
        return "descending" if self.is_down else "ascending"

    def turned(self, key: str) -> str:
        """What the head of this column asks for: up, or down when it goes up already."""
        return f"-{key}" if self.word == key else key

    @property
    def choices(self) -> Iterator[tuple[str, str]]:
        """Every order that can be asked for, with its words."""
        for key in self.sorting.columns:
            yield key, gettext("{column}, ascending").replace("{column}", self.head_of(key))
            yield f"-{key}", gettext("{column}, descending").replace("{column}", self.head_of(key))

    @property
    def now(self) -> str:
        """The order in words; empty for the usual one, which the page tells itself."""
        words = dict(self.choices).get(self.word, "")
        return words and gettext("Now sorted by {order}.").replace("{order}", words)

    @property
    def query(self) -> str:
        """What an address that has a query takes along, for filters and downloads."""
        return f"&{PARAMETER}={self.word}" if self.word else ""

    @property
    def _field(self) -> str:
        return self.sorting.columns[self.key][1]
