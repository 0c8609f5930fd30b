"""How an authority looks: chosen by its own officers, seen by everybody."""

from portal.theming.models import Look
from tests.access.rows import EVERYBODY, Row, rest
from tests.access.world import World
from tests.portal.theming.looks import logo, look_for

AUTHORITY = "author officer"
OFFICERS = f"{AUTHORITY} outsider"


def of_look(*more: int):
    """The address of the authority's page, and what follows it."""

    def args(world: World) -> list:
        found = Look.objects.filter(organisation=world.cast.rws).first()
        look = found or look_for(world.cast.rws, by=world.cast.officer, picture=logo())
        return [look.slug, *more]

    return args


def authority(world: World) -> list:
    return [world.cast.rws.uuid]


THEMING = [
    Row("theming:mine", elsewhere=OFFICERS, refused=rest(OFFICERS)),
    Row("theming:change", args=authority, sees=AUTHORITY),
    Row("theming:change", args=authority, sees=AUTHORITY, method="post"),
    Row("theming:letter", args=authority, sees=AUTHORITY),
    Row("theming:stylesheet", args=of_look(1), sees=EVERYBODY),
    Row("theming:stylesheet", "later version", of_look(9), is_public=True),
    Row("theming:logo", args=of_look(1), sees=EVERYBODY),
    Row("catalogue:authority", args=of_look(), sees=EVERYBODY),
]  # fmt: skip
