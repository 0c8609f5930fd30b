"""Support with consent, and looking through access."""

from portal.support.models import SupportSession
from tests.access.rows import Row, rest
from tests.access.world import World


def asked(world: World) -> list:
    """The operator asks the applicant."""
    made, _is_new = SupportSession.objects.get_or_create(
        operator=world.cast.operator, user=world.cast.applicant, defaults={"reason": "Hulp"}
    )
    return [made.uuid]


def company(world: World) -> list:
    return [world.company.uuid]


SIGNATORY = {"sees": "applicant", "refused": "colleague viewer"}
SUPPORT = [
    Row("support:desk", sees="operator", refused=rest("operator")),
    Row("support:leave", sees=rest(), method="post"),
    Row("support:answer", args=asked, sees="applicant"),
    Row("support:enter", args=asked, method="post"),
    Row("support:end", args=asked, sees="applicant operator", method="post"),
    Row("review:access", args=company, **SIGNATORY),
    Row("review:settle", args=company, **SIGNATORY, method="post"),
    Row("review:csv", args=company, **SIGNATORY),
]
