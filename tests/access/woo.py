"""Requests under the Woo: officers of the authority, and the company that is asked."""

from tests.access.rows import Row, rest
from tests.access.world import World

OWN = "author officer"
BUYERS = "author officer outsider"
COMPANY = "applicant colleague viewer"


def one(*more: object):
    return lambda world: [world.woo.uuid, *more]


def asked(world: World) -> list:
    return [world.woo_view.uuid]


WOO = [
    Row("woo:desk", sees=BUYERS, refused=rest(BUYERS)),
    Row("woo:register", sees=BUYERS, refused=rest(BUYERS)),
    *[Row(f"woo:{name}", args=one(), sees=OWN)
      for name in ("request", "collect", "extend", "tell", "inventory", "inventory-csv")],
    *[Row(f"woo:{name}", args=one(), sees=OWN, method="post")
      for name in ("ask-views", "propose", "send-back")],
    Row("woo:decide", args=one(), sees=OWN),
    Row("woo:package", args=one()),
    Row("woo:document", args=one(1), sees=OWN),
    Row("woo:file", args=one(1), sees=OWN),
    Row("woo:take-out", args=one(1), sees=OWN, method="post"),
    Row("woo:put-back", args=one(1, 0), method="post"),
    Row("woo:view", args=asked, sees=COMPANY),
    Row("woo:view-file", args=lambda world: [*asked(world), 1], sees=COMPANY),
]  # fmt: skip
