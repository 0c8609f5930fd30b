"""A refused sending leaves what a company can prove: what, when, why and the hash of it."""

import hashlib
import io

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from pypdf import PdfReader

from applications import services, transitions
from applications.models import RefusedAttempt
from applications.offered import offered_bytes
from applications.refusals.models import RefusalProof
from applications.refusals.salts import salt_of, salted_sha256
from portal.audit.models import AuditEvent
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
    with django_assert_num_queries(4):
        client.get(address)
    for _more in range(2):
        refuse(proposal, cast.applicant, declared=False)
    with django_assert_num_queries(4):
        client.get(address)


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
