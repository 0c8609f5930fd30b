"""Who reads and tells of calls run outside the portal; none was told in this world."""

from uuid import UUID

from tests.access.rows import Row, rest

TELLERS = "author officer outsider analyst"
NOBODY = UUID(int=0)


def nobody(_world: object) -> list[UUID]:
    return [NOBODY]


FILES = [
    *[
        Row(f"external:{name}", sees="analyst", refused=rest("analyst"))
        for name in ("intakes", "add", "empty-file")
    ],
    *[Row(f"external:{name}", args=nobody, refused=rest("analyst")) for name in ("intake", "undo")],
]

EXTERNAL = [
    Row("external:calls", sees=TELLERS, refused=rest(TELLERS)),
    Row("external:register", sees=TELLERS, refused=rest(TELLERS)),
    Row("external:register", sees=TELLERS, refused=rest(TELLERS), method="post"),
    Row("external:call", args=nobody),
    Row("external:restate", args=nobody),
    Row("external:take-back", args=lambda world: [NOBODY, 1]),
    *FILES,
]
