"""Who writes the story of a solution, and who approves it."""

from typing import Any

from applications.models import Dossier
from awards.stories.models import Story
from calls.permissions import is_officer
from portal.accounts.models import Membership
from portal.accounts.permissions import has_role


def can_write(user: Any, dossier: Dossier) -> bool:
    """An officer of the call."""
    return is_officer(user, dossier.call)


def can_answer(user: Any, story: Story) -> bool:
    """A signatory of the company that it is about."""
    return has_role(user, Membership.Role.SIGNATORY, organisation=story.dossier.lead)


def can_take_down(user: Any, story: Story) -> bool:
    """Either of them, at any time."""
    return can_answer(user, story) or can_write(user, story.dossier)
