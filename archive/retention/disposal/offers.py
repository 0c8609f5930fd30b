"""Offers: three years after the decision, or seven after the contract for those that won.

What was sent is sealed in rows that nobody can change. They are made unreadable: the parts of the
phase's key go, and with them the only way to open the payload without the company's own code.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from applications.exporting.models import OfferCopy
from applications.models import (
    Attachment,
    Dossier,
    OpenedFile,
    OpenedProposal,
    Partner,
    Proposal,
    Receipt,
    SubmissionFile,
)
from archive.retention.disposal import drafts
from archive.retention.disposal.kind import Due, Kind
from archive.retention.disposal.terms import due_on
from archive.retention.selectors import active_holds, destroyed
from archive.woo.models import WooRequest
from assessment.booklets.models import Booklet
from awards.holds.models import Litigation
from awards.models import Contract, DecisionSet
from awards.remedies.models import Complaint, DebriefRequest
from calls.models import Call, KeyShare, Phase
from portal.accounts.models import Organisation
from portal.files import store
from portal.files.models import StoredFile
from portal.keeping import Trigger
from portal.look.wording import AMSTERDAM

CODE = "offer"
OVER = (Contract.State.DELIVERED, Contract.State.ENDED_EARLY)
CLOSED = (Call.State.COMPLETED, Call.State.CANCELLED)
GONE = "(vernietigd)"  # stands where the title stood: the file of a Dutch authority


def due(owner: Organisation, today: date) -> list[Due]:
    """Each dossier with a sent offer whose term is over, the oldest first."""
    dossiers = (
        Dossier.objects.filter(
            call__contracting_authority=owner, proposals__submissions__isnull=False
        )
        .exclude(pk__in=destroyed(CODE).values("object_id"))
        .select_related("call")
        .distinct()
    )
    days = _due_days(dossiers)
    over = [each for each in dossiers if each.pk in days and days[each.pk] <= today]
    kept = why_kept(over)
    found = [Due(each.pk, each.reference, days[each.pk], kept.get(each.pk, "")) for each in over]
    return sorted(found, key=lambda one: (one.due_on, one.reference))


def _due_days(dossiers: Iterable[Dossier]) -> dict[int, date]:
    """The day by dossier; without one where its event has not come."""
    calls = {each.call_id for each in dossiers}
    ended: dict[int, date | None] = {}
    for contract in Contract.objects.filter(
        decision__proposal__dossier__call__in=calls
    ).select_related("decision__proposal"):
        key = contract.decision.proposal.dossier_id
        before = ended.get(key)
        ended[key] = max(filter(None, [contract.ends_on, before]), default=None)
    told = last_by(DecisionSet.objects.filter(phase__call__in=calls), "phase__call", "released_at")
    closed = last_by(Phase.objects.filter(call__in=calls), "call", "closes_at")
    days = {}
    for each in dossiers:
        trigger, day = Trigger.DECISION, _day(told.get(each.call_id) or closed.get(each.call_id))
        if each.pk in ended:
            trigger, day = Trigger.CONTRACT, ended[each.pk]
        if day is not None:
            days[each.pk] = due_on(CODE, trigger, day)
    return days


def last_by(rows: "QuerySet[Any]", call: str, moment: str) -> dict[int, Any]:
    """The last of these moments or days by call, of those that have one."""
    found = rows.values(call).annotate(last=Max(moment))
    return {row[call]: row["last"] for row in found if row["last"]}


def _day(moment: datetime | None) -> date | None:
    return moment.astimezone(AMSTERDAM).date() if moment else None


def why_kept(dossiers: Iterable[Dossier]) -> dict[int, str]:
    """The reason by dossier, for those that must stay now."""
    dossiers = list(dossiers)
    calls = {each.call_id for each in dossiers}
    holds = list(active_holds())
    held = {
        "call": {hold.call_id for hold in holds},
        "dossier": {hold.dossier_id for hold in holds},
        "lead": {hold.company_id for hold in holds},
    }
    running = set(
        Contract.objects.filter(decision__proposal__dossier__in=dossiers)
        .exclude(state__in=OVER)
        .values_list("decision__proposal__dossier", flat=True)
    )
    in_dispute = disputed(calls)
    reasons = {
        each.pk: why(
            each.call,
            is_held=(
                each.call_id in held["call"] or each.pk in held["dossier"]
                or each.lead_id in held["lead"]
            ),
            is_disputed=each.call_id in in_dispute,
            is_running=each.pk in running,
        )
        for each in dossiers
    }  # fmt: skip
    return {key: reason for key, reason in reasons.items() if reason}


def why(call: Call, *, is_held: bool, is_disputed: bool, is_running: bool) -> str:
    """Why what belongs to this call must stay now; empty when nothing keeps it."""
    if is_held:
        return _("There is a legal hold on it.")
    if is_disputed:
        return _("There are proceedings, a complaint or a request that is not settled.")
    if is_running:
        return _("The contract is not over.")
    return "" if call.state in CLOSED else _("The file of the call is not closed.")


def disputed(calls: Iterable[int]) -> set[int]:
    """The calls with something that is not settled: a court, a complaint, a request to explain."""
    calls = list(calls)
    found: set[int] = set()
    for rows, path in (
        (Litigation.objects.filter(ended_at=None), "decision_set__phase__call"),
        (Complaint.objects.filter(answered_at=None), "decision__decision_set__phase__call"),
        (WooRequest.objects.exclude(state=WooRequest.State.DECIDED), "call"),
        (DebriefRequest.objects.filter(answered_at=None), "decision__decision_set__phase__call"),
    ):
        found.update(rows.filter(**{f"{path}__in": calls}).values_list(path, flat=True))
    return found


def hold(dossier_ids: Iterable[int]) -> dict[int, str]:
    """Lock the phases, as proceedings do, and look again."""
    dossiers = list(Dossier.objects.filter(pk__in=dossier_ids).select_related("call"))
    phases = Phase.objects.filter(call__in={each.call_id for each in dossiers}).order_by("pk")
    list(phases.select_for_update(of=("self",)))
    return why_kept(dossiers)


def destroy(dossier_id: int) -> list[str]:
    """Texts, partners, files and keys of every offer in the dossier, sent or not."""
    proposals = list(Dossier.objects.get(pk=dossier_id).proposals.all())
    files = _files(dossier_id, proposals)
    Booklet.objects.filter(dossiers=dossier_id).delete()
    Receipt.objects.filter(submission__proposal__in=proposals).delete()
    OpenedFile.objects.filter(opened__proposal__in=proposals).delete()
    Partner.objects.filter(opened__proposal__in=proposals).delete()
    OpenedProposal.objects.filter(proposal__in=proposals).update(
        title=GONE, public_summary="", answers={}
    )
    names = [name for proposal in proposals for name in drafts.destroy(proposal.pk)]
    KeyShare.objects.filter(phase__in=[each.phase_id for each in proposals]).delete()
    return names + [store.destroy(file) for file in files]


def _files(dossier_id: int, proposals: list[Proposal]) -> list[StoredFile]:
    """Everything in which an offer can be read: what was sent, opened, receipted or printed."""
    rows = (
        Attachment.objects.filter(proposal__in=proposals),
        SubmissionFile.objects.filter(submission__proposal__in=proposals),
        OpenedFile.objects.filter(opened__proposal__in=proposals),
        Receipt.objects.filter(submission__proposal__in=proposals),
        OfferCopy.objects.filter(proposal__in=proposals, file__isnull=False),
        Booklet.objects.filter(dossiers=dossier_id, file__isnull=False),
    )
    keys = {key for each in rows for key in each.values_list("file", flat=True)}
    return list(StoredFile.objects.filter(pk__in=keys))


OFFERS = Kind(code=CODE, is_platform=False, at_once=1, due=due, hold=hold, destroy=destroy)
