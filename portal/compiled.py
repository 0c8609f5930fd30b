"""Put a question about a person into SQL once, and ask it of whoever comes.

Django writes the SQL of a queryset anew at each use, and PostgreSQL plans it anew. Where a
permission asks about roles, authorities and delegations at once, either costs more than the answer.
"""

import functools
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

_planned: WeakKeyDictionary[Any, dict[str, str]] = WeakKeyDictionary()  # SQL to name, by line
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
    """The same for a question of a few rows, which is planned once as well.

    The result is those rows, by the names of columns.
    """
    written = _written(ask)

    @functools.wraps(ask)
    def of(person: int) -> list[dict[str, Any]]:
        with planned_once(), connection.cursor() as cursor:
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


def planned_once() -> AbstractContextManager[None]:
    """What is asked in this block is planned once on each line to the database, by its text.

    For what hundreds ask a second: of the query for an offer the plan takes ten times as long as
    the answer. A pooler that lends lines by transaction cannot keep plans, nor cursors: the setting
    for those, DISABLE_SERVER_SIDE_CURSORS, turns this off as well.
    """
    if _planned_once in connection.execute_wrappers:
        return nullcontext()  # a block in a block
    return connection.execute_wrapper(_planned_once)


def _planned_once(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    database = context["connection"]
    if many or database.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS"):
        return execute(sql, params, many, context)
    known = _planned.setdefault(database.connection, {})
    if sql not in known:
        name = f"planned_{len(known)}"
        places = (f"${number}" for number in range(1, len(params) + 1))
        execute(f"PREPARE {name} AS {sql % tuple(places)}", None, many, context)
        known[sql] = name
    values = f"({', '.join(['%s'] * len(params))})" if params else ""
    return execute(f"EXECUTE {known[sql]}{values}", params, many, context)
