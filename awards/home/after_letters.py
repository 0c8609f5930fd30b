"""What a company asked and complained after a letter, and what it got: answers, second letters."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from awards.home.rows import GOT, MOST, SENT, Ahead, Exchanged, about, place
from awards.models import Decision, DecisionSet
from awards.remedies.models import Complaint, DebriefRequest
from awards.revisions.models import Reinstatement
from portal.accounts.models import Organisation, User

WITH = ("decision__proposal__dossier", "decision__proposal__phase__call")


def second_letters(user: User) -> Iterator[Exchanged]:
    """The letters of awards that followed after the first decision."""
    found = Reinstatement.objects.filter(
        decision__proposal__dossier__lead__in=Organisation.objects.of(user),
        state=Reinstatement.State.APPROVED,
    ).select_related(*WITH)
    for award in found.order_by("-judged_at")[:MOST]:
        if award.judged_at is not None:
            label = _("New letter with an award: %(number)s") % {"number": award.number}
            is_new = award.opened_at is None
            yield Exchanged(
                award.judged_at, GOT, label, about(award.decision.proposal), _url(award.decision),
                "waiting" if is_new else "", _("not read yet") if is_new else "",
            )  # fmt: skip


def debriefs(user: User) -> Iterator[Exchanged]:
    """Requests to explain a decision, and the answers to them."""
    found = DebriefRequest.objects.filter(
        decision__proposal__dossier__lead__in=Organisation.objects.of(user)
    ).select_related(*WITH)
    for debrief in found.order_by("-asked_at")[:MOST]:
        subject, url = about(debrief.decision.proposal), _url(debrief.decision)
        label = _("Request to explain the decision")
        yield _question(debrief, debrief.asked_at, label, subject, url)
        if debrief.answered_at is not None:
            yield Exchanged(
                debrief.answered_at, GOT, _("Explanation of the decision"), subject, url
            )


def complaints(user: User) -> Iterator[Exchanged]:
    """Complaints, and the answers to them."""
    for complaint in _complaints(user).order_by("-registered_at")[:MOST]:
        subject, url = about(complaint.decision.proposal), _url(complaint.decision)
        label = _("Complaint: %(subject)s") % {"subject": complaint.subject}
        yield _question(complaint, complaint.registered_at, label, subject, url)
        if complaint.answered_at is not None:
            yield Exchanged(
                complaint.answered_at, GOT, _("Answer to the complaint"), subject, url,
                "done", complaint.get_outcome_display(),
            )  # fmt: skip


def answers_ahead(user: User, now: datetime) -> Iterator[Ahead]:
    """Until when the authority answers; nothing waits on the company."""
    own = Organisation.objects.of(user)
    label = _("Until then the authority answers your request to explain the decision")
    asked = DebriefRequest.objects.filter(
        decision__proposal__dossier__lead__in=own, answered_at=None, due_at__gt=now
    )
    for debrief in asked.select_related(*WITH):
        decision = debrief.decision
        yield Ahead(debrief.due_at, label, about(decision.proposal), _url(decision))
    label = _("Until then the authority answers your complaint")
    for complaint in _complaints(user).filter(answered_at=None, due_at__gt=now):
        decision = complaint.decision
        yield Ahead(complaint.due_at, label, about(decision.proposal), _url(decision))


def _complaints(user: User) -> QuerySet[Complaint]:
    """Those of one's companies about decisions that they were told."""
    return Complaint.objects.filter(
        decision__proposal__dossier__lead__in=Organisation.objects.of(user),
        decision__decision_set__state=DecisionSet.State.RELEASED,
    ).select_related(*WITH)


def _question(
    asked: DebriefRequest | Complaint, at: datetime, label: str, subject: str, url: str
) -> Exchanged:
    waits = asked.answered_at is None
    return Exchanged(
        at, SENT, label, subject, url,
        "waiting" if waits else "done", _("no answer yet") if waits else _("answered"),
    )  # fmt: skip


def _url(decision: Decision) -> str:
    return reverse("remedies:mine", args=place(decision.proposal))
