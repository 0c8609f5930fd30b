"""Identity providers: the operator's, behind a fresh factor."""

from portal.federation.models import IdentityProvider
from tests.access.rows import Row, rest
from tests.access.world import World


def provider(world: World) -> list:
    row, _is_new = IdentityProvider.objects.get_or_create(
        slug="makelaar",
        defaults={"name": "Makelaar", "kind": "eherkenning", "issuer": "https://id.example"},
    )
    return [row.slug]


OPERATOR = {"sees": "operator", "refused": rest("operator")}
FEDERATION = [
    Row("federation:providers", **OPERATOR),
    Row("federation:enter", **OPERATOR),
    Row("federation:change", args=provider, **OPERATOR),
]
