"""Writing a story of before the portal; what is public changes with it."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from funnel.results import permissions
from funnel.results.models import EarlierStory
from portal.accounts.models import User
from portal.audit.record import record
from portal.clock import portal_now
from portal.files import store
from portal.files.pictures import CONTENT_TYPE

WORDS = (
    "year", "title", "title_en", "authority", "company", "summary", "summary_en", "text", "source",
)  # fmt: skip


@transaction.atomic
def write(
    story: EarlierStory,
    *,
    by: User,
    picture: bytes | None = None,
    keeps_picture: bool = False,
    picture_alt: str = "",
    **words: Any,
) -> EarlierStory:
    """Keep a new or a changed story. Raises PermissionDenied.

    `picture` are the bytes of a picture that was written anew (portal/files/pictures.py); with
    `keeps_picture` the one that is there stays.
    """
    if not permissions.can_edit(by):
        raise PermissionDenied("write_earlier_story")
    is_new = story.pk is None
    if is_new:
        story.written_by = by
    for name in WORDS:
        value = words[name]
        setattr(story, name, value.strip() if isinstance(value, str) else value)
    kept = story.picture if keeps_picture else None
    story.picture = store.save_bytes(picture, CONTENT_TYPE, by=by) if picture else kept
    story.picture_alt = picture_alt.strip() if story.picture else ""
    story.changed_at = portal_now()
    story.save()
    record("write_earlier_story" if is_new else "change_earlier_story", story, by=by)
    return story
