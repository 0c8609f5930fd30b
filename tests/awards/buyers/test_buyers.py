"""“Also for us”: how what was made for one authority finds its second buyer."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.urls import reverse

from applications.models import Dossier
from awards import transitions
from awards.buyers import services
from awards.buyers.models import BuyerInterest
from awards.models import Contract
from portal.accounts.models import Organisation, User
from portal.audit.models import AuditEvent
from portal.mail.models import OutgoingMail
from portal.workflow import TransitionRefused
from tests.awards.conftest import Decide
from tests.cast import Cast, client_of


@pytest.fixture
def solution(cast: Cast, released: Decide) -> Dossier:
    """A prototype, delivered and accepted."""
    released(outcomes=["within_budget"], kind="prototype")
    contract = Contract.objects.get()
    transitions.sign_contract(contract, by=cast.applicant)
    transitions.countersign(contract, by=cast.officer)
    for part in contract.deliverables.all():
        transitions.deliver(part, upload=b"%PDF-1.7", file_name="r.pdf", by=cast.applicant)
        transitions.accept(part, by=cast.officer)
    return contract.decision.proposal.dossier


def mark(solution: Dossier, authority: Organisation, by: User, **fields) -> BuyerInterest:
    answers = {
        "contact_name": "Ineke Inkoper", "contact_email": "ineke@provincie.example",
        "wanted": "voorjaar 2028", "note": "Voor onze bruggen.",
    } | fields  # fmt: skip
    return services.mark(solution, authority=authority, by=by, **answers)


def page_of(solution: Dossier, user: User | None) -> tuple[int, str]:
    reply = client_of(user).get(reverse("buyers:interested", args=[solution.reference]))
    return reply.status_code, reply.content.decode()


def test_any_authority_marks_and_both_sides_are_told(cast: Cast, solution: Dossier) -> None:
    mark(solution, cast.province, cast.outsider)
    mails = OutgoingMail.objects.filter(kind="interest_marked")
    assert {mail.recipient for mail in mails} == {cast.applicant, cast.author, cast.officer}
    assert AuditEvent.objects.filter(action="mark_interest").count() == 1
    for reader in (cast.viewer, cast.officer, cast.outsider):
        assert "Ineke Inkoper" in page_of(solution, reader)[1]


def test_the_public_reads_how_many_and_not_who(cast: Cast, solution: Dossier) -> None:
    mark(solution, cast.province, cast.outsider)
    page = client_of(None).get(reverse("awards:result", args=[solution.call.reference]))
    text = page.content.decode()
    assert "1 overheid wil dit ook" in text
    assert "Ineke" not in text
    assert cast.province.name not in text


def test_another_authority_reads_its_own_alone(cast: Cast, solution: Dossier) -> None:
    """The call's own authority is the control: it reads both."""
    mark(solution, cast.province, cast.outsider)
    mark(solution, cast.rws, cast.officer, contact_name="Wim Weg")
    own, all_ = page_of(solution, cast.outsider)[1], page_of(solution, cast.officer)[1]
    assert ("Ineke" in own, "Wim Weg" in own) == (True, False)
    assert ("Ineke" in all_, "Wim Weg" in all_) == (True, True)


def test_rival_and_others_find_no_page(cast: Cast, solution: Dossier) -> None:
    for name in ("rival", "auditor", "operator"):
        assert page_of(solution, getattr(cast, name))[0] == 404


def test_nobody_marks_for_another_or_for_a_company(cast: Cast, solution: Dossier) -> None:
    for person, authority in [
        (cast.outsider, cast.rws), (cast.applicant, cast.company), (cast.analyst, cast.rvo),
    ]:  # fmt: skip
        with pytest.raises(PermissionDenied):
            mark(solution, authority, person)


def test_one_mark_for_each_authority_until_it_is_taken_back(cast: Cast, solution: Dossier) -> None:
    interest = mark(solution, cast.province, cast.outsider)
    with pytest.raises(TransitionRefused):
        mark(solution, cast.province, cast.outsider)
    with pytest.raises(PermissionDenied):
        services.withdraw(interest, by=cast.officer)
    services.withdraw(interest, by=cast.outsider)
    assert "Ineke" not in page_of(solution, cast.officer)[1]
    again = mark(solution, cast.province, cast.outsider)
    with pytest.raises(TransitionRefused):
        services.withdraw(interest, by=cast.outsider)
    with pytest.raises(IntegrityError):
        BuyerInterest.objects.filter(pk=interest.pk).update(withdrawn_at=None)
    assert again.withdrawn_at is None


def test_what_was_not_delivered_cannot_be_marked(cast: Cast, running: Contract) -> None:
    dossier = running.decision.proposal.dossier
    with pytest.raises(TransitionRefused):
        mark(dossier, cast.province, cast.outsider)
    page = client_of(cast.outsider).get(reverse("buyers:mark", args=[dossier.reference]))
    assert page.status_code == 404


def test_authority_marks_and_takes_back_on_the_pages(cast: Cast, solution: Dossier) -> None:
    client, address = client_of(cast.outsider), reverse("buyers:mark", args=[solution.reference])
    typed = {"authority": cast.province.pk, "contact_name": "Ineke", "contact_email": "geen adres"}
    reply = client.post(address, typed)
    assert set(reply.context["form"].errors) == {"contact_email", "wanted"}
    assert "geen adres" in reply.content.decode()
    right = typed | {"contact_email": "ineke@provincie.example", "wanted": "2028"}
    assert client.post(address, right).status_code == 302
    assert "al aangemeld" in client.post(address, right).content.decode()
    assert client.post(address, right | {"authority": cast.rws.pk}).status_code == 200
    assert client_of(cast.applicant).get(address).status_code == 403
    withdraw = reverse("buyers:withdraw", args=[BuyerInterest.objects.get().uuid])
    assert client_of(cast.applicant).post(withdraw).status_code == 403
    assert client.post(withdraw).status_code == 302
