"""How many calls each choice of each filter would give: one pass over what fits."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Exists, F, OuterRef, Value

from calls.catalogue.models import Mission
from calls.catalogue.selectors import Choice, listings

# The filters that are counted, and the column of `fitting` that each compares.
COLUMNS = {
    "status": "standing",
    "instrument": "instrument",
    "region": "region",
    "authority": "authority_uuid",
}
_FILTERS = tuple((name, column, "") for name, column in COLUMNS.items())
_MISSIONS = """
    JOIN catalogue_mission_calls AS link ON link.call_id = fitting.call_id
    JOIN catalogue_mission AS mission ON mission.id = link.mission_id
"""


@dataclass(frozen=True)
class Counts:
    """The number behind every choice, the other choices kept, and the number of all that fit."""

    total: int = 0
    by_filter: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    def of(self, name: str) -> Mapping[str, int]:
        """The numbers of one filter, by the code of the choice."""
        return self.by_filter.get(name, {})


def counts_of(choice: Choice, now: datetime) -> Counts:
    """Count all filters in one query: words and money once, then each filter without itself."""
    fitting, params = _fitting(choice, now).query.sql_with_params()
    parts, values = [], list(params)
    for name, value, join in (("total", "''", ""), *_FILTERS, ("mission", "code", _MISSIONS)):
        condition, chosen = _others(name, choice)
        parts.append(
            f"SELECT '{name}', {value}::text, count(*) FROM fitting {join} WHERE {condition}"  # noqa: S608  all constants
            f" GROUP BY 2"
        )
        values += chosen
    query = f"WITH fitting AS MATERIALIZED ({fitting}) {' UNION ALL '.join(parts)}"
    found: dict[str, dict[str, int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        for name, code, number in cursor.fetchall():
            found.setdefault(name, {})[code] = number
    return Counts(total=found.pop("total", {}).get("", 0), by_filter=found)


def _fitting(choice: Choice, now: datetime) -> Any:
    """The rows that fit words and money, with a column for every filter."""
    rows: Any = listings(choice, now, only=("search", "budget_from", "budget_to"))
    in_mission: Any = Value(True)
    if choice.mission:
        missions = Mission.objects.named(choice.mission)
        links = Mission.calls.through.objects.filter(mission__in=missions)
        in_mission = Exists(links.filter(call=OuterRef("pk")))
    named = rows.annotate(authority_uuid=F("authority__uuid"), in_mission=in_mission)
    columns = ("call_id", "standing", "instrument", "region", "authority_uuid", "in_mission")
    return named.values(*columns)


def _others(name: str, choice: Choice) -> tuple[str, list[str]]:
    """The conditions of all filters but this one, and the values that they compare with."""
    others = [other for other in COLUMNS if other != name and getattr(choice, other)]
    conditions = [f"{COLUMNS[other]}::text = %s" for other in others]
    if choice.mission and name != "mission":
        conditions.append("in_mission")
    return " AND ".join(conditions) or "true", [getattr(choice, other) for other in others]
