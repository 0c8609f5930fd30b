"""A refused move leaves what a company can prove: what, when, why and the hash of the draft."""

import hashlib
import io

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import translation
from pypdf import PdfReader

from applications import services, transitions
from applications.confirming.services import confirm
from applications.models import RefusedAttempt
from applications.offered import offered_bytes
from applications.refusals.documents import refusals_text
from applications.refusals.models import RefusalProof
from applications.refusals.salts import salt_of, salted_sha256
from applications.refusals.selectors import refused_of
from applications.refusals.services import ACTIONS
from calls.phases import DeadlinePassed
from portal.audit.models import AuditEvent
from portal.audit.words import WORDS
from portal.workflow import TransitionRefused
from tests.applications.stages import sent
from tests.cast import client_of


def refuse(proposal, by, *, declared=True):
    with pytest.raises(TransitionRefused):
        transitions.submit(proposal, by=by, declared=declared)
    return RefusedAttempt.objects.latest("pk")


def place(proposal, *more):
    return [proposal.dossier.reference, proposal.phase.code, *more]


def test_late_attempt_keeps_moment_deadline_and_hash(cast, phase, proposal, clock):
    """REQ-17: the moment is that of the database, and stands beside the deadline of then."""
    clock.set(phase.closes_at)

    attempt = refuse(proposal, cast.applicant)

    assert attempt.proof.code == "deadline"
    assert attempt.at >= attempt.proof.closes_at == phase.closes_at
    content = offered_bytes(proposal)
    assert attempt.proof.content_sha256 == salted_sha256(salt_of(attempt), content)
    line = AuditEvent.objects.get(action="submit_refused")
    assert line.data["content_sha256"] == attempt.proof.content_sha256


def test_hash_can_be_found_again_with_ordinary_tools(cast, proposal):
    attempt = refuse(proposal, cast.applicant, declared=False)

    found = hashlib.sha256(salt_of(attempt).encode() + offered_bytes(proposal)).hexdigest()

    assert found == attempt.proof.content_sha256


def test_hash_of_the_same_draft_differs_each_time_so_a_guess_is_not_confirmed(cast, proposal):
    first = refuse(proposal, cast.applicant, declared=False)
    second = refuse(proposal, cast.applicant, declared=False)

    assert first.proof.content_sha256 != second.proof.content_sha256
    assert salt_of(first).encode() not in bytes(first.proof.salt)


def test_hash_tells_a_changed_draft_apart(cast, proposal):
    attempt = refuse(proposal, cast.applicant, declared=False)
    services.save_section(proposal, "files", {"truth": False}, version=1, by=cast.applicant)

    assert salted_sha256(salt_of(attempt), offered_bytes(proposal)) != attempt.proof.content_sha256


def test_attempt_behind_a_colleague_who_sent_first_has_no_hash(cast, phase):
    """The race that is lost to a colleague: the draft is sealed, and nothing of it is readable."""
    proposal = sent(phase, cast.applicant).submission.proposal

    attempt = refuse(proposal, cast.applicant)

    assert (attempt.proof.code, attempt.proof.content_sha256) == ("state", "")


def test_proof_is_never_changed(cast, proposal):
    attempt = refuse(proposal, cast.applicant, declared=False)

    with pytest.raises(DatabaseError), transaction.atomic():
        RefusalProof.objects.filter(pk=attempt.proof.pk).update(code="x")


def test_company_reads_the_list_the_text_and_the_pdf(cast, proposal):
    attempt = refuse(proposal, cast.applicant, declared=False)
    client = client_of(cast.viewer)

    page = client.get(reverse("applications:offer", args=place(proposal))).content.decode()
    text = client.get(reverse("applications:refused-attempts", args=place(proposal)))
    pdf = client.get(reverse("applications:refusal-pdf", args=place(proposal, attempt.proof.uuid)))

    assert attempt.reason in page
    assert attempt.proof.content_sha256[:8] in page
    assert attempt.proof.content_sha256 in text.content.decode()
    assert attempt.at.strftime("%f") in text.content.decode()  # to the microsecond
    words = "".join(each.extract_text() for each in PdfReader(io.BytesIO(pdf.content)).pages)
    assert attempt.proof.content_sha256[:8] in words
    assert attempt.reason[:20] in " ".join(words.split())


def test_list_of_refusals_takes_one_query_however_many(cast, proposal, django_assert_num_queries):
    client, address = (
        client_of(cast.applicant),
        reverse("applications:refused-attempts", args=place(proposal)),
    )
    refuse(proposal, cast.applicant, declared=False)
    with django_assert_num_queries(5):
        client.get(address)
    for _more in range(2):
        refuse(proposal, cast.applicant, declared=False)
    with django_assert_num_queries(5):
        client.get(address)


