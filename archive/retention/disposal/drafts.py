"""Drafts that were never sent: a year after the deadline.

They were of the company alone, and no authority knows of them: the platform removes them, and its
list names their reference only.
"""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from applications.exporting.models import OfferCopy
from applications.models import Attachment, Proposal, WorkingSection
from applications.partnering.models import PartnerCard
from applications.writing.models import SetAside, Upload, UploadPart
from archive.retention.disposal.kind import Due, Kind
from archive.retention.disposal.terms import due_on
from archive.retention.selectors import active_holds
from portal.accounts.models import Organisation
from portal.files import store
from portal.files.models import StoredFile
from portal.keeping import Trigger
from portal.look.wording import AMSTERDAM

CODE = "draft"


def due(owner: Organisation, today: date) -> list[Due]:
    """Each working copy that still has something in it, the oldest first."""
    written = Proposal.objects.filter(
        Q(sections__isnull=False) | Q(attachments__isnull=False), phase__closes_at__isnull=False
    )
    found = []
    for each in written.select_related("dossier", "phase").distinct():
        if each.phase.closes_at is None:
            continue
        day = due_on(CODE, Trigger.DEADLINE, each.phase.closes_at.astimezone(AMSTERDAM).date())
        if day <= today:
            found.append(Due(each.pk, f"{each.dossier.reference} {each.phase.code}", day))
    kept = why_kept(one.object_id for one in found)
    marked = [
        Due(one.object_id, one.reference, one.due_on, kept.get(one.object_id, "")) for one in found
    ]
    return sorted(marked, key=lambda one: (one.due_on, one.reference))


def why_kept(proposal_ids: Iterable[int]) -> dict[int, str]:
    """Those under a hold on the call, the dossier or the company."""
    holds = list(active_holds())
    held = Proposal.objects.filter(pk__in=list(proposal_ids)).filter(
        Q(dossier__call__in=[hold.call_id for hold in holds if hold.call_id])
        | Q(dossier__in=[hold.dossier_id for hold in holds if hold.dossier_id])
        | Q(dossier__lead__in=[hold.company_id for hold in holds if hold.company_id])
    )
    return dict.fromkeys(held.values_list("pk", flat=True), _("There is a legal hold on it."))


def hold(proposal_ids: Iterable[int]) -> dict[int, str]:
    """Lock the drafts and look again."""
    rows = Proposal.objects.filter(pk__in=list(proposal_ids)).order_by("pk")
    return why_kept(each.pk for each in rows.select_for_update(of=("self",)))


def destroy(proposal_id: int) -> list[str]:
    """Texts, files, cards of partners, and what was set aside or on its way."""
    of_draft = {"proposal": proposal_id}
    files = list(
        StoredFile.objects.filter(
            pk__in=[
                *Attachment.objects.filter(**of_draft).values_list("file", flat=True),
                *UploadPart.objects.filter(upload__proposal=proposal_id).values_list(
                    "file", flat=True
                ),
                *OfferCopy.objects.filter(**of_draft, file__isnull=False).values_list(
                    "file", flat=True
                ),
            ]
        )
    )
    for model in (OfferCopy, Upload, SetAside, PartnerCard, Attachment, WorkingSection):
        model.objects.filter(**of_draft).delete()
    return [store.destroy(file) for file in files]


DRAFTS = Kind(code=CODE, is_platform=True, at_once=1, due=due, hold=hold, destroy=destroy)
