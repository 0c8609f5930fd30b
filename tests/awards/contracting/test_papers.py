"""The contract as a PDF: made of the model contract, read by both sides, signed as it is."""

from datetime import date
from hashlib import sha256

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.urls import reverse

from awards import transitions
from awards.contracting import papers, services
from awards.contracting.merging import standard_text
from awards.contracting.models import ContractPaper, ContractTerms, Signature
from awards.contracting.selectors import paper_of
from awards.models import Contract, DecisionSet
from calls.models import Phase
from demo.play.contracting import FILLED
from portal.accounts.models import Organisation
from portal.audit.models import AuditEvent
from portal.files import store
from portal.files.uploads import encrypt_bytes
from portal.pdf import text_of
from portal.work.jobs import run_open_jobs
from portal.work.models import Job, Task
from portal.workflow import TransitionRefused
from tests.applications.stages import PDF
from tests.awards.conftest import Decide
from tests.cast import Cast, client_of, proof_of
from tests.portal.pdf_checks import faults_of

PLACE = {"place": "Brug 12", "place_from": date(2027, 1, 4), "place_until": date(2027, 6, 30)}


@pytest.fixture
def told(cast: Cast, approved: Decide) -> DecisionSet:
    """Everybody has been told, and nobody wrote the text of the contracts yet."""
    return transitions.release(approved(), by=cast.author, proof=proof_of(cast.author))


def complete_text(phase: Phase) -> str:
    text = standard_text(phase)
    for place, filled in FILLED.items():
        text = text.replace(place, filled)
    return text


def write(told: DecisionSet, cast: Cast, **fields) -> ContractTerms:
    answers = {"text": complete_text(told.phase)} | fields
    return services.write_terms(told.phase, by=cast.author, **answers)


def offered(cast: Cast) -> Contract:
    return Contract.objects.get(decision__proposal__dossier__lead=cast.company)


def squeezed(text: str) -> str:
    return "".join(text.split())


def test_contract_is_made_of_the_model_contract_with_its_fields_filled_in(
    cast: Cast, told: DecisionSet, tmp_path
) -> None:
    """Parties with their numbers, value with and without VAT, instalments, dates and place.

    For everybody and for the archive too, as the checkers of PDFs see it.
    """
    Organisation.objects.filter(pk=cast.company.pk).update(
        address="Bouwweg 1\n1234 AB Utrecht", name="*Kring* [bouw] & Zn B.V."
    )
    write(told, cast, **PLACE)
    run_open_jobs(papers.CONTRACTS)
    paper = paper_of(offered(cast))
    content = b"".join(store.read(paper.file))
    assert paper.sha256 == sha256(content).hexdigest()
    text = squeezed(text_of(content))
    contract = offered(cast)
    for expected in [
        "*Kring* [bouw] & Zn B.V.", "Bouwweg 1, 1234 AB Utrecht", cast.company.kvk,
        "Rijkswaterstaat", contract.audit_ref, "€ 50.000,00", "€ 41.322,31", "40%", "60%",
        "€ 20.000,00", "€ 30.000,00", "Brug 12", "4 januari 2027", "30 juni 2027",
        *contract.deliverables.values_list("title", flat=True),
    ]:  # fmt: skip
        assert squeezed(expected) in text, expected
    assert "{{" not in text
    assert faults_of(content, tmp_path) == []


def test_contract_is_made_once_and_a_new_text_makes_a_next_one(
    cast: Cast, told: DecisionSet
) -> None:
    write(told, cast)
    run_open_jobs(papers.CONTRACTS)
    first = paper_of(offered(cast))
    job = Job.objects.get(kind=papers.CONTRACTS)
    papers.make_one_paper(job, str(offered(cast).pk))
    assert ContractPaper.objects.get() == first
    write(told, cast, text="Wij spreken af: {{price_incl_vat}}.")
    assert paper_of(offered(cast)) is None  # being made: nobody signs the old one
    run_open_jobs(papers.CONTRACTS)
    assert paper_of(offered(cast)).terms.number == 2
    with pytest.raises(TransitionRefused) as refused:
        transitions.sign_contract(offered(cast), by=cast.applicant, seen_sha256=first.sha256)
    assert refused.value.code == "stale"


def test_unknown_field_and_open_place_are_told_at_once(cast: Cast, told: DecisionSet) -> None:
    with pytest.raises(TransitionRefused) as refused:
        write(told, cast, text="Voor {{prijs}} en {{a b}} binnen [20] dagen in [plaats]. {{call")
    told_of = str(refused.value)
    assert all(word in told_of for word in ("{{prijs}}", "{{a b}}", "[20]", "[plaats]"))
    assert len(told_of.splitlines()) == 5
    assert not ContractTerms.objects.exists()


def test_field_that_stays_empty_is_told_at_once(cast: Cast, told: DecisionSet) -> None:
    """A partnership's terms in a contract that has none."""
    with pytest.raises(TransitionRefused, match=r"\{\{maximum\}\}.*Kringbouw"):
        write(told, cast, text="Ten hoogste {{maximum}}.")


