"""An intermediary writes and sends with an authorisation on file, and it goes with the offer."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from applications import services, transitions
from applications.models import Attachment, SubmissionFile
from applications.selectors import company_members, writers_of
from portal.accounts.models import Membership, User
from portal.team.services import withdraw_mandate
from tests.applications.stages import after_deadline, fill, opened
from tests.cast import Cast, client_of
from tests.factories import MembershipFactory, UserFactory
from tests.portal.team.test_mandates import PDF, mandated

AUTHORISATION = "_authorisation"


@pytest.fixture
def adviser(cast: Cast) -> User:
    user = UserFactory(name="Bureau Bakker")
    MembershipFactory(user=user, organisation=cast.company, role=Membership.Role.INTERMEDIARY)
    return user


def begun(cast: Cast, phase, adviser: User):
    proposal = services.start_offer(phase, organisation=cast.company, by=adviser)
    return fill(proposal, by=adviser)


def test_intermediary_begins_writes_and_sends_with_its_authorisation(cast, phase, adviser, clock):
    """Domain 1.4: it travels in the seal, and officers read it after the opening."""
    mandated(cast, adviser)
    proposal = begun(cast, phase, adviser)
    sent = transitions.submit(proposal, by=adviser, declared=True)
    assert SubmissionFile.objects.filter(question=AUTHORISATION).count() == 1
    assert AUTHORISATION in {file["label"] for file in sent.submission.manifest["files"]}
    after_deadline(phase, clock)
    opened(phase, cast.author, cast.officer)
    place = [proposal.dossier.reference, phase.code]
    officer = client_of(cast.officer)
    page = officer.get(reverse("applications:opened", args=place)).content.decode()
    address = reverse("applications:opened-file", args=[*place, AUTHORISATION])
    for words in ("Bureau Bakker", "D. Directeur", address):
        assert words in page
    assert b"".join(officer.get(address).streaming_content) == PDF


def test_intermediary_without_an_authorisation_may_not(cast: Cast, phase, adviser) -> None:
    with pytest.raises(PermissionDenied):
        services.start_offer(phase, organisation=cast.company, by=adviser)


def test_intermediary_whose_authorisation_is_withdrawn_sends_nothing(cast, phase, adviser) -> None:
    """Also in the moment between checking and sending: sending asks once more."""
    mandate = mandated(cast, adviser)
    proposal = begun(cast, phase, adviser)
    withdraw_mandate(mandate, by=cast.applicant)
    with pytest.raises(PermissionDenied):
        transitions.submit(proposal, by=adviser, declared=True)
    assert transitions.submit(proposal, by=cast.applicant, declared=True)
    assert not SubmissionFile.objects.filter(question=AUTHORISATION).exists()


def test_change_by_an_intermediary_keeps_the_authorisation_out_of_the_files(cast, phase, adviser):
    """It is no answer to a question: the draft does not show it, the next sending takes it anew."""
    mandate = mandated(cast, adviser)
    proposal = begun(cast, phase, adviser)
    sent = transitions.submit(proposal, by=adviser, declared=True)
    again = transitions.change(proposal, code=sent.change_code, by=adviser)
    assert list(Attachment.objects.values_list("question", flat=True)) == ["project_plan"]
    mandate.file.refresh_from_db()
    assert mandate.file.wrapped_key is not None, "the company can still read what it signed"
    transitions.submit(again, by=adviser, declared=True)
    assert SubmissionFile.objects.filter(question=AUTHORISATION).count() == 2


def test_writers_are_told_only_while_they_may_write(cast: Cast, proposal, adviser) -> None:
    assert adviser not in writers_of(proposal)
    assert adviser in company_members(proposal)
    mandated(cast, adviser)
    assert adviser in writers_of(proposal)


def test_pages_of_an_offer_by_role_of_an_intermediary(cast: Cast, proposal, adviser) -> None:
    """Without an authorisation it reads like a viewer; with one it writes and sends."""
    place = [proposal.dossier.reference, proposal.phase.code]
    client = client_of(adviser)
    submit = reverse("applications:submit", args=place)
    assert client.get(reverse("applications:offer", args=place)).status_code == 200
    assert client.get(submit).status_code == 403
    mandated(cast, adviser)
    assert client.get(submit).status_code == 200


def test_menu_leads_an_intermediary_to_the_offers_it_writes(adviser) -> None:
    page = client_of(adviser).get(reverse("applications:mine")).content.decode()

    for name in ("company:home", "applications:mine"):
        assert f'href="{reverse(name)}"' in page
