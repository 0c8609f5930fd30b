"""Reads of who wants a solution too."""

from dataclasses import dataclass

from django.db.models import Count

from applications.models import Dossier, OpenedProposal
from awards.buyers.models import BuyerInterest
from awards.selectors import delivered_prototypes
from calls.models import Call


@dataclass(frozen=True)
class Wanted:
    """A solution that was delivered, and how many authorities want it too: public, no names."""

    dossier: Dossier
    title: str
    number: int


def wanted_of(call: Call) -> list[Wanted]:
    """Every solution of a call that can be bought, by its company; also those nobody marked."""
    delivered = delivered_prototypes(call).distinct()
    marked = BuyerInterest.objects.standing().filter(dossier__call=call).order_by()
    found = dict(marked.values_list("dossier").annotate(number=Count("pk")))
    titles = dict(
        OpenedProposal.objects.filter(proposal__dossier__call=call)
        .order_by("proposal__phase__order")
        .values_list("proposal__dossier", "title")
    )
    return [
        Wanted(dossier, titles.get(dossier.pk, dossier.reference), found.get(dossier.pk, 0))
        for dossier in delivered
    ]
