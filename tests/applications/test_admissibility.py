"""Admissible or excluded: by whom, when, with reasons."""

import pytest
from django.core.exceptions import PermissionDenied

from applications import transitions
from applications.models import Admissibility, Proposal
from calls.models import CallRole, Phase
from portal.work.models import Task
from portal.workflow import TransitionRefused
from tests.applications.stages import after_deadline, opened, sent

State = Proposal.State


@pytest.fixture
def offers(cast, phase, clock):
    """Two opened offers."""
    found = [sent(phase, each).submission.proposal for each in (cast.applicant, cast.rival)]
    after_deadline(phase, clock)
    opened(phase, cast.author, cast.officer)
    return found


def judge(proposal, by, *, admissible=True, reasons=""):
    return transitions.judge_admissibility(proposal, admissible=admissible, reasons=reasons, by=by)


def test_officer_excludes_with_reasons_and_can_come_back_on_it(cast, offers):
    judge(offers[0], cast.officer, admissible=False, reasons="Buiten de opgave.")
    offers[0].refresh_from_db()
    assert offers[0].state == State.EXCLUDED

    judge(offers[0], cast.author)
    offers[0].refresh_from_db()
    judgement = Admissibility.objects.get()
    assert offers[0].state == State.OPENED
    assert (judgement.is_admissible, judgement.reasons) == (True, "")
    assert judgement.judged_by == cast.author


def test_exclusion_without_reasons_is_refused(cast, offers):
    with pytest.raises(TransitionRefused) as refusal:
        judge(offers[0], cast.officer, admissible=False, reasons="  ")

    assert refusal.value.code == "reasons"


def test_secretary_judges_too(cast, phase, offers):
    secretary = cast.unassigned
    CallRole.objects.create(call=phase.call, user=secretary, role=CallRole.Role.SECRETARY)

    assert judge(offers[0], secretary).judged_by == secretary


@pytest.mark.parametrize(
    "who", ["outsider", "escrow", "analyst", "auditor", "operator", "applicant", "unassigned"]
)
def test_others_do_not_judge(cast, offers, who):
    with pytest.raises(PermissionDenied):
        judge(offers[0], getattr(cast, who))


def test_judging_ends_when_the_assessment_begins(cast, phase, offers):
    Phase.objects.filter(pk=phase.pk).update(state=Phase.State.ASSESSING)

    with pytest.raises(TransitionRefused) as refusal:
        judge(offers[0], cast.officer)

    assert refusal.value.code == "phase"


def test_the_task_closes_with_the_last_judgement(cast, offers):
    waiting = Task.objects.filter(kind=Task.Kind.JUDGE_ADMISSIBILITY, closed_at=None)
    judge(offers[0], cast.officer, admissible=False, reasons="Buiten de opgave.")
    assert waiting.exists()

    judge(offers[1], cast.officer)
    assert not waiting.exists()
