"""A person becomes a pseudonym that stays the same: name, address, login and settings go.

The history names people by their number, and the chain hashes that number: it stays whole. What the
law keeps (offers, decisions, contracts, mails about a call) stays until its own term is over.
"""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db.models import Q

from archive.persons.models import PersonalExport
from archive.persons.services import remove_copy
from awards.buyers.models import BuyerInterest
from calls.alerts.models import Subscription
from calls.market.models import Participant
from calls.models import CallRole
from funnel.outreach.models import Registration
from funnel.portfolio.models import SavedView
from portal.accounts.models import Invitation, Membership, User
from portal.calendars.models import TaskCalendar
from portal.clock import portal_now
from portal.mail.models import MailPreference, OutgoingMail, QuietHours
from portal.models import CURRENT
from portal.team.models import JoinRequest
from portal.work.models import Task

NOWHERE = "gewist.invalid"


def pseudonym_of(person: User) -> str:
    """The same for one person for ever, and nothing to find the person by."""
    return f"Persoon {person.uuid.hex[:8]}"


def pseudonymise(person: User) -> None:
    """Take away who it was. The caller holds the transaction and the lock, and writes the line."""
    old, name, nobody = person.email, pseudonym_of(person), f"{person.uuid}@{NOWHERE}"
    end_roles(person)
    for model in (TaskCalendar, MailPreference, QuietHours, SavedView, JoinRequest):
        model._base_manager.filter(user=person).delete()
    EmailAddress.objects.filter(user=person).delete()
    Authenticator.objects.filter(user=person).delete()
    Task.objects.filter(holder=person).delete()
    for export in PersonalExport.objects.filter(user=person, file__isnull=False):
        remove_copy(export)
    Subscription.objects.filter(email__iexact=old).delete()
    Registration.objects.filter(email__iexact=old).update(name="", email="")
    Participant.objects.filter(Q(user=person) | Q(email__iexact=old)).update(
        name=name, email=nobody
    )
    BuyerInterest.objects.filter(contact_email__iexact=old).update(
        contact_name=name, contact_email=nobody
    )
    Invitation.objects.filter(email__iexact=old).update(name=name, email=nobody)
    _empty_mails(person, nobody)
    person.name, person.email, person.is_active, person.last_login = name, nobody, False, None
    person.set_unusable_password()
    person.save(update_fields=["name", "email", "is_active", "last_login", "password"])


def end_roles(person: User) -> None:
    """Every role that runs ends now."""
    now = portal_now()
    Membership.objects.filter(CURRENT, user=person).update(until=now)
    CallRole.objects.filter(CURRENT, user=person).update(until=now)


def _empty_mails(person: User, nobody: str) -> None:
    """Mails about no call prove nothing that must be proved; those about a call stay three years.

    So does the answer to the request itself, which is still to be sent.
    """
    over = OutgoingMail.objects.filter(recipient=person, facts__call__isnull=True)
    over.exclude(kind="erasure_answered").update(
        to_email=nobody, subject="", body="", error="", unsubscribe_url=""
    )
