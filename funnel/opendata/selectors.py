"""What is public: the same rows that everybody reads on the result page of a call."""

from django.db.models import QuerySet

from awards.models import Decision, DecisionSet, Purchase
from awards.revisions.selectors import awarded_incl_vat, is_awarded
from calls.models import Call, Phase
from funnel.results.models import StoryListing
from funnel.results.selectors import public_rows

RELEASED = DecisionSet.State.RELEASED


def public_awards() -> QuerySet[Decision]:
    """The awards that were told and stand now; who is only selected to go on is not told."""
    return (
        Decision.objects.filter(
            is_awarded(),
            decision_set__state=RELEASED,
            proposal__phase__call__in=Call.objects.published(),
        )
        .exclude(proposal__phase__outcome=Phase.Outcome.SELECTION)
        .annotate(awarded_incl_vat=awarded_incl_vat())
        .select_related(
            "decision_set", "proposal__phase__call__contracting_authority", "proposal__opened",
            "proposal__dossier__lead", "proposal__dossier__theme",
        )
    )  # fmt: skip


def public_purchases() -> QuerySet[Purchase]:
    """What authorities bought of what came out of published calls."""
    return Purchase.objects.filter(dossier__call__in=Call.objects.published()).select_related(
        "buyer", "dossier__lead", "dossier__call"
    )


def public_stories() -> QuerySet[StoryListing]:
    """What became of solutions: as the company approved it, and from before the portal."""
    return public_rows().select_related(
        "earlier", "story__dossier__lead", "story__dossier__call__contracting_authority"
    )
