"""A company's start page: what needs it, what is due when, everything it sent and got."""

from datetime import timedelta

import pytest
from django.urls import reverse

from applications import transitions as sending
from applications.models import Proposal
from awards import transitions
from awards.home.selectors import GOT, SENT, dates_ahead, exchanged
from awards.models import Contract, DecisionSet
from awards.remedies import services as remedies
from portal.clock import portal_now
from portal.workflow import TransitionRefused
from tests.applications.stages import draft, open_phase, sent
from tests.awards.remedies.stages import asked, complained
from tests.cast import client_of
from tests.factories import UserFactory

QUERIES = 21


def words(rows):
    return [(row.direction, row.label) for row in rows]


def test_home_of_a_companys_people_is_the_overview_and_of_others_their_tasks(cast):
    assert client_of(cast.applicant).get(reverse("home")).url == reverse("company:home")
    assert client_of(cast.viewer).get(reverse("home")).url == reverse("company:home")
    assert client_of(cast.officer, stepped_up=True).get(reverse("home")).url == reverse(
        "accounts:tasks"
    )


def test_draft_is_a_date_that_waits_and_a_sent_offer_one_that_does_not(cast):
    phase = open_phase(cast)
    proposal = draft(phase, cast.applicant)
    (before,) = dates_ahead(cast.viewer, portal_now())
    sending.submit(proposal, by=cast.applicant, declared=True)
    (after,) = dates_ahead(cast.viewer, portal_now())

    assert (before.at, before.waits, after.waits) == (phase.closes_at, True, False)
    assert dates_ahead(cast.rival, portal_now()) == []
    assert dates_ahead(cast.viewer, phase.closes_at + timedelta(seconds=1)) == []


def test_sendings_refusals_and_withdrawals_are_listed_the_last_one_first(cast):
    phase = open_phase(cast)
    proposal = draft(phase, cast.applicant)
    with pytest.raises(TransitionRefused):
        sending.submit(proposal, by=cast.applicant, declared=False)
    sending.submit(proposal, by=cast.applicant, declared=True)
    sending.withdraw(Proposal.objects.get(pk=proposal.pk), by=cast.applicant)

    rows = exchanged(cast.colleague)

    assert [row.direction for row in rows] == [SENT] * 3
    assert [row.state for row in rows] == ["", "withdrawn", "refused"]
    assert exchanged(cast.rival) == []


def test_letters_contracts_and_deliverables_are_there_from_the_release_on(cast, running):
    part = running.deliverables.first()
    transitions.deliver(part, upload=b"%PDF-1.7", file_name="v.pdf", by=cast.colleague)
    part.refresh_from_db()
    transitions.return_(part, by=cast.officer, remarks="Vul aan.")

    directions = [row.direction for row in exchanged(cast.applicant)]
    ahead = dates_ahead(cast.applicant, portal_now())

    # letter, contract, sent offer, both signatures, delivery and its judgement
    assert sorted(directions) == [GOT] * 4 + [SENT] * 3
    assert [date.waits for date in ahead] == [True, True]
    DecisionSet.objects.update(state=DecisionSet.State.APPROVED)
    assert not any(
        "B" in row.label[:1]
        for row in exchanged(cast.applicant)
        if row.direction == GOT and row.label.startswith("Brief")
    )


def test_questions_after_the_letter_are_listed_with_their_answers(cast, released):
    """What was asked and complained is sent, the answer is got; until then its term lies ahead."""
    released()
    debrief = asked(cast)
    complained(cast)
    assert {row.state for row in exchanged(cast.applicant) if row.direction == SENT} >= {"waiting"}
    before = [date.at for date in dates_ahead(cast.applicant, portal_now())]
    remedies.answer_debrief(debrief, answer="Het plan was dun.", by=cast.author)
    rows = words(exchanged(cast.colleague))
    assert rows[0] == (GOT, "Toelichting op het besluit")
    assert {rows[1], rows[2]} == {
        (SENT, "Klacht: Te laat gehoord"), (SENT, "Vraag om toelichting op het besluit"),
    }  # fmt: skip
    assert before.count(debrief.due_at) == 2
    assert [date.at for date in dates_ahead(cast.applicant, portal_now())].count(
        debrief.due_at
    ) == 1
    assert not any("toelichting" in label for _way, label in words(exchanged(cast.rival)))


@pytest.mark.parametrize("items", [1, 3])
def test_home_asks_as_often_for_three_offers_as_for_one(cast, django_assert_num_queries, items):
    for _number in range(items):
        sent(open_phase(cast), cast.applicant)
    client = client_of(cast.applicant)
    client.get(reverse("company:home"))
    with django_assert_num_queries(QUERIES):
        page = client.get(reverse("company:home"))
    assert page.status_code == 200


def test_home_shows_only_one_direction_when_asked(cast):
    sent(open_phase(cast), cast.applicant)
    client = client_of(cast.applicant)

    everything = client.get(reverse("company:home")).content.decode()
    got = client.get(reverse("company:home"), {"welke": "got"}).content.decode()

    assert "ontvangstbewijs" in everything
    assert "inzending 1: ontvangstbewijs" not in got


def test_somebody_without_a_company_is_told_what_to_do(db):
    page = client_of(UserFactory()).get(reverse("company:home")).content.decode()

    assert reverse("accounts:companies") in page


def test_contract_of_another_company_is_nowhere(cast, contract):
    assert Contract.objects.count() == 1
    assert not any("contract" in row.url for row in exchanged(cast.rival))
