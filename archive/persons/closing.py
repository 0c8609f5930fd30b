"""Closing the own account: at once the end of every login and role, then the request to be erased.

The person alone can close it, because it gives nobody anything. Erasing takes two others, as
always: who decided something cannot make the name under it go away alone (decision 422).
"""

from allauth.mfa.utils import is_mfa_enabled
from django.core.exceptions import PermissionDenied
from django.db import transaction

from archive.persons import emails
from archive.persons.erasing import end_roles
from archive.persons.models import ErasureRequest
from archive.persons.selectors import hindrances
from archive.persons.services import ask_for_erasure
from portal.accounts import stepup
from portal.accounts.models import StepUp, User
from portal.accounts.services import lock_person
from portal.audit.record import record
from portal.signin import sessions
from portal.workflow import TransitionRefused


def needs_factor(person: User) -> bool:
    """Whether this person has a second factor, which then must be shown."""
    return is_mfa_enabled(person, stepup.FACTORS)


@transaction.atomic
def close_account(person: User, *, proof: StepUp | None) -> ErasureRequest:
    """Close it. Raises PermissionDenied without a proof where there is a second factor.

    Raises TransitionRefused while the person cannot be missed, with every reason.
    """
    lock_person(person)
    person = User.objects.get(pk=person.pk)
    if proof is not None:
        stepup.check(proof, person)
    elif needs_factor(person):
        raise PermissionDenied("close_account")
    if found := hindrances(person, to=person):
        raise TransitionRefused("\n".join(found), code="needed")
    open_requests = ErasureRequest.objects.filter(user=person, state__in=ErasureRequest.OPEN)
    request = open_requests.first() or ask_for_erasure(person)
    end_roles(person)
    person.is_active = False
    person.save(update_fields=["is_active"])
    emails.queue_closed(request)
    record("close_account", person, by=person)
    sessions.end_all(person)
    return request
