"""The history of a call for its officers: readable, narrowed to one object, to take away.

Directive 2014/24 annex IV (b) and (g): it tells nothing of offers before the opening.
"""

import csv

import pytest
from django.urls import reverse

from applications import transitions
from portal.audit.models import AuditEvent
from tests.applications.stages import after_deadline, draft, open_phase, opened, sent
from tests.cast import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def phase(cast):
    return open_phase(cast)


def page_of(phase, user, name="history", **asked):
    return client_of(user).get(reverse(f"calls:{name}", args=[phase.call.reference]), asked)


def rows_of(reply):
    text = b"".join(reply.streaming_content).decode("utf-8-sig")
    return list(csv.reader(text.splitlines()))


def test_officer_reads_the_history_in_words_and_takes_it_away(cast, phase, clock):
    sent(phase, cast.applicant)
    after_deadline(phase, clock)
    opened(phase, cast.author, cast.officer)

    page = page_of(phase, cast.officer, action="confirm_opening")
    assert [event.action for event in page.context["page"]] == ["confirm_opening"]
    assert page.context["page"][0].words in page.content.decode()
    head, *rows = rows_of(page_of(phase, cast.officer, "history-csv"))
    assert len(rows) == AuditEvent.objects.filter(call_ref=phase.call.reference).count()
    assert len(head) == len(rows[0])


def test_history_is_narrowed_to_one_object_one_person_some_days(cast, phase, clock):
    proposal = sent(phase, cast.applicant).submission.proposal
    after_deadline(phase, clock)
    opened(phase, cast.author, cast.officer)

    of_object = page_of(phase, cast.officer, object=proposal.dossier.reference)
    assert {event.object_ref for event in of_object.context["page"]} == {str(proposal.dossier)}
    of_person = page_of(phase, cast.officer, person=cast.author.name)
    assert {event.actor for event in of_person.context["page"]} == {cast.author}
    assert not page_of(phase, cast.officer, since="2040-01-01").context["page"].object_list
    assert page_of(phase, cast.officer, until="2040-01-01").context["page"].object_list
    wrong = page_of(phase, cast.officer, since="gisteren")
    assert wrong.status_code == 200
    assert not wrong.context["page"].object_list


def test_history_is_the_same_with_and_without_offers_before_the_opening(cast, phase):
    """No line, no refusal and no number tells that a company was there."""

    def told():
        page = page_of(phase, cast.officer)
        return [event.action for event in page.context["page"]]

    before = told()
    transitions.withdraw(sent(phase, cast.rival).submission.proposal, by=cast.rival)
    proposal = draft(phase, cast.applicant)
    address = reverse("applications:submit", args=[proposal.dossier.reference, phase.code])
    assert client_of(cast.rival).get(address).status_code == 404  # a refusal, and on record
    refusal = AuditEvent.objects.filter(action="refused").latest("pk")
    assert refusal.seal == phase.audit_ref

    assert told() == before
    history = client_of(cast.auditor).get(reverse("audit:history"))
    assert proposal.dossier.reference not in history.content.decode()


def test_control_refusal_without_a_seal_names_the_offer(cast, phase, monkeypatch):
    """Without the seal the auditor reads a reference: the test above has something to find."""
    monkeypatch.setattr("portal.middleware.seal_of", lambda namespace, kwargs: "")
    reference = draft(phase, cast.applicant).dossier.reference
    client_of(cast.rival).get(reverse("applications:submit", args=[reference, phase.code]))
    page = client_of(cast.auditor).get(reverse("audit:history")).content.decode()
    assert reference in page


@pytest.mark.parametrize("who", ["escrow", "outsider", "applicant", "operator"])
def test_history_of_a_call_is_for_its_officers_and_auditors(cast, phase, who):
    assert page_of(phase, getattr(cast, who)).status_code in {403, 404}
    assert page_of(phase, cast.auditor).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_history_page_takes_as_many_queries_for_one_line_as_for_three(
    cast, phase, count, django_assert_num_queries
):
    for _number in range(count):
        AuditEvent.objects.create(
            actor=cast.author, action="publish", call_ref=phase.call.reference, object_ref="X"
        )
    client = client_of(cast.officer)
    address = reverse("calls:history", args=[phase.call.reference])
    client.get(address)
    with django_assert_num_queries(9):
        client.get(address, {"object": "X"})
