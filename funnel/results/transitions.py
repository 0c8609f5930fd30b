"""Stories of before the portal: published, and taken down again."""

from django.db import transaction

from funnel.results import permissions
from funnel.results.models import EarlierStory
from portal.accounts.models import User
from portal.workflow import Transition, lock

State = EarlierStory.State

PUBLISH = Transition(
    "publish_earlier_story",
    frozenset({State.DRAFT, State.TAKEN_DOWN}),
    State.PUBLISHED,
    permissions.can_edit,
)
TAKE_DOWN = Transition(
    "take_earlier_story_down", frozenset({State.PUBLISHED}), State.TAKEN_DOWN, permissions.can_edit
)


@transaction.atomic
def publish(story: EarlierStory, *, by: User) -> EarlierStory:
    """Everybody can read it."""
    story = lock(story)
    PUBLISH.check(story, by=by)
    PUBLISH.apply(story, by=by)
    return story


@transaction.atomic
def take_down(story: EarlierStory, *, by: User) -> EarlierStory:
    """Only editors read it."""
    story = lock(story)
    TAKE_DOWN.check(story, by=by)
    TAKE_DOWN.apply(story, by=by)
    return story
