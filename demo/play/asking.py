"""Companies ask, the authority answers in a notice. All of it is invented and marked so."""

import uuid
from typing import Any

from calls.clarification import services
from calls.clarification.models import Announcement, Asker, Notice, Question
from calls.clarification.transitions import notices, questions
from demo import cast
from demo.play.plays import Play
from demo.writing.bank import content
from portal.work.jobs import run_open_jobs


def ask(play: Play) -> None:
    """Two companies each ask something, and two of them ask the same."""
    if Question.objects.filter(call=play.call).exists():
        return
    told = content("questions")
    for index, given in enumerate([*told["first"], told["same"]]):
        _ask(play, index, given)


def answer(play: Play) -> None:
    """The author answers, takes the two together, and writes an announcement."""
    call, told = play.call, content("questions")
    same = Question.objects.filter(call=call, subject=told["same"]["subject"], state="open").first()
    for given in told["first"]:
        question = Question.objects.filter(call=call, subject=given["subject"]).get()
        if question.state == Question.State.OPEN:
            questions.mark_answered(
                question, subject=given["subject"], text=given["text"], answer=given["answer"],
                withheld_because=given["withheld"], by=play.author,
            )  # fmt: skip
    if same is not None:
        into = Question.objects.get(call=call, subject=told["first"][0]["subject"])
        questions.merge(same, into=into, by=play.author)
    if not Announcement.objects.filter(call=call).exists():
        phase = play.phase(play.case.phases[0].code)
        services.write_announcement(phase, by=play.author, **told["announcement"])


def tell(play: Play) -> None:
    """The answers go out in the first notice, with the second officer's approval."""
    call = play.call
    if Notice.objects.filter(call=call).exists():
        return
    phase = play.phase(play.case.phases[0].code)
    notice = services.start_notice(phase, by=play.author)
    intro = content("questions")["intro"]
    services.write_notice(notice, intro=intro, is_substantial=False, by=play.author)
    ready = Question.objects.filter(call=call, state="answered", is_confidential=False)
    notices.fill(
        notice,
        chosen=list(ready.order_by("subject")),
        announcements=list(Announcement.objects.filter(call=call)),
        by=play.author,
    )
    notices.submit_notice(notice, by=play.author)
    notices.approve_notice(notice, by=play.approver)
    # At its own moment, also where the rest of the slow work waits for the worker.
    run_open_jobs(notices.JOB)


def ask_later(play: Play) -> None:
    """Some more come in after the notice, one of them in confidence: they wait for an officer."""
    told = content("questions")
    if Question.objects.filter(call=play.call, is_confidential=True).exists():
        return
    for index, given in enumerate(told["later"]):
        _ask(play, index, given)
    _ask(play, 0, told["secret"], is_confidential=True,
         confidential_because=told["secret"]["because"])  # fmt: skip


def _ask(play: Play, index: int, given: dict[str, str], **more: Any) -> Asker:
    plans = play.plans()
    company, signatory, _colleague = cast.company_of(plans[index % len(plans)].company)
    return services.ask_question(
        play.phase(play.case.phases[0].code),
        by=signatory,
        organisation=company,
        key=uuid.uuid4(),
        subject=given["subject"],
        text=given["text"],
        **more,
    )
