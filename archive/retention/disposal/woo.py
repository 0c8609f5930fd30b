"""Requests under the Woo: five years after the decision on them.

That something was asked, when, and what was decided stays, as one line. What goes is who asked,
the documents, what was taken out of them, and what companies said.
"""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from archive.retention.disposal import offers
from archive.retention.disposal.kind import Due, Kind
from archive.retention.disposal.terms import due_on
from archive.retention.selectors import active_holds, destroyed
from archive.woo.models import WooDocument, WooPassage, WooRequest, WooView
from portal.accounts.models import Organisation
from portal.files import store
from portal.files.models import StoredFile
from portal.keeping import Trigger
from portal.look.wording import AMSTERDAM

CODE = "woo"
FILES = {"woo.WooRequest.package", "woo.WooDocument.file", "woo.WooDocument.redacted"}


def due(owner: Organisation, today: date) -> list[Due]:
    """Each request that was decided so long ago, the oldest first."""
    requests = WooRequest.objects.filter(owner=owner, decided_at__isnull=False)
    found = []
    for each in requests.exclude(pk__in=destroyed(CODE).values("object_id")).order_by("decided_at"):
        if each.decided_at is None:
            continue
        day = due_on(CODE, Trigger.ASKED, each.decided_at.astimezone(AMSTERDAM).date())
        if day > today:
            break  # the rest is younger
        found.append(Due(each.pk, str(each), day))
    kept = why_kept(one.object_id for one in found)
    return [
        Due(one.object_id, one.reference, one.due_on, kept.get(one.object_id, "")) for one in found
    ]


def why_kept(request_ids: Iterable[int]) -> dict[int, str]:
    """Those about a call under a hold."""
    calls = [each.call_id for each in active_holds() if each.call_id]
    held = WooRequest.objects.filter(pk__in=list(request_ids), call__in=calls)
    return dict.fromkeys(held.values_list("pk", flat=True), _("There is a legal hold on it."))


def hold(request_ids: Iterable[int]) -> dict[int, str]:
    """Lock the requests and look again."""
    rows = WooRequest.objects.filter(pk__in=list(request_ids)).order_by("pk")
    return why_kept(each.pk for each in rows.select_for_update())


def destroy(request_id: int) -> list[str]:
    """Who asked what, the package, the documents in both forms, passages and views."""
    documents = WooDocument.objects.filter(request=request_id)
    keys = {
        *documents.values_list("file", flat=True),
        *documents.values_list("redacted", flat=True),
        *WooRequest.objects.filter(pk=request_id).values_list("package", flat=True),
    }
    WooPassage.objects.filter(document__request=request_id).delete()
    WooView.objects.filter(request=request_id).update(words="")
    documents.update(title=offers.GONE)
    WooRequest.objects.filter(pk=request_id).update(
        requester=offers.GONE, requester_email="", question=offers.GONE, extended_because=""
    )
    return [store.destroy(file) for file in StoredFile.objects.filter(pk__in=keys - {None})]


WOO = Kind(code=CODE, is_platform=False, at_once=1, due=due, hold=hold, destroy=destroy)
