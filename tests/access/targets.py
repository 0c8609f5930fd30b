"""Who reads targets of an authority, and who writes them."""

from typing import Any

from tests.access.rows import Row, rest

OFFICERS = "author officer"
READERS = "author officer outsider analyst"


def rws(world: Any) -> list[Any]:
    return [world.cast.rws.uuid]


def in_year(world: Any) -> list[Any]:
    return [world.cast.rws.uuid, 2026]


def item(world: Any) -> list[Any]:
    return [world.cast.rws.agenda_items.get_or_create(year=2026, kind="agenda", title="X")[0].uuid]


def agreement(world: Any) -> list[Any]:
    terms = {"first_year": 2026, "last_year": 2028, "action": "X"}
    return [world.cast.rws.agreements.get_or_create(**terms)[0].uuid]


YEAR = {"args": lambda world: [2026], "sees": "analyst", "refused": rest("analyst")}
TARGETS = [
    Row("targets:overview", sees=READERS, refused=rest(READERS)),
    Row("targets:csv", sees=READERS, refused=rest(READERS)),
    Row("targets:letter", **YEAR),
    Row("targets:letter-pdf", **YEAR),
    Row("targets:letter-text", **YEAR),
    Row("targets:authority", args=rws, sees=f"{OFFICERS} analyst"),
    Row("targets:tier", args=rws, sees=f"{OFFICERS} analyst"),
    *[
        Row(f"targets:{name}", args=args, sees=OFFICERS, refused="analyst")
        for name, args in (
            ("write", in_year), ("new-item", rws), ("new-agreement", rws),
            ("edit-item", item), ("edit-agreement", agreement),
        )
    ],
]  # fmt: skip
