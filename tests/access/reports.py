"""Who reads reports and has them made; none was made in this world."""

from uuid import UUID

from tests.access.rows import Row, rest

READERS = "author officer outsider analyst"
NOBODY = UUID(int=0)


def nobody(_world: object) -> list[UUID]:
    return [NOBODY]


REPORTS = [
    Row("reports:reports", sees=READERS, refused=rest(READERS)),
    Row("reports:plan", sees="analyst", refused=rest("analyst")),
    Row("reports:plan", sees="analyst", refused=rest("analyst"), method="post"),
    Row("reports:end", args=nobody, refused=rest("analyst")),
    Row("reports:report", args=nobody),
    Row("reports:pdf", args=nobody),
    Row("reports:make-anew", args=nobody, method="post"),
    Row("reports:publish", args=nobody),
]