def test_contract_waits_for_its_text_and_its_text_on_the_officers(
    cast: Cast, told: DecisionSet
) -> None:
    waits = Task.objects.filter(closed_at=None)
    holders = waits.filter(kind=Task.Kind.WRITE_CONTRACT).values_list("holder", flat=True)
    assert set(holders) == {cast.author.pk, cast.officer.pk}
    with pytest.raises(TransitionRefused) as refused:
        transitions.sign_contract(offered(cast), by=cast.applicant)
    assert refused.value.code == "paper"
    assert not waits.filter(kind=Task.Kind.SIGN_CONTRACT).exists()
    write(told, cast)
    assert not waits.filter(kind=Task.Kind.WRITE_CONTRACT).exists()
    run_open_jobs(papers.CONTRACTS)
    assert [task.holder for task in waits.filter(kind=Task.Kind.SIGN_CONTRACT)] == [cast.applicant]


def test_text_written_before_the_decision_makes_contracts_at_the_release(
    cast: Cast, approved: Decide
) -> None:
    decision_set = approved()
    write(decision_set, cast)
    assert not Job.objects.filter(kind=papers.CONTRACTS).exists()
    transitions.release(decision_set, by=cast.author, proof=proof_of(cast.author))
    run_open_jobs(papers.CONTRACTS)
    assert paper_of(offered(cast)) is not None


def test_text_is_fixed_once_somebody_has_signed(cast: Cast, contract: Contract) -> None:
    phase = contract.decision.proposal.phase
    services.write_terms(phase, text="Nog een versie.", by=cast.author)
    run_open_jobs(papers.CONTRACTS)
    transitions.sign_contract(contract, by=cast.applicant)
    with pytest.raises(TransitionRefused):
        services.write_terms(phase, text="Te laat.", by=cast.author)
    with pytest.raises(PermissionDenied):
        services.write_terms(phase, text="Niet van mij.", by=cast.applicant)


def test_portal_signature_names_the_hash_of_the_file(cast: Cast, contract: Contract) -> None:
    paper = paper_of(contract)
    transitions.sign_contract(contract, by=cast.applicant, seen_sha256=paper.sha256)
    transitions.countersign(contract, by=cast.officer, seen_sha256=paper.sha256)
    for action in ("sign_contract", "countersign_contract"):
        assert AuditEvent.objects.get(action=action).data["sha256"] == paper.sha256
    assert [sign.sha256 for sign in Signature.objects.all()] == [paper.sha256] * 2


def test_copies_signed_on_paper_run_the_contract_too(cast: Cast, contract: Contract) -> None:
    sides = [
        (cast.applicant, transitions.sign_contract), (cast.officer, transitions.countersign),
    ]  # fmt: skip
    for person, move in sides:
        upload = encrypt_bytes(PDF, "getekend.pdf", "application/pdf")
        state = move(contract, by=person, copy=upload).state
    assert state == Contract.State.RUNNING
    kept = Signature.objects.exclude(copy=None)
    assert [sign.sha256 for sign in kept] == [sha256(PDF).hexdigest()] * 2
    assert AuditEvent.objects.get(action="sign_contract").data["copy_sha256"] == kept[0].sha256
    for reader in (cast.viewer, cast.officer):
        reply = client_of(reader).get(reverse("contracting:copy", args=[contract.uuid, "company"]))
        assert b"".join(reply.streaming_content) == PDF


@pytest.mark.parametrize("content", [b"PK\x03\x04", b"%PDF-1.7 kapot", b"<html>"])
def test_copy_that_is_no_sound_pdf_is_refused_and_nothing_is_signed(
    cast: Cast, contract: Contract, content: bytes
) -> None:
    reply = client_of(cast.applicant).post(
        reverse("awards:sign", args=[contract.uuid]),
        {
            "agreed": "on", "seen_sha256": paper_of(contract).sha256,
            "copy": SimpleUploadedFile("getekend.pdf", content),
        },
    )  # fmt: skip
    assert "copy" in reply.context["form"].errors
    contract.refresh_from_db()
    assert contract.state == Contract.State.OFFERED


def test_company_signs_on_the_page_after_reading(cast: Cast, contract: Contract) -> None:
    client, address = client_of(cast.applicant), reverse("awards:sign", args=[contract.uuid])
    page = client.get(address).content.decode()
    assert reverse("contracting:paper", args=[contract.uuid]) in page
    assert client.post(address, {"agreed": "on"}).status_code == 200
    reply = client.post(address, {"agreed": "on", "seen_sha256": paper_of(contract).sha256})
    assert reply.status_code == 302
    contract.refresh_from_db()
    assert contract.state == Contract.State.SIGNED


def test_page_keeps_what_was_typed_and_tells_every_fault(cast: Cast, told: DecisionSet) -> None:
    address = reverse("contracting:terms", args=[told.phase.call.reference, told.phase.code])
    client = client_of(cast.author)
    assert "opdrachtnemer" in client.get(address).content.decode()
    reply = client.post(address, {"text": "Eigen {{x}} en [y].", "place_from": "2027-01-01"})
    assert set(reply.context["form"].errors) == {"place"}
    reply = client.post(address, {"text": "Eigen {{x}} en [y]."})
    assert len(reply.context["form"].errors["text"]) == 2
    assert "Eigen {{x}} en [y]." in reply.content.decode()
    assert client.post(address, {"text": "Wij spreken dit af."}).status_code == 302


def test_place_without_a_period_cannot_be_stored(cast: Cast, told: DecisionSet) -> None:
    with pytest.raises(IntegrityError):
        ContractTerms.objects.create(
            phase=told.phase, number=1, text="x", place="Brug 12", written_by=cast.author
        )
