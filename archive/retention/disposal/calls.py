"""Files of calls: seven years after the last contract ended, or after the letters without one.

The rows stay, with title and hash: what was published, judged, decided and paid is the account of
the procedure. What can be read in files goes: documents, reports, minutes, letters, contracts.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.apps import apps
from django.db.models import Q

from applications.models import Dossier
from archive.retention.disposal import offers
from archive.retention.disposal.kind import Due, Kind
from archive.retention.disposal.terms import due_on
from archive.retention.selectors import active_holds, destroyed
from awards.models import Contract, DecisionSet
from calls.models import Call, Phase
from portal.accounts.models import Organisation
from portal.files import store
from portal.files.models import StoredFile
from portal.keeping import Trigger
from portal.look.wording import AMSTERDAM

CODE = "call"
_DECIDED = "decision_set__phase__call"
# Where the files of a call stand, and how each leads to its call. A test compares this with the
# register: a file in a category that goes with the call, and not here, would stay for ever.
FILES: dict[str, tuple[str, ...]] = {
    "calls.CallDocument.file": ("call",),
    "market.ConsultationDocument.file": ("consultation__call",),
    "market.MeetingDocument.file": ("meeting__call", "meeting__consultation__call"),
    "market.ConsultationReport.pdf": ("consultation__call",),
    "amendments.AmendedDocument.file": ("amendment__call",),
    "outages.Outage.evidence": ("touched__phase__call",),
    "clarification.Notice.pdf": ("call",),
    "advice.AdviceFile.file": ("message__request__call",),
    "minutes.Presented.file": ("minutes__committee__phase__call",),
    "awards.Letter.file": (f"decision__{_DECIDED}",),
    "awards.Deliverable.file": (f"contract__decision__{_DECIDED}",),
    "record.Package.file": ("call",),
    "contracting.ContractPaper.file": (f"contract__decision__{_DECIDED}",),
    "contracting.Signature.copy": (f"contract__decision__{_DECIDED}",),
    "contracting.ChangePaper.file": (f"change__contract__decision__{_DECIDED}",),
    "revisions.Reinstatement.file": (f"decision__{_DECIDED}",),
    "cofunding.FundingLetter.file": ("decision__request__call",),
    "cofunding.FundingReport.file": ("request__call",),
}
# The categories whose files go by this list; all of them have the same term.
COVERS = {"call", "preparation", "judgement", "award", "letters", "cofunding"}


def due(owner: Organisation, today: date) -> list[Due]:
    """Each call that is over for so long and has files, the oldest first."""
    calls = Call.objects.filter(contracting_authority=owner).exclude(
        pk__in=destroyed(CODE).values("object_id")
    )
    days = _due_days(calls)
    over = [each for each in calls if each.pk in days and days[each.pk] <= today]
    kept = why_kept(over)
    found = [Due(each.pk, each.reference, days[each.pk], kept.get(each.pk, "")) for each in over]
    return sorted(found, key=lambda one: (one.due_on, one.reference))


def _due_days(calls: Iterable[Call]) -> dict[int, date]:
    """The day by call. The last contract counts; before any letter, the last deadline does."""
    keys = [each.pk for each in calls]
    told = offers.last_by(
        DecisionSet.objects.filter(phase__call__in=keys), "phase__call", "released_at"
    )
    closed = offers.last_by(Phase.objects.filter(call__in=keys), "call", "closes_at")
    ended = offers.last_by(
        Contract.objects.filter(**{f"decision__{_DECIDED}__in": keys}),
        f"decision__{_DECIDED}",
        "ends_on",
    )
    days = {}
    for key in keys:
        moment = told.get(key) or closed.get(key)
        if moment is not None:
            days[key] = due_on(CODE, Trigger.DECISION, moment.astimezone(AMSTERDAM).date())
        if key in ended:
            days[key] = max(due_on(CODE, Trigger.CONTRACT, ended[key]), days.get(key, ended[key]))
    return days


def why_kept(calls: Iterable[Call]) -> dict[int, str]:
    """Those under a hold, also one on an offer or a company in them, or that are not over."""
    calls = list(calls)
    keys = {each.pk for each in calls}
    holds = list(active_holds())
    held = {hold.call_id for hold in holds} | set(
        Dossier.objects.filter(call__in=keys)
        .filter(
            Q(pk__in=[hold.dossier_id for hold in holds if hold.dossier_id])
            | Q(lead__in=[hold.company_id for hold in holds if hold.company_id])
        )
        .values_list("call", flat=True)
    )
    running = set(
        Contract.objects.filter(**{f"decision__{_DECIDED}__in": keys})
        .exclude(state__in=offers.OVER)
        .values_list(f"decision__{_DECIDED}", flat=True)
    )
    disputed = offers.disputed(keys)
    reasons = {
        each.pk: offers.why(
            each,
            is_held=each.pk in held,
            is_disputed=each.pk in disputed,
            is_running=each.pk in running,
        )
        for each in calls
    }
    return {key: reason for key, reason in reasons.items() if reason}


def hold(call_ids: Iterable[int]) -> dict[int, str]:
    """Lock the calls and their phases, as proceedings do, and look again."""
    calls = list(Call.objects.filter(pk__in=list(call_ids)).order_by("pk").select_for_update())
    phases = Phase.objects.filter(call__in=[each.pk for each in calls]).order_by("pk")
    list(phases.select_for_update(of=("self",)))
    return why_kept(calls)


def destroy(call_id: int) -> list[str]:
    """The key of every file of the call; the names of the bytes that go after it."""
    return [store.destroy(file) for file in files_of(call_id)]


def files_of(call_id: int) -> list[StoredFile]:
    """Every file that stands in one of the rows above, and in none of another call.

    A copied call begins with the documents of the one before it: the same bytes.
    """
    mine: set[int] = set()
    for rows, name, of_call in _places(call_id):
        mine.update(rows.filter(of_call).values_list(name, flat=True))
    for rows, name, of_call in _places(call_id):
        named = rows.filter(**{f"{name}__in": mine}).exclude(of_call)
        mine -= set(named.values_list(name, flat=True))
    return list(StoredFile.objects.filter(pk__in=mine).order_by("pk"))


def _places(call_id: int) -> Iterator[tuple[Any, str, Q]]:
    """The rows with a file of each model, the name of that field, and which are of the call."""
    for path, ways in FILES.items():
        label, _dot, name = path.rpartition(".")
        rows = apps.get_model(label)._default_manager.exclude(**{name: None})
        yield rows, name, Q(*((way, call_id) for way in ways), _connector=Q.OR)


CALLS = Kind(code=CODE, is_platform=False, at_once=1, due=due, hold=hold, destroy=destroy)
