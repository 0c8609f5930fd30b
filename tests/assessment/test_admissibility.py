"""Before scoring: a checklist, questions with a due date, and exclusion with its reasons."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from applications.models import Admissibility, OpenedProposal
from assessment.admissibility import services
from assessment.admissibility.models import CheckItem, Clarification
from assessment.admissibility.tasks import close_overdue
from assessment.seating import phase_problems
from portal.clock import portal_now
from portal.mail.models import OutgoingMail
from portal.work.models import Task
from portal.work.schedule import SCHEDULE
from portal.workflow import TransitionRefused
from tests.assessment import stages
from tests.cast import client_of
from tests.factories import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db
KNOCK_OUTS = [{"code": "chain", "text": {"nl": "Minder dan twee ketenpartners."}}]


@pytest.fixture
def proposal(cast):
    """An opened offer that was not judged yet, of a company with a signatory and a viewer."""
    phase = stages.opened_phase(cast, offers=1, knock_outs=KNOCK_OUTS)
    proposal = phase.proposals.get()
    Admissibility.objects.all().delete()
    for role in ("signatory", "viewer"):
        MembershipFactory(
            user=UserFactory(name=role), organisation=proposal.dossier.lead, role=role
        )
    return proposal


@pytest.fixture
def asked(cast, proposal):
    return services.ask(
        proposal, "Wie is de tweede partner?", due_at=portal_now() + timedelta(days=3),
        by=cast.officer,
    )  # fmt: skip


def person(proposal, role):
    return proposal.dossier.lead.memberships.get(role=role).user


def checklist(proposal):
    return reverse(
        "admissibility:checklist", args=[proposal.dossier.reference, proposal.phase.code]
    )


def late(clarification):
    """The time to answer is over: the row says so, as it would after three days."""
    Clarification.objects.filter(pk=clarification.pk).update(due_at=portal_now())
    Task.objects.filter(kind=Task.Kind.EXPLAIN_OFFER).update(due_at=portal_now())


def test_the_checklist_holds_the_knock_outs_of_the_call_and_needs_a_note(proposal):
    client = client_of(stages.secretary_of(proposal.phase))
    page = client.get(checklist(proposal)).content.decode()
    assert "Minder dan twee ketenpartners." in page
    wrong = client.post(checklist(proposal), {"verdict_chain": "unclear"})
    assert set(wrong.context["form"].errors) == {"note_chain"}
    client.post(
        checklist(proposal),
        {"verdict_chain": "unclear", "note_chain": "één partner", "verdict_complete": "right"},
    )
    found = dict(CheckItem.objects.values_list("code", "verdict"))
    assert found == {"chain": "unclear", "complete": "right"}
    assert "één partner" in client.get(checklist(proposal)).content.decode()


def test_a_question_reaches_the_company_as_task_and_mail(proposal, asked):
    signatory = person(proposal, "signatory")
    task = Task.objects.get(kind=Task.Kind.EXPLAIN_OFFER, closed_at=None)
    assert (task.holder, task.due_at) == (signatory, asked.due_at)
    assert SCHEDULE[task.kind].hours == (2,), "what comes too late does not count"
    mail = OutgoingMail.objects.get(kind="clarification_of_offer_asked")
    assert mail.recipient == signatory
    assert "tweede partner" not in mail.body
    page = client_of(signatory).get(task.url).content.decode()
    assert "Wie is de tweede partner?" in page


def test_the_answer_stands_beside_the_offer_and_changes_nothing_in_it(cast, proposal, asked):
    """The offer stays as it was sent (Directive 2014/24 article 56(3))."""
    before = OpenedProposal.objects.values().get(proposal=proposal)
    signatory = client_of(person(proposal, "signatory"))
    page = reverse("admissibility:answer", args=[asked.uuid])
    assert signatory.post(page, {"answer": "Het lab is partner."}).status_code == 302
    assert OpenedProposal.objects.values().get(proposal=proposal) == before
    assert (
        "Het lab is partner." in client_of(cast.officer).get(checklist(proposal)).content.decode()
    )
    assert not Task.objects.filter(kind=Task.Kind.EXPLAIN_OFFER, closed_at=None).exists()
    assert OutgoingMail.objects.filter(kind="clarification_of_offer_given").count() == 1
    with pytest.raises(TransitionRefused) as refusal:
        services.answer(asked, "Toch iemand anders.", by=person(proposal, "signatory"))
    assert refusal.value.code == "answered"
    Admissibility.objects.create(proposal=proposal, is_admissible=True, judged_by=cast.officer)
    committee = stages.declared(stages.formed(cast, proposal.phase))
    place = [committee.phase.call.reference, committee.phase.code, proposal.dossier.reference]
    read = client_of(cast.members[0]).get(reverse("assessment:score", args=place))
    assert "Het lab is partner." in read.content.decode()
    type(committee.phase).objects.filter(pk=committee.phase_id).update(is_anonymous=True)
    blind = client_of(cast.members[0]).get(reverse("assessment:score", args=place))
    assert "Het lab is partner." not in blind.content.decode()


def test_a_late_answer_is_refused_and_nothing_typed_is_lost(proposal, asked):
    late(asked)
    page = reverse("admissibility:answer", args=[asked.uuid])
    answer = client_of(person(proposal, "signatory")).post(page, {"answer": "Net te laat."})
    assert answer.status_code == 409
    assert "Net te laat." in answer.content.decode()
    asked.refresh_from_db()
    assert asked.answered_at is None


def test_control_the_database_refuses_a_late_answer_too(proposal, asked):
    late(asked)
    with pytest.raises(IntegrityError), transaction.atomic():
        Clarification.objects.filter(pk=asked.pk).update(answer="x", answered_at=portal_now())


def test_the_task_closes_when_no_answer_came(asked):
    assert close_overdue() == 0
    late(asked)
    assert close_overdue() == 1
    assert not Task.objects.filter(kind=Task.Kind.EXPLAIN_OFFER, closed_at=None).exists()


def test_no_committee_while_a_company_still_has_time(cast, proposal, asked):
    Admissibility.objects.create(proposal=proposal, is_admissible=True, judged_by=cast.officer)
    assert len(phase_problems(proposal.phase)) == 1
    late(asked)
    assert phase_problems(proposal.phase) == []


def test_bad_questions_come_back_with_what_was_typed(cast, proposal):
    client = client_of(cast.officer)
    page = client.post(
        checklist(proposal),
        {"action": "ask", "question": "Wat bedoelt u?", "due_at": "2020-01-01T12:00"},
    )
    assert set(page.context["question"].errors) == {"due_at"}
    assert "Wat bedoelt u?" in page.content.decode()
    assert not Clarification.objects.exists()


def test_checking_and_asking_end_when_the_assessment_begins(cast, proposal):
    type(proposal.phase).objects.filter(pk=proposal.phase_id).update(state="assessing")
    with pytest.raises(TransitionRefused):
        services.write_checklist(proposal, {"complete": ("right", "")}, by=cast.officer)
    with pytest.raises(TransitionRefused):
        services.ask(proposal, "?", due_at=portal_now() + timedelta(days=1), by=cast.officer)


@pytest.mark.parametrize("who", ["outsider", "applicant", "analyst", "operator", "unassigned"])
def test_only_officers_and_secretary_check_and_ask(cast, proposal, who):
    by = getattr(cast, who)
    with pytest.raises(PermissionDenied):
        services.write_checklist(proposal, {}, by=by)
    with pytest.raises(PermissionDenied):
        services.ask(proposal, "?", due_at=portal_now() + timedelta(days=1), by=by)
    assert client_of(by).get(checklist(proposal)).status_code == 404


def test_only_the_company_reads_the_question_and_only_writers_answer(cast, proposal, asked):
    page = reverse("admissibility:answer", args=[asked.uuid])
    for stranger in (cast.rival, cast.officer, cast.members[0]):
        assert client_of(stranger).get(page).status_code == 404
    viewer = client_of(person(proposal, "viewer"))
    assert viewer.get(page).status_code == 200
    assert viewer.post(page, {"answer": "x"}).status_code == 403
