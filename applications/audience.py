"""Whom of this room a phase concerns: who writes, sent or was asked to send an offer in it."""

from django.db.models import QuerySet

from applications.models import Proposal
from calls import audience
from calls.models import Phase
from portal.accounts.models import Membership, Organisation, User
from portal.accounts.selectors import WRITERS, people_in

Role = Membership.Role


def companies_in(phase: Phase) -> QuerySet[Organisation]:
    """Companies with an offer in the phase, in whatever state; an invitation is a draft."""
    return Organisation.objects.filter(
        pk__in=Proposal.objects.filter(phase=phase).values("dossier__lead")
    )


def people_of(phase: Phase) -> QuerySet[User]:
    """Signatories and editors of those companies now; who withdrew may still send again."""
    return people_in(companies_in(phase).values("pk"), *WRITERS)


audience.tell_people("offers", people_of)
audience.let_in("offers", companies_in)
