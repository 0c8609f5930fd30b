"""State x move and role x move of questions and notices, against tables written here again."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from calls.clarification import askers, services
from calls.clarification.models import Asker, Notice, Question
from calls.clarification.transitions import notices, questions
from calls.models import Call, CallRole, Phase
from portal.accounts.models import User
from portal.audit.models import AuditEvent
from portal.work.jobs import run_open_jobs
from portal.workflow import TransitionRefused
from tests.calls.clarification import stages
from tests.cast import Cast

QUESTION_TABLE = """
                 open     assigned answered in_notice published delivered returned merged    withdrawn
assign           assigned assigned -        -         -         -         -        -         -
mark_answered    answered answered answered -         -         -         -        -         -
merge            merged   merged   merged   -         -         -         -        -         -
unmerge          -        -        -        -         -         -         -        open      -
return_to_asker  returned returned returned -         -         -         -        -         -
deliver          -        -        delivered -        -         -         -        -         -
agree_to_publish -        -        -        -         -         -         open     -         -
withdraw         withdrawn withdrawn withdrawn -      -         -         withdrawn withdrawn -
write_answer     open     assigned answered in_notice -         -         returned -         -
"""  # noqa: E501  a table
NOTICE_TABLE = """
               draft     in_review approved  published
submit_notice  in_review -         -         -
return_notice  -         draft     -         -
approve_notice -         approved  -         -
publish_notice -         -         published -
fill           draft     -         -         -
write_notice   draft     -         -         -
discard        gone      -         -         -
"""
# Who may: asker is the company's signatory, colleague its editor, assigned a reader on the call.
ROLE_TABLE = """
                 author officer assigned secretary outsider asker colleague viewer rival auditor
