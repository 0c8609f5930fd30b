"""An intermediary's signed authorisation: on file, until a day, or taken back (domain 1.4)."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from portal.accounts.models import Membership, User
from portal.audit.models import AuditEvent
from portal.clock import portal_today
from portal.files.uploads import encrypt_bytes
from portal.team import permissions, services
from portal.team.models import Mandate
from tests.applications.stages import PDF
from tests.cast import Cast, client_of
from tests.factories import MembershipFactory, UserFactory


@pytest.fixture
def adviser(cast: Cast) -> User:
    """Somebody of an advisory bureau, invited as intermediary of Kringbouw."""
    user = UserFactory(name="Bureau Bakker")
    MembershipFactory(user=user, organisation=cast.company, role=Membership.Role.INTERMEDIARY)
    return user


def mandated(cast: Cast, adviser: User, **change) -> Mandate:
    facts = {"signed_by": "D. Directeur", "signed_on": portal_today(), "ends_on": None} | change
    return services.add_mandate(
        cast.company,
        adviser,
        upload=encrypt_bytes(PDF, "machtiging.pdf", "application/pdf"),
        by=cast.applicant,
        **facts,
    )


def may(adviser: User, cast: Cast) -> tuple[bool, bool]:
    return (
        permissions.can_write_for(adviser, cast.company),
        permissions.can_sign_for(adviser, cast.company),
    )


def test_intermediary_may_nothing_without_an_authorisation(cast: Cast, adviser: User) -> None:
    """Domain 1.4: the signed authorisation must be there; the role alone gives no right."""
    assert may(adviser, cast) == (False, False)
    mandated(cast, adviser)
    assert may(adviser, cast) == (True, True)
    assert not permissions.can_write_for(adviser, cast.rival_company)


@pytest.mark.parametrize(("ends", "holds"), [(None, True), (1, True), (0, True), (-1, False)])
def test_authorisation_holds_until_its_last_day(cast, adviser, ends, holds) -> None:
    last = None if ends is None else portal_today() + timedelta(days=ends)
    mandated(cast, adviser, signed_on=portal_today() - timedelta(days=9), ends_on=last)
    assert may(adviser, cast) == (holds, holds)


def test_authorisation_of_a_former_intermediary_gives_nothing(cast: Cast, adviser: User) -> None:
    mandated(cast, adviser)
    adviser.memberships.all().delete()
    assert may(adviser, cast) == (False, False)


def test_withdraw_ends_the_rights_and_the_membership(cast: Cast, adviser: User) -> None:
    mandate = mandated(cast, adviser)
    services.withdraw_mandate(mandate, by=cast.applicant)
    assert may(adviser, cast) == (False, False)
    company = reverse("accounts:company", args=[cast.company.uuid])
    assert client_of(adviser).get(company).status_code == 404
    actions = AuditEvent.objects.filter(action__contains="mandate").values_list("action", flat=True)
    assert list(actions.order_by("pk")) == ["add_mandate", "withdraw_mandate"]


def test_authorisations_are_for_signatories_and_the_intermediary(cast: Cast, adviser) -> None:
    mandate = mandated(cast, adviser)
    for person in (cast.colleague, cast.viewer, cast.rival):
        assert not permissions.can_read_mandate(person, mandate)
        with pytest.raises(PermissionDenied):
            services.withdraw_mandate(mandate, by=person)
        with pytest.raises(PermissionDenied):
            services.add_mandate(
                cast.company, adviser, upload=encrypt_bytes(PDF, "a.pdf", "application/pdf"),
                signed_by="X", signed_on=portal_today(), ends_on=None, by=person,
            )  # fmt: skip
    with pytest.raises(PermissionDenied):
        mandated(cast, cast.colleague)


def page(cast: Cast) -> str:
    return reverse("team:mandates", args=[cast.company.uuid])


def given(**change) -> dict:
    file = SimpleUploadedFile("machtiging.pdf", PDF, "application/pdf")
    return {"signed_by": "D. Directeur", "signed_on": "2026-01-05", "file": file} | change


def test_intermediary_puts_its_own_authorisation_on_file(cast: Cast, adviser: User) -> None:
    client = client_of(adviser)
    assert client.post(page(cast), given(intermediary=adviser.pk)).status_code == 302
    mandate = Mandate.objects.get()
    shown = client_of(cast.applicant).get(page(cast)).content.decode()
    for words in ("Bureau Bakker", "D. Directeur", "machtiging.pdf"):
        assert words in shown
    file = client.get(reverse("team:mandate-file", args=[cast.company.uuid, mandate.uuid]))
    assert b"".join(file.streaming_content) == PDF
    withdraw = reverse("team:withdraw-mandate", args=[cast.company.uuid, mandate.uuid])
    assert client.post(withdraw).url == reverse("accounts:companies")


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"signed_by": ""}, "signed_by"),
        ({"signed_on": "morgen"}, "signed_on"),
        ({"signed_on": "2999-01-01"}, "signed_on"),
        ({"ends_on": str(date(2020, 1, 1))}, "ends_on"),
        ({"file": SimpleUploadedFile("a.pdf", b"GIF89a", "application/pdf")}, "file"),
        ({"file": ""}, "file"),
        ({"intermediary": "0"}, "intermediary"),
    ],
)
def test_mandate_form_says_what_is_wrong(cast, adviser, change, wrong) -> None:
    reply = client_of(cast.applicant).post(page(cast), given(intermediary=adviser.pk) | change)
    assert list(reply.context["form"].errors) == [wrong]
    assert not Mandate.objects.exists()


def test_signatory_invites_an_intermediary(cast: Cast) -> None:
    address = reverse("accounts:company", args=[cast.company.uuid])
    data = {"name": "Bureau", "email": "b@voorbeeld.example", "role": "intermediary"}
    assert client_of(cast.applicant).post(address, data).status_code == 302
    assert cast.company.invitations.get().role == Membership.Role.INTERMEDIARY
