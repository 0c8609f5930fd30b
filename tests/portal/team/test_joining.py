"""Joining a company that is registered: its signatory decides, typing a number claims nothing."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from portal.accounts.models import Membership, Organisation
from portal.mail.models import OutgoingMail
from portal.team import services
from portal.team.models import JoinRequest
from portal.work.models import Task
from portal.workflow import TransitionRefused
from tests.cast import Cast, client_of
from tests.factories import OrganisationFactory, UserFactory

Role = Membership.Role
ASK = "team:ask-to-join"


def waiting(cast: Cast) -> int:
    return Task.objects.filter(
        holder=cast.applicant, kind=Task.Kind.ANSWER_JOIN_REQUEST, closed_at=None
    ).count()


def test_register_with_a_known_number_offers_to_ask(cast: Cast) -> None:
    """A company cannot be claimed by typing its number: its signatory lets somebody in."""
    person = UserFactory()
    client = client_of(person)
    page = client.post(
        reverse("accounts:register-company"),
        {"name": "X", "country": "NL", "kvk": cast.company.kvk, "city": "Y", "size": "small"},
    ).content.decode()
    assert reverse(ASK) in page
    assert cast.company.name not in page, "the number tells no name"
    assert client.post(reverse(ASK), {"kvk": cast.company.kvk}).status_code == 302
    assert not person.memberships.exists()
    assert waiting(cast) == 1
    assert OutgoingMail.objects.get(kind="join_asked").recipient == cast.applicant


@pytest.mark.parametrize("role", [Role.EDITOR, Role.SIGNATORY, Role.VIEWER, Role.INTERMEDIARY])
def test_answer_lets_somebody_in_with_the_role_that_was_chosen(cast: Cast, role: str) -> None:
    person = UserFactory()
    asked = services.ask_to_join(cast.company.kvk, by=person)
    address = reverse("team:answer-join-request", args=[cast.company.uuid, asked.uuid])
    signatory = client_of(cast.applicant)
    shown = signatory.get(reverse("accounts:company", args=[cast.company.uuid])).content.decode()
    assert person.email in shown
    assert signatory.post(address, {"role": role}).status_code == 302
    assert person.memberships.get().role == role
    assert waiting(cast) == 0
    assert OutgoingMail.objects.get(kind="join_answered").recipient == person


def test_answer_that_refuses_gives_nothing(cast: Cast) -> None:
    person = UserFactory()
    asked = services.ask_to_join(cast.company.kvk, by=person)
    services.answer_join_request(asked, role="", by=cast.applicant)
    assert not person.memberships.exists()
    with pytest.raises(TransitionRefused):
        services.answer_join_request(asked, role=Role.EDITOR, by=cast.applicant)
    again = services.ask_to_join(cast.company.kvk, by=person)
    assert again.pk != asked.pk, "a refusal may be a mistake: one can ask again"


def test_answer_is_for_signatories(cast: Cast) -> None:
    asked = services.ask_to_join(cast.company.kvk, by=UserFactory())
    for person in (cast.colleague, cast.viewer, cast.rival, asked.user):
        with pytest.raises(PermissionDenied):
            services.answer_join_request(asked, role=Role.SIGNATORY, by=person)


@pytest.mark.parametrize("data", [{}, {"role": "officer"}, {"role": "owner"}])
def test_answer_without_a_role_of_a_company_changes_nothing(cast: Cast, data: dict) -> None:
    asked = services.ask_to_join(cast.company.kvk, by=UserFactory())
    address = reverse("team:answer-join-request", args=[cast.company.uuid, asked.uuid])
    client_of(cast.applicant).post(address, data)
    assert JoinRequest.objects.get().answered_at is None


def test_ask_twice_is_one_request(cast: Cast) -> None:
    person = UserFactory()
    first = services.ask_to_join(cast.company.kvk, by=person)
    assert services.ask_to_join(cast.company.kvk, by=person) == first
    assert OutgoingMail.objects.filter(kind="join_asked").count() == 1


def test_ask_is_refused_for_unknown_numbers_members_and_authorities(cast: Cast) -> None:
    """Foreign companies have no number here, so there is nothing to type for them."""
    OrganisationFactory(name="Étranger SARL", kvk="", country="FR")
    authority = OrganisationFactory(authority=True, kvk="87654321")
    assert authority.kind == Organisation.Kind.AUTHORITY
    for number in ("", "00000000", "87654321", "١٢٣٤٥٦٧٨"):
        with pytest.raises(TransitionRefused) as refused:
            services.ask_to_join(number, by=UserFactory())
        assert refused.value.code == "unknown"
    with pytest.raises(TransitionRefused) as refused:
        services.ask_to_join(cast.company.kvk, by=cast.viewer)
    assert refused.value.code == "member"


@pytest.mark.parametrize("country", ["DE", "CH", "GB", "GR", "XX"])
def test_foreign_company_registers_without_a_number(cast: Cast, country: str) -> None:
    """Domain 1.4: suitable firms from abroad take part; the trade register is a Dutch one."""
    client = client_of(UserFactory())
    data = {
        "name": "Beispiel GmbH", "country": country, "kvk": "", "city": "Kleve", "size": "small",
    }  # fmt: skip
    assert client.post(reverse("accounts:register-company"), data).status_code == 302
    assert Organisation.objects.get(name="Beispiel GmbH").kvk == ""
