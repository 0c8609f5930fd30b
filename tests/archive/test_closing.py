"""Closing the own account: out at once, roles ended, and two others erase (decision 422)."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from archive.persons import services, transitions
from archive.persons.closing import close_account
from archive.persons.erasing import pseudonym_of
from archive.persons.models import ErasureRequest
from archive.persons.selectors import hindrances
from portal.accounts.models import Membership, User
from portal.audit.models import AuditEvent
from portal.mail.models import OutgoingMail
from portal.work.models import Task
from portal.workflow import TransitionRefused
from tests.archive.stages import old_phase
from tests.cast import Cast, client_of, proof_of, staff

PAGE = "/mijn/gegevens/sluiten/"
PASSWORD = "een lang genoeg wachtwoord 7"


@pytest.fixture
def person(cast: Cast) -> User:
    """A colleague of a company, with a password and no second factor."""
    cast.viewer.set_password(PASSWORD)
    cast.viewer.save(update_fields=["password"])
    return cast.viewer


def text(answer: Any) -> str:
    return answer.content.decode()


def test_account_is_closed_with_the_password_and_everything_ends(cast: Cast, person: User) -> None:
    client, elsewhere = client_of(person), client_of(person)
    assert "niet ongedaan" in text(client.get(PAGE)) or "terugdraaien" in text(client.get(PAGE))
    answer = client.post(PAGE, {"password": PASSWORD}, follow=True)
    assert "gesloten" in text(answer)
    person.refresh_from_db()
    assert not person.is_active
    for browser in (client, elsewhere):
        assert browser.get(reverse("persons:mine")).status_code == 302, "logged out everywhere"
    assert not Membership.objects.filter(user=person, until=None).exists()
    mail = OutgoingMail.objects.get(kind="account_closed")
    assert mail.to_email == person.email
    assert AuditEvent.objects.get(action="close_account").actor == person
    assert ErasureRequest.objects.get().user == person
    assert Task.objects.filter(kind=Task.Kind.ANSWER_ERASURE, holder=cast.operator).exists()


def test_two_others_then_erase(cast: Cast, person: User) -> None:
    request = close_account(person, proof=None)
    platform = Membership.objects.get(user=cast.operator).organisation
    second = staff(platform, Membership.Role.OPERATOR, "Tweede beheerder")
    transitions.propose(request, erases=True, reasons="Gesloten.", by=cast.operator)
    transitions.confirm(request, by=second, proof=proof_of(second))
    person.refresh_from_db()
    assert person.name == pseudonym_of(person)


@pytest.mark.parametrize("data", [{}, {"password": ""}, {"password": "verkeerd wachtwoord 8"}])
def test_without_the_password_nothing_is_closed(person: User, data: dict[str, str]) -> None:
    client = client_of(person)
    assert client.post(PAGE, data).context["form"].errors
    person.refresh_from_db()
    assert person.is_active
    assert client.get(reverse("persons:mine")).status_code == 200


def test_person_without_a_password_types_the_address(cast: Cast) -> None:
    """Who logs in through an organisation has none."""
    cast.viewer.set_unusable_password()
    cast.viewer.save(update_fields=["password"])
    client = client_of(cast.viewer)
    assert client.post(PAGE, {"email": cast.colleague.email}).context["form"].errors
    assert client.post(PAGE, {"email": cast.viewer.email.upper()}).status_code == 302
    cast.viewer.refresh_from_db()
    assert not cast.viewer.is_active


def test_who_has_a_second_factor_shows_it(cast: Cast) -> None:
    """ASVS 7.5.3: a page that was left open closes nobody's account."""
    author = cast.author
    assert "bevestigen" in client_of(author).get(PAGE)["Location"]
    assert "bevestigen" in client_of(author).post(PAGE)["Location"]
    with pytest.raises(PermissionDenied):
        close_account(author, proof=None)
    with pytest.raises(PermissionDenied):
        close_account(author, proof=proof_of(cast.officer))
    assert client_of(author, stepped_up=True).post(PAGE).status_code == 302
    author.refresh_from_db()
    assert not author.is_active


def test_who_cannot_be_missed_reads_why_and_has_no_button(cast: Cast) -> None:
    phase = old_phase(cast)
    type(phase.call).objects.filter(pk=phase.call_id).update(state="published")
    cast.applicant.set_password(PASSWORD)
    cast.applicant.save(update_fields=["password"])
    client = client_of(cast.applicant)
    page = text(client.get(PAGE))
    (reason,) = hindrances(cast.applicant, to=cast.applicant)
    assert reason.startswith("Alleen u ")
    assert reason in page
    assert "btn-danger" not in page
    with pytest.raises(TransitionRefused):
        close_account(cast.applicant, proof=None)
    cast.applicant.refresh_from_db()
    assert cast.applicant.is_active


def test_the_last_with_a_role_that_must_stay_stays(cast: Cast) -> None:
    """An organisation without administrator, officer or operator would be nobody's."""
    role, organisation = Membership.Role.ADMINISTRATOR, cast.rws
    admin = staff(organisation, role, "Ada")
    assert any(organisation.name in reason for reason in hindrances(admin))
    with pytest.raises(TransitionRefused):
        close_account(admin, proof=proof_of(admin))
    staff(organisation, role, "Bep")
    assert hindrances(admin) == [], "the control: with a second one nothing is in the way"


def test_request_that_was_there_already_goes_on(cast: Cast, person: User) -> None:
    earlier = services.ask_for_erasure(person)
    assert close_account(person, proof=None) == earlier
