"""Reads of the stories of a call."""

from django.db.models import QuerySet

from applications.models import Dossier
from awards.models import Contract
from awards.stories.models import Story
from calls.models import Call


def public_stories(call: Call) -> QuerySet[Story]:
    """What the public reads: the version of each story that the company approved."""
    return (
        Story.objects.filter(dossier__call=call, state=Story.State.APPROVED)
        .select_related("dossier__lead")
        .order_by("title", "pk")
    )


def told_of(call: Call) -> QuerySet[Dossier]:
    """The dossiers of which there is something to tell: the contract was delivered."""
    delivered = Contract.objects.filter(
        decision__proposal__dossier__call=call, state=Contract.State.DELIVERED
    )
    return (
        Dossier.objects.filter(pk__in=delivered.values("decision__proposal__dossier"))
        .select_related("lead")
        .order_by("lead__name", "reference")
    )
