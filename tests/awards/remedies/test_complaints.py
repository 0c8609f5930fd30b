"""Complaints: a record with an answer by who had no part in the decision; they stop nothing."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.urls import reverse

from awards import transitions
from awards.models import Contract, DecisionSet
from awards.remedies import services
from awards.remedies.models import Complaint
from awards.remedies.permissions import who_answer
from portal.accounts.models import Membership
from portal.clock import portal_now
from portal.look.wording import AMSTERDAM
from portal.mail.models import OutgoingMail
from portal.work.models import Task
from portal.workflow import TransitionRefused
from tests.awards.partners import contract_of
from tests.awards.remedies.stages import complained, letter_of
from tests.cast import Cast, client_of, staff

FOUNDED = Complaint.Outcome.FOUNDED


@pytest.fixture
def told(released) -> DecisionSet:
    return released()


def test_complaint_stops_no_contract_by_itself(cast: Cast, told: DecisionSet) -> None:
    """Nor does an answer that it is founded; the page says so."""
    complaint = complained(cast)
    contract = transitions.sign_contract(contract_of(cast.company), by=cast.applicant)
    services.answer_complaint(complaint, outcome=FOUNDED, reasons="Terecht.", by=cast.officer)
    assert transitions.countersign(contract, by=cast.officer).state == Contract.State.RUNNING


def test_who_took_the_decision_does_not_answer_where_a_colleague_can(
    cast: Cast, told: DecisionSet
) -> None:
    third = staff(cast.rws, Membership.Role.OFFICER, "Derde")
    complaint = complained(cast)
    assert who_answer(complaint) == [third]
    assert [task.holder for task in Task.objects.filter(kind=Task.Kind.ANSWER_COMPLAINT)] == [third]
    for person in (cast.author, cast.officer, cast.outsider, cast.applicant, cast.members[0]):
        with pytest.raises(PermissionDenied):
            services.answer_complaint(complaint, outcome=FOUNDED, reasons="x", by=person)
    services.answer_complaint(complaint, outcome=FOUNDED, reasons="Terecht.", by=third)
    assert not Task.objects.filter(kind=Task.Kind.ANSWER_COMPLAINT, closed_at=None).exists()


def test_where_nobody_else_is_there_who_decided_answers(cast: Cast, told: DecisionSet) -> None:
    assert set(who_answer(complained(cast))) == {cast.author, cast.officer}


def test_answer_has_an_outcome_and_reasons_once(cast: Cast, told: DecisionSet) -> None:
    complaint = complained(cast)
    for outcome, reasons in (("", "x"), ("grand", "x"), (FOUNDED, " ")):
        with pytest.raises(TransitionRefused):
            services.answer_complaint(complaint, outcome=outcome, reasons=reasons, by=cast.officer)
    services.answer_complaint(complaint, outcome=FOUNDED, reasons="Terecht.", by=cast.officer)
    with pytest.raises(TransitionRefused):
        services.answer_complaint(complaint, outcome=FOUNDED, reasons="Nog", by=cast.officer)
    with pytest.raises(IntegrityError):
        Complaint.objects.filter(pk=complaint.pk).update(reasons="")


def test_nobody_complains_for_another_or_before_the_letters(cast: Cast, approved) -> None:
    decision = approved().decisions.get(proposal__dossier__lead=cast.company)
    with pytest.raises(TransitionRefused):
        services.complain(decision, subject="x", text="y", by=cast.applicant)
    for person in (cast.viewer, cast.rival, cast.outsider, cast.members[0]):
        with pytest.raises(PermissionDenied):
            services.complain(decision, subject="x", text="y", by=person)


def test_officer_writes_down_a_complaint_that_came_by_post(cast: Cast, told: DecisionSet) -> None:
    """With the day it came; the company reads it and its answer on the page of its letter."""
    letter = letter_of(cast.company)
    where = [told.phase.call.reference, told.phase.code]
    officer, today = client_of(cast.officer), portal_now().astimezone(AMSTERDAM).date()
    address = reverse("remedies:write-down", args=where)
    typed = {"letter": letter.pk, "subject": "Niet gebeld", "text": "Wij zijn niet gebeld."}
    ahead = officer.post(address, typed | {"received_on": f"{today + timedelta(days=1)}"})
    assert "Wij zijn niet gebeld." in ahead.content.decode()
    assert not Complaint.objects.exists()
    officer.post(address, typed | {"received_on": f"{today - timedelta(days=3)}"})
    complaint = Complaint.objects.get()
    assert complaint.received_on == today - timedelta(days=3)
    assert "Niet gebeld" in officer.get(reverse("remedies:room", args=where)).content.decode()
    officer.post(
        reverse("remedies:complaint", args=[*where, complaint.uuid]),
        {"outcome": "partly", "reasons": "Wij hadden moeten bellen."},
    )
    proposal = letter.decision.proposal
    place = [proposal.dossier.reference, proposal.phase.code]
    page = client_of(cast.applicant).get(reverse("remedies:mine", args=place)).content.decode()
    assert "Wij hadden moeten bellen." in page
    assert "bezwaar" in page
    mail = OutgoingMail.objects.get(kind="complaint_answered", recipient=cast.applicant)
    assert "bellen" not in mail.body


def test_company_complains_in_the_portal_today(cast: Cast, told: DecisionSet) -> None:
    """A date that the company sends along changes nothing."""
    proposal = letter_of(cast.company).decision.proposal
    place = [proposal.dossier.reference, proposal.phase.code]
    client_of(cast.applicant).post(
        reverse("remedies:complain", args=place),
        {"subject": "Laat", "text": "Te laat.", "received_on": "2020-01-01"},
    )
    assert Complaint.objects.get().received_on == portal_now().astimezone(AMSTERDAM).date()
