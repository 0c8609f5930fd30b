"""Every change of a story's state: written by officers, public once the company approved it."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from applications.models import Dossier
from awards.stories import emails, permissions, waiting
from awards.stories.models import Story
from awards.stories.selectors import told_of
from portal.accounts.models import User
from portal.audit.record import record
from portal.clock import portal_now
from portal.files import store
from portal.files.models import StoredFile
from portal.files.pictures import CONTENT_TYPE
from portal.workflow import Transition, TransitionRefused, lock

State = Story.State

APPROVE = Transition(
    "approve_story", frozenset({State.PROPOSED}), State.APPROVED, permissions.can_answer
)
REFUSE = Transition(
    "refuse_story", frozenset({State.PROPOSED}), State.REFUSED, permissions.can_answer
)
TAKE_DOWN = Transition(
    "take_story_down", frozenset({State.APPROVED}), State.TAKEN_DOWN, permissions.can_take_down
)
REPLACE = Transition(
    "replace_story",
    frozenset({State.PROPOSED, State.APPROVED}),
    State.REPLACED,
    permissions.can_take_down,
)


@transaction.atomic
def write(
    dossier: Dossier,
    *,
    title: str,
    text: str,
    picture: bytes | None = None,
    keeps_picture: bool = False,
    picture_alt: str = "",
    by: User,
) -> Story:
    """The next version, which the company is asked to approve; what is public stays until then.

    `picture` are the bytes of a picture that was written anew (portal/files/pictures.py); with
    `keeps_picture` the one of the last version stays. A version that waits is replaced. Raises
    PermissionDenied, and TransitionRefused where nothing was delivered.
    """
    dossier = lock(dossier)
    if not permissions.can_write(by, dossier):
        raise PermissionDenied("write_story")
    if not told_of(dossier.call).filter(pk=dossier.pk).exists():
        raise TransitionRefused(_("A story is told of what was delivered and accepted."))
    last = dossier.stories.order_by("-number").first()
    if last is not None and last.state == State.PROPOSED:
        waiting.answered(last)
        REPLACE.check(last, by=by)
        REPLACE.apply(last, by=by)
    kept = last.picture if last is not None and keeps_picture else None
    file: StoredFile | None = store.save_bytes(picture, CONTENT_TYPE, by=by) if picture else kept
    story = Story.objects.create(
        dossier=dossier,
        number=last.number + 1 if last else 1,
        title=title.strip(),
        text=text.strip(),
        picture=file,
        picture_alt=picture_alt.strip() if file else "",
        written_by=by,
    )
    record("write_story", story, by=by, number=story.number)
    waiting.ask_to_approve(story)
    emails.queue_to_approve(story)
    return story


@transaction.atomic
def approve(story: Story, *, by: User) -> Story:
    """The company agrees: this version is public now, in the place of the one before."""
    lock(story.dossier)
    story = lock(story)
    APPROVE.check(story, by=by)
    before = Story.objects.filter(dossier=story.dossier, state=State.APPROVED).first()
    if before is not None:
        REPLACE.check(before, by=by)
        REPLACE.apply(before, by=by)
    story.answered_by, story.answered_at = by, portal_now()
    APPROVE.apply(story, by=by, update=["answered_by", "answered_at"], number=story.number)
    waiting.answered(story)
    emails.queue_answered(story)
    return story


@transaction.atomic
def refuse(story: Story, *, answer: str, by: User) -> Story:
    """The company wants it otherwise and says how; what was public stays."""
    story = lock(story)
    REFUSE.check(story, by=by)
    if not answer.strip():
        raise TransitionRefused(_("Say what should be different."), code="answer")
    story.answered_by, story.answered_at, story.answer = by, portal_now(), answer.strip()
    REFUSE.apply(story, by=by, update=["answered_by", "answered_at", "answer"])
    waiting.answered(story)
    emails.queue_answered(story)
    return story


@transaction.atomic
def take_down(story: Story, *, by: User) -> Story:
    """Nobody reads it any more; officers or the company, at any time."""
    story = lock(story)
    TAKE_DOWN.check(story, by=by)
    TAKE_DOWN.apply(story, by=by)
    return story
