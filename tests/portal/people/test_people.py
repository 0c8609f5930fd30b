"""Organisations that ask manage their own people; an administrator has no right to content."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse

from calls.models import Call
from portal.accounts import services as accounts
from portal.accounts.models import Invitation, Membership, Organisation
from portal.accounts.permissions import has_role
from portal.audit.models import AuditEvent
from portal.mail.models import OutgoingMail
from portal.people import services
from portal.people.permissions import ROLES
from portal.people.selectors import is_last
from portal.workflow import TransitionRefused
from tests.cast import Cast, client_of, staff
from tests.factories import CallFactory, MembershipFactory, UserFactory

Role = Membership.Role


@pytest.fixture
def admin(cast: Cast):
    return staff(cast.rws, Role.ADMINISTRATOR, "Beheer RWS")


def role_of(person, organisation: Organisation, role: str) -> Membership:
    return Membership.objects.get(user=person, organisation=organisation, role=role)


def test_enter_organisation_invites_its_first_administrator(cast: Cast) -> None:
    """ASVS 8.2.1: only the operator enters an organisation, and then is out of it."""
    client = client_of(cast.operator)
    typed = {
        "name": "Gemeente Voorbeeld", "kind": "authority", "admin_name": "Bea",
        "admin_email": "bea@voorbeeld.example",
    }  # fmt: skip
    assert client.post(reverse("people:enter"), typed).status_code == 302
    made = Organisation.objects.get(name="Gemeente Voorbeeld")
    assert made.invitations.get().role == Role.ADMINISTRATOR
    assert OutgoingMail.objects.get(kind="invitation").to_email == "bea@voorbeeld.example"
    assert client.get(reverse("people:people", args=[made.uuid])).status_code == 404
    again = client.post(reverse("people:enter"), typed)
    assert again.status_code == 200
    assert "Gemeente Voorbeeld" in again.content.decode()


def test_first_administrator_is_invited_only_where_there_is_none(cast: Cast) -> None:
    first = services.invite_first(cast.province, name="A", email="a@x.example", by=cast.operator)
    services.invite_first(cast.province, name="B", email="b@x.example", by=cast.operator)
    assert not Invitation.objects.filter(pk=first.pk).exists(), "the earlier one works no more"
    MembershipFactory(organisation=cast.province, role=Role.ADMINISTRATOR)
    with pytest.raises(PermissionDenied):
        services.invite_first(cast.province, name="C", email="c@x.example", by=cast.operator)


def test_administrator_sees_no_call_by_that_role(cast: Cast, admin) -> None:
    """ASVS 8.2.2: a draft of the own authority is not there for its administrator."""
    call = CallFactory(contracting_authority=cast.rws)
    assert not Call.objects.visible_to(admin).exists()
    assert client_of(admin).get(reverse("calls:edit", args=[call.reference])).status_code == 404
    assert Call.objects.visible_to(cast.officer).exists(), "the control: it is there for officers"


@pytest.mark.parametrize("role", [Role.OFFICER, Role.COLLEAGUE, Role.ADMINISTRATOR])
def test_invitation_works_once_and_requires_a_second_factor(cast: Cast, admin, role) -> None:
    """ASVS 6.3.3: from accepting on nothing is seen before a second factor is set up."""
    person = UserFactory()
    _invitation, secret = services.invite(
        cast.rws, name="X", email=person.email, role=role, by=admin
    )
    client = client_of(person)
    address = reverse("accounts:accept-invitation", args=[secret])
    assert client.post(address).status_code == 302
    assert has_role(person, role, organisation=cast.rws)
    assert client.get(reverse("accounts:tasks"))["Location"] == reverse("mfa_index")
    assert client_of(cast.officer).get(address).status_code == 404


def test_invitation_ends_by_itself(cast: Cast, admin) -> None:
    person = UserFactory()
    invitation, secret = services.invite(
        cast.rws, name="X", email=person.email, role=Role.OFFICER, by=admin
    )
    assert accounts.find_invitation(secret) == invitation
    Invitation.objects.update(invited_at=invitation.invited_at - Invitation.VALID)
    assert accounts.find_invitation(secret) is None
    with pytest.raises(PermissionDenied):
        accounts.accept_invitation(invitation, by=person)


def test_invite_is_for_the_own_organisation_and_for_others(cast: Cast, admin) -> None:
    """ASVS 8.4.1: an administrator reaches no other authority, and gives themselves nothing."""
    for organisation, email, role, by in (
        (cast.province, "a@x.example", Role.OFFICER, admin),
        (cast.rws, admin.email.upper(), Role.OFFICER, admin),
        (cast.rws, "a@x.example", Role.OPERATOR, admin),
        (cast.rws, "a@x.example", Role.OFFICER, cast.officer),
        (cast.company, "a@x.example", Role.SIGNATORY, cast.operator),
    ):
        with pytest.raises(PermissionDenied):
            services.invite(organisation, name="X", email=email, role=role, by=by)
    page = client_of(admin).get(reverse("people:people", args=[cast.province.uuid]))
    assert page.status_code == 404


def test_end_role_holds_at_the_next_request(cast: Cast, admin) -> None:
    """ASVS 8.3.2: a role that ends in the middle of a session opens no page more."""
    call = CallFactory(contracting_authority=cast.rws)
    officer, page = client_of(cast.officer), reverse("calls:edit", args=[call.reference])
    assert officer.get(page).status_code == 200
    services.end_role(role_of(cast.officer, cast.rws, Role.OFFICER), by=admin)
    assert officer.get(page)["Location"].startswith(reverse("account_login")), "the session ended"
    assert client_of(cast.officer).get(page).status_code == 404
    line = AuditEvent.objects.get(action="end_role")
    assert (line.actor, line.data["role"]) == (admin, Role.OFFICER)


@pytest.mark.parametrize("role", [Role.OFFICER, Role.ADMINISTRATOR])
def test_last_one_of_a_role_that_must_stay_cannot_be_ended(cast: Cast, admin, role) -> None:
    holders = Membership.objects.filter(organisation=cast.rws, role=role).order_by("pk")
    *others, last = holders
    for each in others:
        services.end_role(each, by=admin)
    assert is_last(last)
    with pytest.raises(TransitionRefused), transaction.atomic():
        services.end_role(last, by=admin)
    MembershipFactory(organisation=cast.rws, role=role)
    services.end_role(last, by=admin)


def test_people_page_shows_roles_and_invitations(
    cast: Cast, admin, django_assert_num_queries
) -> None:
    client, page = client_of(admin), reverse("people:people", args=[cast.rws.uuid])
    services.invite(cast.rws, name="Nieuw", email="nieuw@x.example", role=Role.OFFICER, by=admin)
    Invitation.objects.update(invited_at=Invitation.objects.get().invited_at - timedelta(days=20))
    client.get(page)
    with django_assert_num_queries(7):
        shown = client.get(page).content.decode()
    assert cast.officer.email in shown
    assert "nieuw@x.example" in shown
    for _ in range(3):
        MembershipFactory(organisation=cast.rws, role=Role.OFFICER)
    with django_assert_num_queries(7):
        client.get(page)
    withdraw = reverse("people:withdraw-invitation", args=[cast.rws.uuid])
    client.post(withdraw, {"email": "nieuw@x.example"})
    assert not Invitation.objects.exists()


def test_every_kind_of_organisation_has_an_administrator() -> None:
    for kind in Organisation.Kind.values:
        is_asker = kind not in Organisation.APPLICANTS
        assert (Role.ADMINISTRATOR in ROLES.get(kind, ())) == is_asker
