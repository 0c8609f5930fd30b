"""Requests and complaints, and the moments that their rules are about."""

from datetime import timedelta

from awards.models import DecisionSet, Letter
from awards.remedies import services
from awards.remedies.models import Complaint, DebriefRequest
from portal.accounts.models import Organisation
from portal.clock import portal_now
from tests.cast import Cast


def letter_of(company: Organisation) -> Letter:
    """The letter of this company."""
    return Letter.objects.get(decision__proposal__dossier__lead=company)


def asked(cast: Cast, question: str = "Waarom een 6?") -> DebriefRequest:
    """The cast's company wants to know more."""
    return services.ask_debrief(letter_of(cast.company), question=question, by=cast.applicant)


def complained(cast: Cast, subject: str = "Te laat gehoord") -> Complaint:
    """The cast's company is not satisfied."""
    decision = letter_of(cast.company).decision
    return services.complain(
        decision, subject=subject, text="Wij wachtten lang.", by=cast.applicant
    )


def grown_old(debrief: DebriefRequest, days: int) -> DebriefRequest:
    """As if it was asked so many days ago."""
    asked_at = portal_now() - timedelta(days=days)
    due_at = asked_at + timedelta(days=services.ANSWER_DAYS)
    DebriefRequest.objects.filter(pk=debrief.pk).update(asked_at=asked_at, due_at=due_at)
    debrief.refresh_from_db()
    return debrief


def sent_long_ago(decision_set: DecisionSet, days: int) -> None:
    """As if the letters went out so many days ago."""
    DecisionSet.objects.filter(pk=decision_set.pk).update(
        released_at=portal_now() - timedelta(days=days)
    )
