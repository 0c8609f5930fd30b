"""Reads of a round of negotiations."""

from django.db.models import Prefetch, QuerySet

from applications.models import Proposal
from assessment.selectors import admissible
from awards.negotiation.models import Talk
from calls.models import Phase


def parties_of(phase: Phase) -> QuerySet[Proposal]:
    """The admissible offers of a round with their talks, in two queries."""
    talks = Talk.objects.select_related("recorded_by")
    return admissible(phase).prefetch_related(Prefetch("talks", talks))


def parties_without_talk(phase: Phase) -> list[str]:
    """The references of admissible offers about which nobody has talked yet."""
    waiting = admissible(phase).filter(talks=None)
    return list(waiting.values_list("dossier__reference", flat=True))
