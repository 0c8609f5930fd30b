"""Who reads figures over many calls, saves selections of them and takes their data along."""

from uuid import UUID

from tests.access.rows import Row, rest

READERS = "author officer outsider analyst"
NOBODYS = UUID(int=0)  # a view that nobody saved: for who may delete, nothing happens

PORTFOLIO = [
    *[
        Row(f"funnel:{name}", sees=READERS, refused=rest(READERS))
        for name in ("portfolio", "compare", "portfolio-csv", "portfolio-json")
    ],
    Row("funnel:picture", "svg", lambda world: ["svg"], sees=READERS, refused=rest(READERS)),
    *[
        Row(f"funnel:{name}", "offers", lambda world: ["offers"], sees=READERS,
            refused=rest(READERS))
        for name in ("selection-offers", "selection-offers-csv")
    ],
    Row("funnel:save-view", sees=READERS, refused=rest(READERS), method="post"),
    Row("funnel:delete-view", "nobody's", lambda world: [NOBODYS], sees=READERS,
        refused=rest(READERS), method="post"),
]  # fmt: skip
