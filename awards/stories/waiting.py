"""A story waits on the signatories of the company."""

from django.urls import reverse

from awards.stories.models import Story
from portal.accounts.selectors import signatories_of
from portal.work.models import Task
from portal.work.tasks_of import close_tasks, open_tasks


def ask_to_approve(story: Story) -> None:
    """A new version is there."""
    open_tasks(
        Task.Kind.APPROVE_STORY,
        signatories_of(story.dossier.lead),
        subject=lambda: story.title,
        url=reverse("stories:story", args=[story.uuid]),
        key=f"approve_story:{story.pk}:",
    )


def answered(story: Story) -> None:
    """It waits on nobody."""
    close_tasks(f"approve_story:{story.pk}:", prefix=True)