assign           yes    yes     no       no        no       no    no        no     no    no
mark_answered    yes    yes     yes      no        no       no    no        no     no    no
merge            yes    yes     no       no        no       no    no        no     no    no
unmerge          yes    yes     no       no        no       no    no        no     no    no
return_to_asker  yes    yes     no       no        no       no    no        no     no    no
deliver          no     yes     no       no        no       no    no        no     no    no
agree_to_publish no     no      no       no        no       yes   yes       no     no    no
withdraw         no     no      no       no        no       yes   yes       no     no    no
write_answer     yes    yes     yes      no        no       no    no        no     no    no
submit_notice    yes    yes     no       no        no       no    no        no     no    no
return_notice    yes    yes     no       no        no       no    no        no     no    no
approve_notice   no     yes     no       no        no       no    no        no     no    no
"""
CONFIDENTIAL = {"return_to_asker", "deliver", "agree_to_publish"}


def table_of(text: str) -> dict[tuple[str, str], str]:
    head, *rows = [line.split() for line in text.strip().splitlines()]
    return {
        (row[0], column): cell for row in rows for column, cell in zip(head, row[1:], strict=True)
    }


QUESTION_CELLS, NOTICE_CELLS, ROLE_CELLS = map(table_of, (QUESTION_TABLE, NOTICE_TABLE, ROLE_TABLE))


@pytest.fixture
def phase(cast: Cast) -> Phase:
    return stages.call_with(cast)


def question_moves(asker: Asker, cast: Cast, other: Question) -> dict[str, Callable[[User], Any]]:
    question = asker.question
    words = stages.words(question)
    return {
        "assign": lambda by: questions.assign(question, to=cast.officer, by=by),
        "mark_answered": lambda by: questions.mark_answered(question, by=by, **words),
        "merge": lambda by: questions.merge(question, into=other, by=by),
        "unmerge": lambda by: questions.unmerge(question, by=by),
        "return_to_asker": lambda by: questions.return_to_asker(question, reason="Om.", by=by),
        "deliver": lambda by: questions.deliver(question, by=by),
        "agree_to_publish": lambda by: questions.agree_to_publish(asker, by=by),
        "withdraw": lambda by: questions.withdraw(asker, by=by),
        "write_answer": lambda by: services.write_answer(question, by=by, **words),
    }


def put(question: Question, state: str, cast: Cast, other: Question) -> None:
    """Place a question in a state without the moves that lead there."""
    fields: dict[str, Any] = {"state": state}
    if state == "merged":
        fields["merged_into"] = other
    if state in {"in_notice", "published"} and not question.is_confidential:
        fields["notice"] = services.start_notice(question.phase, by=cast.author)
    Question.objects.filter(pk=question.pk).update(**fields)
    question.refresh_from_db()


def test_the_tables_are_whole() -> None:
    assert {state for _move, state in QUESTION_CELLS} == set(Question.State.values)
    assert {state for _move, state in NOTICE_CELLS} == set(Notice.State.values)


@pytest.mark.parametrize(("move", "state"), QUESTION_CELLS)
def test_question_moves_from_each_state(cast: Cast, phase: Phase, move: str, state: str) -> None:
    other = stages.asked(phase, cast).question
    asker = stages.asked(phase, cast, secret=move in CONFIDENTIAL)
    put(asker.question, state, cast, other)
    by = {"agree_to_publish": cast.applicant, "withdraw": cast.applicant}.get(move, cast.officer)
    change = question_moves(asker, cast, other)[move]
    target = QUESTION_CELLS[move, state]
    lines = AuditEvent.objects.count()
    if target == "-":
        with pytest.raises(TransitionRefused):
            change(by)
        assert AuditEvent.objects.count() == lines
        target = state
    else:
        change(by)
        assert AuditEvent.objects.count() > lines
    assert Question.objects.get(pk=asker.question.pk).state == target


def notice_in(state: str, phase: Phase, cast: Cast) -> Notice:
    question = stages.answered(stages.asked(phase, cast).question, cast)
    notice = stages.drafted(phase, cast, question)
    if state != "draft":
        Notice.objects.filter(pk=notice.pk).update(state="in_review")
    if state in {"approved", "published"}:
        notice = notices.approve_notice(notice, by=cast.officer)
    if state == "published":
        run_open_jobs(notices.JOB)
    notice.refresh_from_db()
    assert notice.state == state
    return notice


@pytest.mark.parametrize(("move", "state"), NOTICE_CELLS)
def test_notice_moves_from_each_state(cast: Cast, phase: Phase, move: str, state: str) -> None:
    notice = notice_in(state, phase, cast)
    chosen = list(notice.questions.all())
    moves: dict[str, Callable[[], Any]] = {
        "submit_notice": lambda: notices.submit_notice(notice, by=cast.author),
        "return_notice": lambda: notices.return_notice(notice, remarks="Nee.", by=cast.officer),
        "approve_notice": lambda: notices.approve_notice(notice, by=cast.officer),
        "publish_notice": lambda: notices.publish_notice(notice),
        "fill": lambda: notices.fill(notice, chosen=chosen, announcements=[], by=cast.author),
        "write_notice": lambda: services.write_notice(
            notice, intro="Ja.", is_substantial=False, by=cast.author
        ),
        "discard": lambda: notices.discard(notice, by=cast.author),
    }
    target = NOTICE_CELLS[move, state]
    if target == "-":
        with pytest.raises(TransitionRefused):
            moves[move]()
        target = state
    else:
        moves[move]()
    if target == "gone":
        assert not Notice.objects.filter(pk=notice.pk).exists()
        assert {question.state for question in Question.objects.all()} == {"answered"}
    else:
        assert Notice.objects.get(pk=notice.pk).state == target


def who(role: str, cast: Cast) -> User:
    return {"asker": cast.applicant, "assigned": cast.unassigned, "secretary": cast.members[0]}.get(
        role
    ) or getattr(cast, role)


@pytest.mark.parametrize(("move", "role"), ROLE_CELLS)
def test_roles_and_moves(cast: Cast, phase: Phase, move: str, role: str) -> None:
    for user, given in ((cast.unassigned, "reader"), (cast.members[0], "secretary")):
        CallRole.objects.create(call=phase.call, user=user, role=given)
    other = stages.asked(phase, cast).question
    asker = stages.asked(phase, cast, secret=move in CONFIDENTIAL)
    question = asker.question
    Question.objects.filter(pk=question.pk).update(assigned_to=cast.unassigned)
    question.refresh_from_db()
    notice = stages.drafted(phase, cast, stages.answered(stages.asked(phase, cast).question, cast))
    start = {"deliver": "answered", "agree_to_publish": "returned", "unmerge": "merged"}
    if move in start:
        if move == "deliver":
            stages.answered(question, cast)
        else:
            put(question, start[move], cast, other)
    if move in {"return_notice", "approve_notice"}:
        stages.submitted(notice, cast)
    moves = question_moves(asker, cast, other) | {
        "submit_notice": lambda by: notices.submit_notice(notice, by=by),
        "return_notice": lambda by: notices.return_notice(notice, remarks="Nee.", by=by),
        "approve_notice": lambda by: notices.approve_notice(notice, by=by),
    }
    if ROLE_CELLS[move, role] == "yes":
        moves[move](who(role, cast))
    else:
        with pytest.raises(PermissionDenied):
            moves[move](who(role, cast))


def test_nothing_is_answered_in_a_stopped_call(cast: Cast, phase: Phase) -> None:
    asker = stages.asked(phase, cast)
    notice = stages.drafted(phase, cast, stages.answered(stages.asked(phase, cast).question, cast))
    Call.objects.filter(pk=phase.call_id).update(state="cancelled")
    for change in (
        lambda: stages.answered(asker.question, cast),
        lambda: notices.submit_notice(notice, by=cast.author),
        lambda: services.start_notice(phase, by=cast.author),
    ):
        phase.call.refresh_from_db()
        with pytest.raises(TransitionRefused):
            change()


def test_approved_notice_of_a_call_that_was_stopped_stays_unpublished(
    cast: Cast, phase: Phase
) -> None:
    notice = notice_in("approved", phase, cast)
    Call.objects.filter(pk=phase.call_id).update(state="cancelled")
    run_open_jobs(notices.JOB)
    notice.refresh_from_db()
    assert notice.state == "approved"
    assert notice.pdf is None


def test_question_in_confidence_cannot_be_in_a_notice(cast: Cast, phase: Phase) -> None:
    """The database refuses it too."""
    question = stages.asked(phase, cast, secret=True).question
    notice = services.start_notice(phase, by=cast.author)
    with pytest.raises(IntegrityError), transaction.atomic():
        Question.objects.filter(pk=question.pk).update(notice=notice)
    stages.answered(question, cast)
    with pytest.raises(TransitionRefused):
        notices.fill(notice, chosen=[question], announcements=[], by=cast.author)


def test_withdrawn_question_leaves_those_taken_together_with_it(cast: Cast, phase: Phase) -> None:
    """Whoever asked the same keeps a question that is answered; nobody learns of the other."""
    first = stages.asked(phase, cast)
    twins = [
        stages.asked(phase, cast, by=cast.rival, organisation=cast.rival_company) for _ in range(2)
    ]
    for twin in twins:
        questions.merge(twin.question, into=first.question, by=cast.author)
    questions.withdraw(first, by=cast.applicant)
    states = sorted(Question.objects.values_list("state", flat=True))
    assert states == ["merged", "open", "withdrawn"]
    heir = Question.objects.get(state="open")
    assert Question.objects.get(state="merged").merged_into == heir
    assert askers.asker_of(heir).pk in {twin.pk for twin in twins}


def test_merging_into_one_that_is_merged_itself_is_refused(cast: Cast, phase: Phase) -> None:
    first, second, third = (stages.asked(phase, cast).question for _ in range(3))
    questions.merge(second, into=first, by=cast.author)
    with pytest.raises(TransitionRefused):
        questions.merge(third, into=second, by=cast.author)
    questions.merge(first, into=third, by=cast.author)
    second.refresh_from_db()
    assert second.merged_into == third


def test_secret_question_is_merged_with_nothing(cast: Cast, phase: Phase) -> None:
    secret = stages.asked(phase, cast, secret=True).question
    plain = stages.asked(phase, cast).question
    for one, other in ((secret, plain), (plain, secret)):
        with pytest.raises(TransitionRefused):
            questions.merge(one, into=other, by=cast.author)


@pytest.mark.parametrize("move", ["return_to_asker", "deliver"])
def test_moves_in_confidence_need_a_question_in_confidence(
    cast: Cast, phase: Phase, move: str
) -> None:
    asker = stages.asked(phase, cast)
    stages.answered(asker.question, cast)
    with pytest.raises(TransitionRefused):
        question_moves(asker, cast, asker.question)[move](cast.officer)


def test_answer_writer_cannot_approve_the_notice_that_holds_it(cast: Cast, phase: Phase) -> None:
    """REQ-24: nobody approves own work, neither a notice nor an answer or announcement in it."""
    question = stages.answered(stages.asked(phase, cast).question, cast, by=cast.officer)
    notice = stages.submitted(stages.drafted(phase, cast, question), cast)
    for own in (cast.author, cast.officer):
        with pytest.raises(PermissionDenied):
            notices.approve_notice(notice, by=own)
    notices.approve_notice(notice, by=stages.third_officer(cast))
