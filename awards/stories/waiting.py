"""A story waits on the signatories of the company."""

from django.urls import reverse
from django.utils import translation

from awards.stories.models import Story
from portal.accounts.selectors import signatories_of
from portal.work.models import Task
from portal.work.tasks_of import close_tasks, open_task


def ask_to_approve(story: Story) -> None:
    """A new version is there."""
    for person in signatories_of(story.dossier.lead):
        with translation.override(person.language):
            open_task(
                Task.Kind.APPROVE_STORY,
                person,
                subject=story.title,
                url=reverse("stories:story", args=[story.uuid]),
                key=f"approve_story:{story.pk}:{person.pk}",
            )


def answered(story: Story) -> None:
    """It waits on nobody."""
    close_tasks(f"approve_story:{story.pk}:", prefix=True)
