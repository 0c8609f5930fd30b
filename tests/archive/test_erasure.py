"""Erasing a person: name and address go, what the law keeps stays, and the chain stays whole."""

import io
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from archive.persons import services, transitions
from archive.persons.erasing import pseudonym_of
from archive.persons.models import ErasureRequest
from archive.persons.selectors import hindrances, what_stays
from assessment.models import Committee, Seat
from portal.accounts.models import Membership, User
from portal.audit import verify
from portal.audit.chain import chain_events
from portal.audit.checkpoints import as_json, make_checkpoint
from portal.audit.models import AuditEvent
from portal.audit.record import record
from portal.clock import portal_now
from portal.mail.models import OutgoingMail
from portal.work.models import Task
from portal.workflow import TransitionRefused
from tests.archive.stages import old_phase
from tests.cast import Cast, client_of, proof_of, staff

State = ErasureRequest.State


@pytest.fixture
def second(cast: Cast) -> User:
    """Another operator."""
    platform = Membership.objects.get(user=cast.operator).organisation
    return staff(platform, Membership.Role.OPERATOR, "Tweede beheerder")


def erased(person: User, cast: Cast, second: User) -> User:
    request = services.ask_for_erasure(person)
    transitions.propose(request, erases=True, reasons="Gedaan.", by=cast.operator)
    transitions.confirm(request, by=second, proof=proof_of(second))
    person.refresh_from_db()
    return person


def exported(cast: Cast) -> bytes:
    reply = client_of(cast.auditor).get(reverse("audit:export"))
    return b"".join(reply.streaming_content)


def test_name_and_address_become_one_pseudonym(cast: Cast, second: User) -> None:
    """AVG, article 17: what can go goes, and the person cannot log in any more."""
    person = cast.viewer
    old = person.email
    EmailAddress.objects.create(user=person, email=old, verified=True)
    OutgoingMail.objects.create(
        dedupe_key="a", kind="x", recipient=person, to_email=old, subject="Dag", body="Beste",
        state="sent",
    )  # fmt: skip
    OutgoingMail.objects.create(
        dedupe_key="b", kind="x", recipient=person, to_email=old, subject="Dag", body="Beste",
        facts={"call": "SBIR-1"}, state="sent",
    )  # fmt: skip
    client = client_of(person)
    erased(person, cast, second)
    assert (person.name, person.is_active) == (pseudonym_of(person), False)
    assert old not in person.email
    assert not person.has_usable_password()
    assert not EmailAddress.objects.filter(user=person).exists()
    assert not Authenticator.objects.filter(user=person).exists()
    assert not Membership.objects.filter(user=person, until=None).exists()
    mails = OutgoingMail.objects.filter(dedupe_key__in="ab").order_by("dedupe_key")
    assert [mail.body for mail in mails] == ["", "Beste"]
    told = OutgoingMail.objects.get(kind="erasure_answered")
    assert (told.to_email, told.recipient) == (old, None)
    assert client.get(reverse("persons:mine")).status_code == 302


def test_the_chain_stays_whole_for_the_verifier_that_stands_alone(
    cast: Cast, second: User, tmp_path: Path
) -> None:
    """REQ-25: the history names people by a number, so a checkpoint of before still fits."""
    person = cast.viewer
    record("step_up", person, by=person, method="totp")
    witness = make_checkpoint()
    assert witness is not None
    before = exported(cast)
    erased(person, cast, second)
    while chain_events():
        pass
    after = exported(cast)
    report = verify.verify(io.BytesIO(after), witnesses=[[_line(as_json(witness))]])
    assert len(report.hashes) > len(before.splitlines()) - 1
    assert report.checkpoints >= 1
    assert b"Meelezer" not in before
    assert str(person.uuid).encode() in after
    (tmp_path / "audit.jsonl").write_bytes(after)
    assert verify.main([str(tmp_path / "audit.jsonl")]) == 0


def test_control_a_name_in_the_chain_would_break_it(cast: Cast) -> None:
    """Were the name what is hashed, taking it away would be seen as a forgery."""
    record("step_up", cast.viewer, by=cast.viewer, method="totp")
    while chain_events():
        pass
    lines = exported(cast)
    forged = lines.replace(str(cast.viewer.uuid).encode(), b"Persoon")
    assert forged != lines
    with pytest.raises(verify.Broken):
        verify.verify(io.BytesIO(forged))


