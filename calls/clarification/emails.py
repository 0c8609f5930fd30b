"""Whom to tell what. A mail holds a link, never a question, an answer or who asked."""

from collections.abc import Iterable
from typing import Any

from calls import audience
from calls.clarification import askers
from calls.clarification.models import Asker, Notice, Question
from portal.accounts.models import Membership, User
from portal.accounts.selectors import people_in
from portal.mail.outbox import queue_mail, queue_text, text_of

Role = Membership.Role


def queue_assigned(question: Question, *, by: User) -> None:
    """A colleague hears that a question waits."""
    if question.assigned_to is not None and question.assigned_to_id != by.pk:
        queue_mail(
            "question_assigned",
            to=question.assigned_to,
            key=str(question.uuid),
            context={"call": question.call, "question": question, "by": by},
        )


def queue_notice(notice: Notice) -> set[str]:
    """Everybody concerned gets the same mail, askers among them; return their addresses.

    Where a phase is open to all, that is also who came to a meeting of the call without an
    account.
    """
    people = _audience_of(notice)
    context = {"call": notice.call, "notice": notice}
    for person in people:
        queue_mail("notice_published", to=person, key=str(notice.uuid), context=context)
    told = {person.email.lower() for person in people}
    if audience.is_open_to_all(notice.phase):
        told |= _queue_to_participants(notice, context, told)
    return told


def _queue_to_participants(notice: Notice, context: dict[str, Any], told: set[str]) -> set[str]:
    participants = notice.call.market_participants.exclude(confirmed_at=None)
    for participant in participants:
        if participant.email.lower() not in told:
            subject, body = text_of(
                "notice_published",
                language=participant.language,
                context={**context, "to": participant},
            )
            queue_text(
                "notice_published",
                to=None,
                to_email=participant.email,
                key=f"{notice.uuid}:{participant.uuid}",
                subject=subject,
                body=body,
            )
    return {participant.email.lower() for participant in participants}


def queue_delivered(asker: Asker) -> list[User]:
    """Who asked in confidence hears that there is an answer."""
    return _queue_to_asker("own_question_answered", asker)


def queue_returned(asker: Asker) -> list[User]:
    """Who asked in confidence hears that a choice is needed."""
    return _queue_to_asker("own_question_returned", asker)


def _queue_to_asker(kind: str, asker: Asker) -> list[User]:
    people = _people_behind(asker)
    for person in people:
        queue_mail(kind, to=person, key=askers.tag_of(asker), context={"call": asker.question.call})
    return people


def _audience_of(notice: Notice) -> list[User]:
    """Offers, followers and askers together, by their age on the portal and nothing else."""
    asked = [person.pk for person in people_who_asked(askers.askers_in(notice.phase))]
    concerned = audience.people_concerned(notice.phase).values("pk")
    everybody = User.objects.filter(pk__in=concerned) | User.objects.filter(pk__in=asked)
    return list(everybody.order_by("pk"))


def people_who_asked(among: Iterable[Asker]) -> list[User]:
    """The people behind these askers, each once, by their age on the portal."""
    found = {person.pk: person for asker in among for person in _people_behind(asker)}
    return [found[pk] for pk in sorted(found)]


def _people_behind(asker: Asker) -> list[User]:
    """The person who asked; once that person has left, the signatories of the company."""
    who = askers.who_asked(asker)
    person = people_in([who.organisation_id], *Role.values).filter(pk=who.user_id)
    return list(person) or list(people_in([who.organisation_id], Role.SIGNATORY))
