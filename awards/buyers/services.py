"""Marking and taking back that an authority wants a solution too."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from applications.models import Dossier
from awards.buyers import emails
from awards.buyers.models import BuyerInterest
from awards.permissions import can_record_purchase
from awards.selectors import delivered_prototypes
from portal.accounts.models import Organisation, User
from portal.audit.record import record
from portal.clock import portal_now
from portal.workflow import TransitionRefused, lock


@transaction.atomic
def mark(
    dossier: Dossier,
    *,
    authority: Organisation,
    contact_name: str,
    contact_email: str,
    wanted: str,
    note: str = "",
    by: User,
) -> BuyerInterest:
    """Say for an authority that it wants this solution too; company and officers get a mail.

    Raises PermissionDenied for another authority's officer, TransitionRefused for what was not
    delivered, and when this authority has marked it already.
    """
    if not can_record_purchase(by, authority):
        raise PermissionDenied("mark_interest")
    lock(dossier)
    if not delivered_prototypes(dossier.call).filter(pk=dossier.pk).exists():
        raise TransitionRefused(_("This was not delivered and accepted yet."), code="not_there")
    if BuyerInterest.objects.standing().filter(dossier=dossier, authority=authority).exists():
        raise TransitionRefused(_("Your organisation has marked this already."), code="twice")
    interest = BuyerInterest.objects.create(
        dossier=dossier,
        authority=authority,
        contact_name=contact_name.strip(),
        contact_email=contact_email.strip(),
        wanted=wanted.strip(),
        note=note.strip(),
        marked_by=by,
    )
    record("mark_interest", interest, by=by, authority=str(authority.uuid))
    emails.queue_marked(interest)
    return interest


@transaction.atomic
def withdraw(interest: BuyerInterest, *, by: User) -> BuyerInterest:
    """Take it back: an officer of the same authority, once."""
    interest = lock(interest)
    if not can_record_purchase(by, interest.authority):
        raise PermissionDenied("withdraw_interest")
    if interest.withdrawn_at is not None:
        raise TransitionRefused(_("This was taken back already."), code="state")
    interest.withdrawn_by, interest.withdrawn_at = by, portal_now()
    interest.save(update_fields=["withdrawn_by", "withdrawn_at"])
    record("withdraw_interest", interest, by=by, authority=str(interest.authority.uuid))
    return interest
