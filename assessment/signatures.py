"""The report of a jury is signed by its members (Directive 2014/24 article 82, REQ-12)."""

import hashlib

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from assessment.models import Advice, Committee, ReportSignature, Seat
from portal.accounts.models import User
from portal.audit.record import record
from portal.workflow import TransitionRefused, lock


@transaction.atomic
def sign_report(advice: Advice, *, by: User) -> ReportSignature:
    """Sign the report as it is saved now; another text takes the signatures off.

    Raises PermissionDenied for who has no vote, TransitionRefused when it is final or empty.
    """
    committee = lock(advice.committee)
    seat = Seat.objects.of(by).filter(committee=committee).first()
    if seat is None or not seat.votes or not committee.is_jury:
        raise PermissionDenied("sign_report")
    if committee.state != Committee.State.RANKED:
        raise TransitionRefused(_("The report is not open for signing now."), code="state")
    advice = lock(advice)
    if not advice.text.strip():
        raise TransitionRefused(_("The report has no text yet."), code="advice_empty")
    signature, _is_new = ReportSignature.objects.update_or_create(
        seat=seat, defaults={"text_sha256": text_sha256(advice)}
    )
    record("sign_report", committee, by=by, text_sha256=signature.text_sha256)
    return signature


def signatures_under(advice: Advice) -> QuerySet[ReportSignature]:
    """The signatures under this very text, in the order of the seats."""
    found = ReportSignature.objects.filter(
        seat__committee=advice.committee_id, text_sha256=text_sha256(advice)
    )
    return found.select_related("seat__user").order_by("seat")


def missing_signatures(advice: Advice) -> list[Seat]:
    """The members with a vote who did not sign this very text."""
    signed = signatures_under(advice)
    seats = advice.committee.seats.filter(left_at=None).exclude(pk__in=signed.values("seat"))
    return [seat for seat in seats.select_related("user") if seat.votes]


def text_sha256(advice: Advice) -> str:
    """What a signature is over."""
    return hashlib.sha256(advice.text.encode()).hexdigest()
