"""Offers of a person's companies, as the rule that nobody stands on both sides of a call asks."""

from django.db.models import Q, QuerySet

from applications.models import Dossier
from calls.models import Call
from calls.one_side import require_free, tells_offers
from portal.accounts.entering import forbids
from portal.accounts.models import Membership, Organisation, User
from portal.models import CURRENT

OVER = [Call.State.CANCELLED, Call.State.COMPLETED]


@tells_offers
def takes_part(user: User, calls: QuerySet[Call]) -> bool:
    """Whether a company of this person leads an offer in one of these calls, also one withdrawn."""
    own = Membership.objects.filter(CURRENT, user=user).values("organisation")
    return Dossier.objects.filter(lead__in=own, call__in=calls).exists()


@forbids
def officers_take_no_part(user: User, organisation: Organisation, role: str) -> None:
    """An officer works on every call of the organisation, so none of them may have an offer."""
    if role == Membership.Role.OFFICER:
        runs = Q(contracting_authority=organisation) | Q(executing_agency=organisation)
        themes = Call.objects.filter(themes__authority=organisation).values("pk")
        calls = Call.objects.filter(runs | Q(pk__in=themes)).exclude(state__in=OVER)
        require_free(user, calls)
