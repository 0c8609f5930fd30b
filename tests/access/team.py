"""Authorisations and requests of a company: its signatory, the intermediary, nobody else."""

from portal.accounts.models import Membership
from portal.clock import portal_today
from portal.files.uploads import encrypt_bytes
from portal.team.models import JoinRequest, Mandate
from portal.team.services import add_mandate
from tests.access.rows import SIGNED_IN, Row
from tests.access.world import PDF, World
from tests.factories import MembershipFactory, UserFactory


def company(world: World) -> list:
    return [world.company.uuid]


def mandate(world: World) -> list:
    """An authorisation on file for somebody outside the cast."""
    found = Mandate.objects.filter(withdrawn_at=None).first()
    if found is None:
        user = UserFactory()
        MembershipFactory(user=user, organisation=world.company, role=Membership.Role.INTERMEDIARY)
        found = add_mandate(
            world.company, user, upload=encrypt_bytes(PDF, "a.pdf", "application/pdf"),
            signed_by="D", signed_on=portal_today(), ends_on=None, by=world.cast.applicant,
        )  # fmt: skip
    return [world.company.uuid, found.uuid]


def asked(world: World) -> list:
    request = JoinRequest.objects.create(organisation=world.company, user=UserFactory())
    return [world.company.uuid, request.uuid]


def editor(world: World) -> list:
    """Another editor of the company, made for this: the cast stays."""
    user = UserFactory()
    MembershipFactory(user=user, organisation=world.company, role=Membership.Role.EDITOR)
    return [world.company.uuid, user.uuid, "editor"]


SIGNATORY = {"sees": "applicant", "refused": "colleague viewer"}
TEAM = [
    Row("team:ask-to-join", sees=SIGNED_IN, method="post"),
    Row("team:mandates", args=company, **SIGNATORY),
    Row("team:mandate-file", args=mandate, **SIGNATORY),
    Row("team:withdraw-mandate", args=mandate, **SIGNATORY, method="post"),
    Row("team:end-membership", args=editor, **SIGNATORY),
    Row("team:answer-join-request", args=asked, **SIGNATORY, method="post"),
]
