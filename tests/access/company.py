"""The numbers of one's own company: its signatory changes them and has them checked."""

from tests.access.rows import Row
from tests.access.world import World


def company(world: World) -> list:
    return [world.company.uuid]


COMPANY_NUMBERS = [
    Row("accounts:change-numbers", args=company, sees="applicant", refused="colleague viewer"),
    Row("accounts:change-numbers", args=company, sees="applicant", refused="colleague viewer",
        method="post"),
    Row("accounts:check-number", args=company, sees="applicant", refused="colleague viewer",
        method="post"),
]  # fmt: skip
