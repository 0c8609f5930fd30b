"""An open call with questions and notices in every stage, made through the real functions."""

import uuid
from dataclasses import dataclass
from typing import Any

from calls.clarification import services
from calls.clarification.models import Announcement, Asker, Notice, Question
from calls.clarification.transitions import notices, questions
from calls.models import Phase
from portal.accounts.models import Organisation, User
from portal.work.jobs import run_open_jobs
from tests.applications.stages import open_phase
from tests.cast import Cast, staff
from tests.factories import PhaseFactory

ANSWER = "Ja, dat mag, zolang de draagkracht is aangetoond."


def call_with(cast: Cast, **fields: Any) -> Phase:
    """An open phase of a published call; its author and second officer work on it."""
    return open_phase(cast, **fields)


def third_officer(cast: Cast) -> User:
    """Somebody of the authority who wrote on nothing yet."""
    return staff(cast.rws, "officer", "Derde inkoper")


def invited_phase(cast: Cast) -> Phase:
    """A second phase of a published call that is open for those invited only."""
    first = open_phase(cast)
    return PhaseFactory(call=first.call, kind="prototype", order=2, entry=Phase.Entry.INVITED)


def asked(
    phase: Phase,
    cast: Cast,
    *,
    by: User | None = None,
    organisation: Organisation | None = None,
    text: str = "Mogen wij staal gebruiken dat eerder is toegepast?",
    subject: str = "Hergebruikt staal",
    secret: bool = False,
) -> Asker:
    """A question of the applicant's company, unless another one asks."""
    return services.ask_question(
        phase,
        by=by or cast.applicant,
        organisation=organisation or cast.company,
        key=uuid.uuid4(),
        subject=subject,
        text=text,
        is_confidential=secret,
        confidential_because="Het gaat om ons eigen proces." if secret else "",
    )


def words(question: Question, *, answer: str = ANSWER) -> dict[str, str]:
    """What an officer saves with an answer."""
    return {
        "subject": question.subject, "text": question.text, "answer": answer,
        "withheld_because": "",
    }  # fmt: skip


def answered(question: Question, cast: Cast, *, by: User | None = None) -> Question:
    """Answered by the author of the call."""
    return questions.mark_answered(question, by=by or cast.author, **words(question))


def announced(phase: Phase, cast: Cast, title: str = "Rondleiding vol") -> Announcement:
    """An announcement by the author."""
    return services.write_announcement(
        phase, title=title, text="De rondleiding van maandag is vol.", by=cast.author
    )


def drafted(phase: Phase, cast: Cast, *chosen: Question, told: Any = ()) -> Notice:
    """A draft with these answers, by the author."""
    notice = services.start_notice(phase, by=cast.author)
    return notices.fill(notice, chosen=list(chosen), announcements=list(told), by=cast.author)


def submitted(notice: Notice, cast: Cast) -> Notice:
    """With a colleague."""
    return notices.submit_notice(notice, by=cast.author)


def approved(notice: Notice, cast: Cast) -> Notice:
    """Approved by the second officer; the job has not run yet."""
    return notices.approve_notice(submitted(notice, cast), by=cast.officer)


def published(notice: Notice, cast: Cast) -> Notice:
    """Published by the job that the approval started."""
    approved(notice, cast)
    run_open_jobs(notices.JOB)
    notice.refresh_from_db()
    return notice


def told(phase: Phase, cast: Cast, asker: Asker) -> Notice:
    """One question, answered and published in a notice of its own."""
    return published(drafted(phase, cast, answered(asker.question, cast)), cast)


@dataclass(frozen=True)
class Asked:
    """A call's questions and notices, one in each state that a page asks about."""

    asker: Asker
    question: Question
    twin: Question
    secret: Question
    announcement: Announcement
    draft: Notice
    review: Notice
    notice: Notice


def everything(phase: Phase, cast: Cast) -> Asked:
    """One of each, in an open phase that has its author and second officer."""
    asker, other = asked(phase, cast), asked(phase, cast, subject="Termijn")
    twin = asked(phase, cast).question
    questions.merge(twin, into=other.question, by=cast.author)
    secret = answered(asked(phase, cast, secret=True).question, cast)
    for_review = answered(asked(phase, cast, subject="Maten").question, cast)
    return Asked(
        asker=asker,
        question=asker.question,
        twin=twin,
        secret=secret,
        announcement=announced(phase, cast),
        draft=drafted(phase, cast),
        review=submitted(drafted(phase, cast, for_review), cast),
        notice=told(phase, cast, asked(phase, cast, subject="Gewicht")),
    )
