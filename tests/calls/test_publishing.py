"""From draft to public: nothing is missing, nobody approves own work, terms are frozen (REQ-02)."""

import hashlib
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.urls import reverse
from django.utils import timezone

from calls import services, transitions
from calls.checklist import gaps_of
from calls.models import Call, CallVersion, Phase
from calls.versions import terms_of
from portal.audit.models import AuditEvent
from portal.clock import portal_now
from portal.crypto.canonical import canonical_json
from portal.mail.models import OutgoingMail
from portal.work.models import Task
from portal.workflow import TransitionRefused
from tests.calls.conftest import whole_terms
from tests.cast import client_of


def sha256_of(call):
    return hashlib.sha256(canonical_json(terms_of(call))).hexdigest()


def test_a_call_goes_from_draft_to_public(whole, cast):
    call = transitions.submit_for_review(whole, by=cast.author)
    assert call.state == Call.State.IN_REVIEW
    call = transitions.publish(call, by=cast.officer)
    assert call.state == Call.State.PUBLISHED
    assert list(Call.objects.published()) == [call]
    actions = AuditEvent.objects.filter(call_ref=call.reference).values_list("action", flat=True)
    assert {"draft_call", "submit_for_review", "publish"} <= set(actions)


def test_publish_by_an_author_is_forbidden(in_review, cast):
    """REQ-24: nobody approves own work."""
    with pytest.raises(PermissionDenied):
        transitions.publish(in_review, by=cast.author)


def test_who_edits_becomes_an_author_and_cannot_publish(whole, cast):
    services.update_call(whole, by=cast.officer, terms={"title": "Anders"}, version=whole.version)
    call = transitions.submit_for_review(whole, by=cast.author)
    with pytest.raises(PermissionDenied):
        transitions.publish(call, by=cast.officer)


@pytest.mark.parametrize("name", ["outsider", "applicant", "escrow", "analyst", "operator"])
def test_publish_by_somebody_outside_the_call_is_forbidden(in_review, cast, name):
    with pytest.raises(PermissionDenied):
        transitions.publish(in_review, by=getattr(cast, name))


def test_an_empty_draft_is_refused_with_everything_that_is_missing(draft, cast):
    """REQ-02: texts, money, dates, the model contract and the keys, all told at once."""
    gaps = gaps_of(draft, portal_now())
    assert {gap.step for gap in gaps} == {"phases", "rights", "texts", "documents", "keys"}
    with pytest.raises(TransitionRefused) as refused:
        transitions.submit_for_review(draft, by=cast.author)
    assert refused.value.message.splitlines() == [gap.message for gap in gaps]


def test_a_whole_has_no_gaps(whole):
    assert gaps_of(whole, portal_now()) == []


def test_publish_without_the_model_contract_is_refused(in_review, cast):
    """REQ-02 (b)."""
    in_review.documents.all().delete()
    with pytest.raises(TransitionRefused, match="model"):
        transitions.publish(in_review, by=cast.officer)


def test_publish_after_the_opening_moment_is_refused(in_review, cast, clock):
    clock.set(in_review.phases.get(order=1).opens_at)
    with pytest.raises(TransitionRefused):
        transitions.publish(in_review, by=cast.officer)


@pytest.mark.parametrize(
    "change",
    [
        {"cap_incl_vat": Decimal("500000.01")},
        {"closes_at": timezone.now() + timedelta(days=201)},
        {"opens_at": timezone.now() - timedelta(minutes=1)},
        {"budget_incl_vat": None},
        {"cap_incl_vat": None},
        {"scale_max": 4},
        {"criteria": []},
    ],
    ids=["cap above budget", "overlap", "past", "no budget", "no cap", "off the scale", "empty"],
)
def test_wrong_terms_are_gaps(whole, cast, change):
    """REQ-02: what is wrong is told before publication."""
    phases = whole_terms()["phases"]
    terms = {"phases": [phases[0] | change, phases[1]]}
    services.update_call(whole, by=cast.author, terms=terms, version=whole.version)
    gaps = gaps_of(Call.objects.get(pk=whole.pk), portal_now())
    assert {gap.step for gap in gaps} <= {"phases", "criteria"}
    assert gaps