Move = RefusedAttempt.Move


@pytest.mark.parametrize(
    ("move", "attempted"),
    [
        (Move.WITHDRAW, lambda proposal, by: transitions.withdraw(proposal, by=by)),
        (Move.CHANGE, lambda proposal, by: transitions.change(proposal, code="x", by=by)),
        (Move.CONFIRM, lambda proposal, by: confirm(proposal, by=by, declared=True)),
    ],
)
def test_move_after_the_deadline_is_kept_beside_the_sending_that_counted(
    cast, phase, clock, move, attempted
):
    """Incident TenderNed 2015: what a company tried too late it can prove, with what stood then."""
    submission = sent(phase, cast.applicant).submission
    proposal = submission.proposal
    clock.set(phase.closes_at)

    with pytest.raises(DeadlinePassed):
        attempted(proposal, cast.applicant)

    attempt = RefusedAttempt.objects.get()
    assert (attempt.move, attempt.proof.code) == (move, "deadline")
    assert AuditEvent.objects.filter(action=f"{move}_refused").exists()
    text = client_of(cast.viewer).get(
        reverse("applications:refused-attempts", args=place(proposal))
    )
    words = text.content.decode()
    assert attempt.get_move_display() in words
    assert attempt.reason in words
    assert submission.manifest_sha256 in words


def test_every_refused_move_has_words_in_the_history():
    assert set(ACTIONS.values()) <= set(WORDS)


def test_sending_taken_back_before_the_attempt_did_not_count(cast, phase, clock):
    proposal = sent(phase, cast.applicant).submission.proposal
    transitions.withdraw(proposal, by=cast.applicant)

    with pytest.raises(TransitionRefused):
        transitions.withdraw(proposal, by=cast.applicant)

    with translation.override("en"):
        text = refusals_text(proposal, list(refused_of(proposal)))
    assert "What counted at that moment: no sending" in text
    assert "sha256sum" not in text  # nothing was in a draft, so there is nothing to check


def test_wrong_change_code_is_kept_without_the_code(cast, phase):
    proposal = sent(phase, cast.applicant).submission.proposal

    with pytest.raises(TransitionRefused):
        transitions.change(proposal, code="mijn-geheime-code", by=cast.colleague)

    attempt = RefusedAttempt.objects.get()
    assert (attempt.move, attempt.proof.code) == (Move.CHANGE, "change_code")
    assert "geheime" not in attempt.reason


def test_who_may_not_withdraw_leaves_no_attempt(cast, phase):
    """Control: a refusal for who it is, is a line in the history and nothing of the company's."""
    proposal = sent(phase, cast.applicant).submission.proposal

    with pytest.raises(PermissionDenied):
        transitions.withdraw(proposal, by=cast.viewer)

    assert not RefusedAttempt.objects.exists()


def test_withdrawing_too_late_shows_why_and_the_record(cast, phase, clock):
    proposal = sent(phase, cast.applicant).submission.proposal
    clock.set(phase.closes_at)

    page = client_of(cast.applicant).post(reverse("applications:withdraw", args=place(proposal)))

    attempt = RefusedAttempt.objects.get()
    text = page.content.decode()
    assert page.status_code == 409
    assert "Uw offerte is niet ingetrokken" in text
    assert attempt.reason in text
    assert reverse("applications:refusal-pdf", args=place(proposal, attempt.proof.uuid)) in text


def test_sending_twice_shows_that_the_first_one_counts(cast, phase):
    """Who pressed twice sees the second answer only, and must not think that nothing was sent."""
    submission = sent(phase, cast.applicant).submission
    place_of = place(submission.proposal)

    page = client_of(cast.applicant).post(
        reverse("applications:submit", args=place_of), {"declared": "on"}
    )

    text = page.content.decode()
    assert page.status_code == 409
    assert "Uw offerte was al ontvangen" in text
    assert "Uw offerte is niet verstuurd" not in text
    assert reverse("applications:receipt", args=[*place_of, submission.number]) in text


def test_gap_links_to_its_very_input(cast, phase):
    new = services.start_offer(phase, organisation=cast.company, by=cast.applicant)

    page = client_of(cast.applicant).get(reverse("applications:offer", args=place(new)))

    summary = reverse("applications:section", args=place(new, "summary"))
    files = reverse("applications:section", args=place(new, "files"))
    costs = reverse("applications:section", args=place(new, "costs"))
    text = page.content.decode()
    for address, anchor in (
        (summary, "id_title"), (summary, "id_public_summary"), (files, "file-project_plan"),
        (files, "id_truth"), (costs, "rows"),
    ):  # fmt: skip
        assert f'href="{address}#{anchor}"' in text
        there = client_of(cast.applicant).get(address).content.decode()
        assert f'id="{anchor}"' in there
