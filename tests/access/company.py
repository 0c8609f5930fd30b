"""The numbers and the size of one's own company: who writes them, and who only reads."""

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
    Row("sme:test", args=company, sees="applicant colleague viewer"),
    Row("sme:calculate", args=company, sees="applicant colleague", refused="viewer"),
]  # fmt: skip
