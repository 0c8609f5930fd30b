"""Mails about a story: to the signatories who approve it, and the answer to who wrote it."""

from awards.stories.models import Story
from portal.accounts.models import User
from portal.accounts.selectors import signatories_of
from portal.mail.outbox import queue_mail


def queue_to_approve(story: Story) -> None:
    """Each signatory is asked to read it."""
    for person in signatories_of(story.dossier.lead):
        _queue("story_to_approve", person, story)


def queue_answered(story: Story) -> None:
    """Who wrote it reads the answer."""
    _queue("story_answered", story.written_by, story)


def _queue(kind: str, person: User, story: Story) -> None:
    context = {"story": story, "dossier": story.dossier, "call": story.dossier.call}
    queue_mail(kind, to=person, key=str(story.uuid), context=context)
