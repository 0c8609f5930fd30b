"""Whom to tell what. A mail holds a link, never a question, an answer or who asked."""

from calls import audience
from calls.clarification import askers
from calls.clarification.models import Asker, Notice, Question
from portal.accounts.models import Membership, User
from portal.mail.outbox import queue_mail
from portal.models import PortalNow

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


def queue_notice(notice: Notice) -> int:
    """Everybody concerned gets the same mail, askers among them; return how many."""
    people = _audience_of(notice)
    for person in people:
        queue_mail(
            "notice_published",
            to=person,
            key=str(notice.uuid),
            context={"call": notice.call, "notice": notice},
        )
    return len(people)


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
    asked = {
        person.pk for asker in askers.askers_in(notice.phase) for person in _people_behind(asker)
    }
    concerned = audience.people_concerned(notice.phase).values("pk")
    everybody = User.objects.filter(pk__in=concerned) | User.objects.filter(pk__in=asked)
    return list(everybody.order_by("pk"))


def _people_behind(asker: Asker) -> list[User]:
    """The person who asked; once that person has left, the signatories of the company."""
    who = askers.who_asked(asker)
    person = User.objects.filter(
        pk=who.user_id, is_active=True, memberships__organisation=who.organisation_id
    ).exclude(memberships__until__lte=PortalNow())
    signatories = User.objects.filter(
        is_active=True,
        memberships__organisation=who.organisation_id,
        memberships__role=Role.SIGNATORY,
    ).exclude(memberships__until__lte=PortalNow())
    return list(person.distinct()[:1]) or list(signatories.distinct().order_by("pk"))
