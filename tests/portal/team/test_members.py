"""Who works for a company now: leaving, coming back, and that somebody always signs."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from portal.accounts import services as accounts
from portal.accounts.models import Membership, Organisation
from portal.team import services
from portal.workflow import TransitionRefused
from tests.applications.stages import draft, open_phase
from tests.cast import Cast, client_of
from tests.factories import MembershipFactory, UserFactory

Role = Membership.Role


def of(cast: Cast, user) -> Membership:
    return user.memberships.get(organisation=cast.company)


def address(cast: Cast, user) -> str:
    row = of(cast, user)
    return reverse("team:end-membership", args=[cast.company.uuid, user.uuid, row.role])


def test_end_takes_everything_of_the_company_away(cast: Cast) -> None:
    """A leaver sees no page and no offer from that moment on, and stands in no list."""
    proposal = draft(open_phase(cast), cast.applicant)
    signatory = client_of(cast.applicant)
    assert "Wat is geschreven en ingestuurd, blijft staan." in (
        signatory.get(address(cast, cast.colleague)).content.decode()
    )
    assert signatory.post(address(cast, cast.colleague)).status_code == 302
    assert not Organisation.objects.of(cast.colleague).exists()
    place = [proposal.dossier.reference, proposal.phase.code]
    offer = reverse("applications:offer", args=place)
    assert client_of(cast.colleague).get(offer).status_code == 404
    company = reverse("accounts:company", args=[cast.company.uuid])
    assert cast.colleague.email not in signatory.get(company).content.decode()


def test_end_is_for_signatories_and_for_oneself(cast: Cast) -> None:
    for person in (cast.viewer, cast.rival):
        with pytest.raises(PermissionDenied):
            services.end_membership(of(cast, cast.colleague), by=person)
    assert client_of(cast.viewer).get(address(cast, cast.colleague)).status_code == 403
    leaving = client_of(cast.viewer).post(address(cast, cast.viewer))
    assert leaving.url == reverse("accounts:companies")


def test_end_of_the_last_signatory_is_refused(cast: Cast) -> None:
    """Somebody has to sign, and to let people in."""
    with pytest.raises(TransitionRefused) as refused:
        services.end_membership(of(cast, cast.applicant), by=cast.applicant)
    assert refused.value.code == "last"
    second = MembershipFactory(user=UserFactory(), organisation=cast.company, role=Role.SIGNATORY)
    services.end_membership(of(cast, cast.applicant), by=second.user)
    with pytest.raises(TransitionRefused):
        services.end_membership(second, by=second.user)


def test_who_left_can_be_invited_again(cast: Cast) -> None:
    services.end_membership(of(cast, cast.colleague), by=cast.applicant)
    invitation, _secret = accounts.invite_colleague(
        cast.company, by=cast.applicant, email=cast.colleague.email, name="X", role=Role.EDITOR
    )
    accounts.accept_invitation(invitation, by=cast.colleague)
    assert Organisation.objects.of(cast.colleague).get() == cast.company


def test_company_page_asks_as_much_for_three_people_as_for_one(
    cast: Cast, django_assert_max_num_queries
) -> None:
    client = client_of(cast.applicant)
    company = reverse("accounts:company", args=[cast.company.uuid])
    client.get(company)
    with django_assert_max_num_queries(60) as few:
        client.get(company)
    for _number in range(3):
        MembershipFactory(user=UserFactory(), organisation=cast.company, role=Role.EDITOR)
    with django_assert_max_num_queries(60) as many:
        client.get(company)
    assert len(many) == len(few)