def _line(checkpoint: dict) -> bytes:
    return verify._canonical(checkpoint)


def test_two_operators_agree_and_neither_is_the_person(cast: Cast, second: User) -> None:
    """ASVS 2.3.5: nobody erases alone, nor with a proof of somebody else."""
    request = services.ask_for_erasure(cast.viewer)
    assert Task.objects.filter(kind=Task.Kind.ANSWER_ERASURE, closed_at=None).count() == 2
    with pytest.raises(PermissionDenied):
        transitions.propose(request, erases=True, reasons="x", by=cast.officer)
    transitions.propose(request, erases=True, reasons="x", by=cast.operator)
    with pytest.raises(PermissionDenied):
        transitions.confirm(request, by=cast.operator, proof=proof_of(cast.operator))
    with pytest.raises(PermissionDenied):
        transitions.confirm(request, by=second, proof=proof_of(cast.operator))
    transitions.send_back(request, by=second)
    transitions.propose(request, erases=False, reasons="Nog nodig.", by=second)
    transitions.confirm(request, by=cast.operator, proof=proof_of(cast.operator))
    request.refresh_from_db()
    assert request.state == State.REFUSED
    cast.viewer.refresh_from_db()
    assert cast.viewer.is_active
    own = services.ask_for_erasure(cast.operator)
    with pytest.raises(PermissionDenied):
        transitions.propose(own, erases=True, reasons="x", by=cast.operator)


def test_who_is_needed_now_is_not_erased(cast: Cast, second: User) -> None:
    phase = old_phase(cast)
    committee = Committee.objects.create(phase=phase)
    Seat.objects.create(committee=committee, user=cast.members[0], role="chair")
    assert hindrances(cast.members[0]) == []  # the call is completed
    phase.call.__class__.objects.filter(pk=phase.call_id).update(state="published")
    assert len(hindrances(cast.members[0])) == 1
    assert len(hindrances(cast.applicant)) == 1  # signs alone for an offer in a running call
    assert len(hindrances(cast.escrow)) == 1
    request = services.ask_for_erasure(cast.members[0])
    with pytest.raises(TransitionRefused):
        transitions.propose(request, erases=True, reasons="x", by=cast.operator)


def test_what_stays_is_said_with_the_rule_and_the_term(cast: Cast) -> None:
    old_phase(cast)
    assert {row["category"].code for row in what_stays(cast.author)} >= {"call", "history"} - {
        "history"
    }
    page = client_of(cast.author).get(reverse("persons:ask-erasure")).content.decode()
    assert "Oproepen en consultaties" in page
    assert "2014/24" in page or "Archiefwet" in page


def test_a_request_is_answered_within_a_month_and_can_be_withdrawn(cast: Cast) -> None:
    """AVG, article 12(3): a month, and the last day of a shorter one."""
    client_of(cast.viewer).post(reverse("persons:ask-erasure"), {"words": "Ik stop."})
    request = ErasureRequest.objects.get()
    assert 28 <= (request.due_at - portal_now()).days + 1 <= 31
    with pytest.raises(TransitionRefused):
        services.ask_for_erasure(cast.viewer)
    address = reverse("persons:withdraw", args=[request.uuid])
    assert client_of(cast.colleague).post(address).status_code == 404
    client_of(cast.viewer).post(address)
    request.refresh_from_db()
    assert request.state == State.WITHDRAWN
    assert not Task.objects.filter(closed_at=None).exists()


def test_operators_judge_on_pages(cast: Cast, second: User) -> None:
    request = services.ask_for_erasure(cast.viewer, words="Ik stop.")
    judge = reverse("persons:judge", args=[request.uuid])
    assert "Ik stop." in client_of(cast.operator).get(judge).content.decode()
    client_of(cast.operator).post(judge, {"erases": "yes", "reasons": "Goed."})
    confirm = reverse("persons:confirm", args=[request.uuid])
    assert client_of(cast.operator, stepped_up=True).get(confirm).status_code == 403
    assert client_of(second).get(confirm).status_code == 302
    client_of(second, stepped_up=True).post(confirm)
    assert pseudonym_of(cast.viewer) in client_of(second).get(judge).content.decode()
    assert client_of(second).get(reverse("persons:desk")).status_code == 200
    assert AuditEvent.objects.filter(action="erase_person").count() == 1
