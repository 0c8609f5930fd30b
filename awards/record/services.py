"""Writes of the record: points of the report, the award notice, asking for a package."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from awards.record import waiting
from awards.record.models import AwardNotice, Package, PointNote
from awards.record.permissions import can_keep_record
from awards.record.points import TITLES, missing_points
from calls.models import Call
from calls.procedures import is_part_2
from portal.accounts.models import User
from portal.audit.record import record
from portal.clock import portal_now, portal_today
from portal.work.jobs import start_job
from portal.workflow import TransitionRefused, lock

PACKAGES = "awards.package"  # the kind of job that makes them; it has one unit


@transaction.atomic
def write_point(call: Call, point: str, *, applies: bool, text: str, by: User) -> PointNote:
    """Fill in a point of the report, or say why it does not apply. Raises PermissionDenied."""
    _require_officer(by, call)
    if point not in TITLES or not text.strip():
        raise TransitionRefused(_("A point is filled in, or it says why it does not apply."))
    note, _is_new = PointNote.objects.update_or_create(
        call=call,
        point=point,
        defaults={
            "applies": applies,
            "text": text.strip(),
            "written_by": by,
            "written_at": portal_now(),
        },
    )
    record("write_record_point", call, by=by, point=point, applies=applies)
    return note


@transaction.atomic
def record_award_notice(call: Call, *, number: str, sent_on: date, by: User) -> AwardNotice:
    """Write down that the award notice was sent: it waits on nobody any more.

    Raises PermissionDenied, TransitionRefused for a day that lies ahead or a second notice.
    """
    _require_officer(by, call)
    call = lock(call)
    if AwardNotice.objects.filter(call=call).exists():
        raise TransitionRefused(_("The award notice was written down already."), code="done_before")
    if sent_on > portal_today():
        raise TransitionRefused(_("This day lies ahead."), code="ahead")
    notice = AwardNotice.objects.create(
        call=call, number=number.strip(), sent_on=sent_on, recorded_by=by
    )
    waiting.notice_sent(call)
    record("record_award_notice", call, by=by, sent_on=sent_on.isoformat())
    return notice


@transaction.atomic
def ask_for_package(call: Call, *, by: User) -> Package:
    """Ask for an archive package of what there is now; a job makes it.

    Raises PermissionDenied, TransitionRefused while a point of article 84 is missing.
    """
    _require_officer(by, call)
    call = lock(call)  # packages are counted one by one
    if is_part_2(call) and (missing := missing_points(call)):
        letters = ", ".join(f"({point.letter})" for point in missing)
        raise TransitionRefused(
            _("The report is not complete. Fill in first: %(points)s.") % {"points": letters},
            code="incomplete",
        )
    last = Package.objects.filter(call=call).aggregate(last=Max("number"))["last"] or 0
    package = Package.objects.create(call=call, number=last + 1, asked_by=by)
    start_job(PACKAGES, package.pk, ["zip"], by=by)
    record("ask_for_package", package, by=by)
    return package


def _require_officer(by: User, call: Call) -> None:
    if not can_keep_record(by, call):
        raise PermissionDenied("record")
