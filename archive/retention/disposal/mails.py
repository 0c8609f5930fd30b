"""Mails: three years after they were sent.

The row stays, empty: its key is what keeps the same mail from being sent twice.
"""

from collections.abc import Iterable
from datetime import date

from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from archive.retention.disposal.kind import Due, Kind
from archive.retention.disposal.terms import due_on
from archive.retention.selectors import active_holds
from portal.accounts.models import Organisation
from portal.keeping import Trigger
from portal.look.wording import AMSTERDAM
from portal.mail.models import OutgoingMail

CODE = "mail"
NOBODY = "gewist@system.invalid"
State = OutgoingMail.State
OVER = (
    State.SENT, State.DIGESTED, State.FAILED, State.RETURNED, State.DROPPED, State.DECLINED,
)  # fmt: skip


def due(owner: Organisation, today: date) -> list[Due]:
    """Each mail that was sent, or given up, so long ago; by its kind and day, not its address."""
    mails = OutgoingMail.objects.filter(state__in=OVER).exclude(to_email=NOBODY)
    found = []
    rows = mails.annotate(at=Coalesce("sent_at", "queued_at")).order_by("at", "pk")
    for pk, kind, at in rows.values_list("pk", "kind", "at"):
        sent_on = at.astimezone(AMSTERDAM).date()
        if (day := due_on(CODE, Trigger.SENT, sent_on)) > today:
            break  # the rest is younger
        found.append(Due(pk, f"{kind} {sent_on:%Y-%m-%d}", day))
    kept = why_kept(one.object_id for one in found)
    return [
        Due(one.object_id, one.reference, one.due_on, kept.get(one.object_id, "")) for one in found
    ]


def why_kept(mail_ids: Iterable[int]) -> dict[int, str]:
    """Those about a call under a hold."""
    calls = [hold.call.reference for hold in active_holds().select_related("call") if hold.call]
    if not calls:
        return {}
    held = OutgoingMail.objects.filter(pk__in=list(mail_ids), facts__call__in=calls)
    return dict.fromkeys(held.values_list("pk", flat=True), _("There is a legal hold on it."))


def hold(mail_ids: Iterable[int]) -> dict[int, str]:
    """Lock the mails and look again."""
    rows = OutgoingMail.objects.filter(pk__in=list(mail_ids)).order_by("pk")
    return why_kept(each.pk for each in rows.select_for_update(of=("self",)))


def destroy(mail_id: int) -> list[str]:
    """Address, subject, text and what it was made of. An attached letter has its own term."""
    OutgoingMail.objects.filter(pk=mail_id).update(
        recipient=None, to_email=NOBODY, subject="", body="", facts={}, error="",
        unsubscribe_url="", attachment=None, attachment_name="",
    )  # fmt: skip
    return []


MAILS = Kind(code=CODE, is_platform=True, at_once=200, due=due, hold=hold, destroy=destroy)
