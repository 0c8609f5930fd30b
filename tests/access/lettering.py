"""The texts of letters: for the officers of the authority; drafts and remaking: of the call."""

from tests.access.rows import Row, rest
from tests.access.world import World

AUTHORITY = "author officer"  # officers of the cast's own authority
WRITE = f"{AUTHORITY} outsider"  # and of another


def text(*more: object):
    return lambda world: [world.cast.rws.uuid, "contract", "award", "nl", *more]


def phase(stage: str):
    def args(world: World) -> list:
        found = getattr(world, stage).phase
        return [found.call.reference, found.code]

    return args


def dossier(stage: str):
    def args(world: World) -> list:
        found = getattr(world, stage).phase
        offer = found.proposals.get(dossier__lead=world.cast.company)
        return [found.call.reference, found.code, offer.dossier.reference]

    return args


LETTERING = [
    Row("lettering:texts", sees=WRITE, refused=rest(WRITE)),
    Row("lettering:text", args=text(), sees=AUTHORITY),
    Row("lettering:version", args=text(0), sees=AUTHORITY),
    Row("lettering:restore", args=text(0), sees=AUTHORITY, method="post"),
    Row("lettering:draft", "approved", dossier("approved"), sees=AUTHORITY, refused="secretary"),
    Row("lettering:remake", "approved", phase("approved"), sees=AUTHORITY, refused="secretary"),
    Row("lettering:settle-mail", "approved", dossier("approved"), sees=AUTHORITY,
        refused="secretary", method="post"),
]  # fmt: skip
