"""Whom of this room a phase concerns: who writes, sent or was asked to send an offer in it."""

from django.db.models import QuerySet

from applications.models import Proposal
from calls import audience
from calls.models import Phase
from portal.accounts.models import Membership, Organisation, User
from portal.models import PortalNow

Role = Membership.Role


def companies_in(phase: Phase) -> QuerySet[Organisation]:
    """Companies with an offer in the phase, in whatever state; an invitation is a draft."""
    return Organisation.objects.filter(
        pk__in=Proposal.objects.filter(phase=phase).values("dossier__lead")
    )


def people_in(phase: Phase) -> QuerySet[User]:
    """Signatories and editors of those companies now; who withdrew may still send again."""
    memberships = Membership.objects.filter(
        organisation__in=companies_in(phase).values("pk"), role__in=[Role.SIGNATORY, Role.EDITOR]
    ).exclude(until__lte=PortalNow())
    return User.objects.filter(pk__in=memberships.values("user"))


audience.tell_people("offers", people_in)
audience.let_in("offers", companies_in)
