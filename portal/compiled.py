"""Put a question about a person into SQL once, and ask it of whoever comes.

Django writes the SQL of a queryset anew at each use. Where a permission asks about roles,
authorities and delegations at once, that writing costs more than PostgreSQL needs to answer.
"""

import functools
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

SOMEBODY = -(2**62)  # stands where the person goes: no key in any table is it


def for_person(ask: Callable[[int], QuerySet[Any]]) -> Callable[[int], RawSQL]:
    """Make of a question about the person with this key one that is written once in a process.

    `ask` has to give a queryset of one column, and to use the key as a value alone: what it asks
    may not hang on who the person is. The result goes behind `__in`.
    """

    written = _written(ask)

    @functools.wraps(ask)
    def of(person: int) -> RawSQL:
        # The text is Django's own, and the person is a parameter of it.
        return RawSQL(*written(person))  # noqa: S611

    return of


def rows_of_person(
    ask: Callable[[int], QuerySet[Any]],
) -> Callable[[int], list[dict[str, Any]]]:
    """The same for a question of a few rows; the result is those rows, by the names of columns."""
    written = _written(ask)

    @functools.wraps(ask)
    def of(person: int) -> list[dict[str, Any]]:
        with connection.cursor() as cursor:
            cursor.execute(*written(person))
            names = [column.name for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    return of


def _written(ask: Callable[[int], QuerySet[Any]]) -> Callable[[int], tuple[str, list[Any]]]:
    @functools.cache
    def once() -> tuple[str, tuple[Any, ...]]:
        return ask(SOMEBODY).order_by().query.sql_with_params()

    def of(person: int) -> tuple[str, list[Any]]:
        sql, values = once()
        return sql, [person if value == SOMEBODY else value for value in values]

    return of