def test_submitting_gives_a_task_to_officers_who_are_no_author(in_review, cast):
    tasks = Task.objects.filter(kind=Task.Kind.APPROVE_CALL, closed_at=None)
    assert [task.holder for task in tasks] == [cast.officer]


def test_publishing_closes_the_task_and_tells_the_author(published, cast):
    assert not Task.objects.filter(kind=Task.Kind.APPROVE_CALL, closed_at=None).exists()
    mail = OutgoingMail.objects.get(kind="call_published")
    assert mail.recipient == cast.author


def test_return_to_author_needs_remarks_and_tells_them(in_review, cast):
    with pytest.raises(TransitionRefused):
        transitions.return_to_author(in_review, by=cast.officer, remarks="  ")
    call = transitions.return_to_author(
        in_review, by=cast.officer, remarks="Het budget klopt niet."
    )
    assert call.state == Call.State.DRAFT
    assert "Het budget klopt niet." in OutgoingMail.objects.get(kind="call_returned").body


def test_publishing_freezes_the_terms_with_their_hash(published):
    """REQ-02 (a)."""
    version = published.versions.get()
    assert version.number == 1
    assert version.terms == terms_of(published)
    assert version.sha256 == sha256_of(published)


def _change_weight(call):
    criterion = call.phases.first().criteria.first()
    criterion.weight += 1
    criterion.save()


def _change_guidance(call):
    """What the committee looks at is a term as well."""
    call.phases.first().criteria.filter(order=0).update(guidance="Anders")


def _change_funder(call):
    Call.objects.filter(pk=call.pk).update(co_funder=call.contracting_authority)


def _change_title(call):
    Call.objects.filter(pk=call.pk).update(title="Een andere titel")


def _change_walk(call):
    call.phases.filter(order=1).update(budget_walk=Phase.Walk.SKIP)


def _change_form(call):
    call.phases.filter(order=1).update(form=[])


def _change_cap(call):
    call.phases.filter(order=2).update(cap_incl_vat="999999.99")


def _add_document(call):
    first = call.documents.first()
    call.documents.create(kind="annex", title="Bijlage", file=first.file, file_name="a.pdf")


@pytest.mark.parametrize(
    "change",
    [
        _change_weight,
        _change_guidance,
        _change_funder,
        _change_title,
        _change_walk,
        _change_form,
        _change_cap,
        _add_document,
    ],
)
def test_the_hash_changes_with_any_term(whole, change):
    before = sha256_of(Call.objects.get(pk=whole.pk))
    change(whole)
    assert sha256_of(Call.objects.get(pk=whole.pk)) != before


def test_anybody_can_check_the_hash_of_the_terms(published):
    """REQ-02 (a): what the address serves is what was hashed."""
    answer = client_of(None).get(reverse("calls:terms", args=[published.reference, 1]))
    assert hashlib.sha256(answer.content).hexdigest() == published.versions.get().sha256


def test_the_frozen_terms_name_each_document_by_the_hash_of_what_is_downloaded(published, cast):
    url = reverse("calls:document", args=[published.reference, published.documents.get().file.uuid])
    downloaded = b"".join(client_of(None).get(url).streaming_content)
    (document,) = published.versions.get().terms["documents"]
    assert document["sha256"] == hashlib.sha256(downloaded).hexdigest()


@pytest.mark.parametrize("statement", ["UPDATE {} SET number = 2", "DELETE FROM {}"])
def test_the_database_refuses_to_change_frozen_terms(published, statement):
    table = CallVersion._meta.db_table
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table))
    assert CallVersion.objects.get().number == 1


def test_a_published_cannot_be_edited(published, cast):
    with pytest.raises(TransitionRefused):
        services.update_call(
            published, by=cast.author, terms={"title": "Anders"}, version=published.version
        )
