"""The content of one release, by the kind of event that it tells of."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from awards.contracting.models import ContractChange
from awards.models import Contract, Decision, Deliverable
from awards.revisions.models import LapsedAward, Reinstatement
from calls.models import Call, CallVersion, Phase
from funnel.opendata.happenings import Happening
from funnel.opendata.models import Release, release_id
from funnel.opendata.ocds import awards, processes, tenders
from funnel.opendata.ocds.values import Json, amount, moment, party, period, reference
from funnel.selectors import funnel_of
from portal.accounts.models import Organisation

Event = Release.Event
RELATED = (
    "proposal__dossier__lead", "proposal__dossier__theme", "proposal__opened", "decision_set",
)  # fmt: skip
OF_CONTRACT = tuple(f"decision__{name}" for name in RELATED)


def content_of(happening: Happening, phase: Phase, ocid: str, number: int) -> Json:
    """The tag and the sections of the release of one event; KeyError where there is no tender."""
    make: dict[str, Callable[..., Json]] = {
        Event.TERMS: _terms,
        Event.CANCELLED: _cancelled,
        Event.DECISION: _decision,
        Event.REINSTATED: _reinstated,
        Event.LAPSED: _lapsed,
        Event.SIGNED: _signed,
        Event.CHANGED: _changed,
        Event.ACCEPTED: _accepted,
        Event.ENDED: _ended,
    }
    return make[happening.event](happening, phase, ocid, number)


def wrapped(content: Json, call: Call, ocid: str, number: int, at: str) -> Json:
    """A whole release: its own facts, who takes part, and the sections of the event."""
    winners = content.pop("winners", [])
    return {
        "ocid": ocid,
        "id": release_id(ocid, number),
        "date": at,
        "tag": content.pop("tag"),
        "initiationType": "tender",
        "language": "nl",
        "parties": _parties(call, winners),
        "buyer": reference(call.contracting_authority),
        **content,
    }


def _parties(call: Call, winners: list[Organisation]) -> list[Json]:
    roles: dict[Organisation, list[str]] = {}
    sides = [(call.contracting_authority, "buyer"), (_procuring(call), "procuringEntity")]
    sides += [(each.authority, "buyer") for each in call.themes.all() if each.authority]
    if call.co_funder:
        sides.append((call.co_funder, "funder"))
    sides += [(winner, role) for winner in winners for role in ("tenderer", "supplier")]
    for organisation, role in sides:
        of_one = roles.setdefault(organisation, [])
        if role not in of_one:
            of_one.append(role)
    return [party(organisation, *of_one) for organisation, of_one in roles.items()]


def _procuring(call: Call) -> Organisation:
    return call.executing_agency or call.contracting_authority


def _terms(happening: Happening, phase: Phase, ocid: str, number: int) -> Json:
    version = CallVersion.objects.get(pk=happening.source_id)
    version.call = phase.call
    stated = tenders.phase_terms(version, phase.code)
    content: Json = {"tag": ["planning", "tender"] if number == 1 else ["tenderAmendment"]}
    if stated["pots"]:
        content["planning"] = tenders.planning(stated)
    asked = tenders.tender(version, phase.code, ocid, _status_at(phase, version))
    asked["procuringEntity"] = reference(_procuring(phase.call))
    if number > 1:
        before = release_id(ocid, number - 1)
        asked["amendments"] = [tenders.amendment(version, before, release_id(ocid, number))]
    content["tender"] = asked
    if (earlier := processes.prior(phase)) is not None:
        content["relatedProcesses"] = [processes.related(earlier)]
    return content


def _status_at(phase: Phase, version: CallVersion) -> str:
    """Where the phase stood when this version became public."""
    at = version.published_at
    decision_set = getattr(phase, "decision_set", None)
    if decision_set and decision_set.released_at and decision_set.released_at <= at:
        return "complete"
    return "active" if phase.opens_at and phase.opens_at <= at else "planned"


def _cancelled(happening: Happening, phase: Phase, ocid: str, number: int) -> Json:
    tender = {"id": ocid, "status": "cancelled"}
    return {"tag": ["tenderCancellation"], "tender": tender}


def _decision(happening: Happening, phase: Phase, ocid: str, number: int) -> Json:
    """What was told at the release: awards made later have a release of their own."""
    decided = Decision.objects.filter(decision_set=happening.source_id).select_related(*RELATED)
    won = [each for each in decided if each.outcome == Decision.Outcome.AWARD]
    is_told = phase.outcome != Phase.Outcome.SELECTION
    figures = {each.phase.pk: each for each in funnel_of(phase.call).phases}[phase.pk]
    status = "complete" if won else "unsuccessful"
    content: Json = {
        "tag": ["award", "tenderUpdate"] if won and is_told else ["tenderUpdate"],
        "tender": {"id": ocid, "status": status},
    }
    if (bids := awards.statistics(figures))["statistics"]:
        content["bids"] = bids
    if won and is_told:
        at = moment(happening.at)
        content["awards"] = [awards.award(each, each.amount_incl_vat, at) for each in won]
        content["winners"] = [each.proposal.dossier.lead for each in won]
    return content


def _reinstated(happening: Happening, phase: Phase, ocid: str, number: int) -> Json:
    row = Reinstatement.objects.get(pk=happening.source_id)
    decision = Decision.objects.select_related(*RELATED).get(pk=row.decision_id)
    return {
        "tag": ["award"],
        "tender": {"id": ocid, "status": "complete"},
        "awards": [awards.award(decision, row.amount_incl_vat, moment(happening.at))],
        "winners": [decision.proposal.dossier.lead],
    }


def _lapsed(happening: Happening, phase: Phase, ocid: str, number: int) -> Json:
    row = LapsedAward.objects.select_related("decision__proposal__dossier").get(
        pk=happening.source_id
    )
    gone = {"id": awards.award_id(row.decision), "status": "cancelled"}
    return {"tag": ["awardCancellation"], "awards": [gone]}


def _signed(happening: Happening, phase: Phase, ocid: str, number: int) -> Json:
    signed = _contract(happening.source_id)
    return _of_contract(["contract"], signed, awards.contract(signed))


def _changed(happening: Happening, phase: Phase, ocid: str, number: int) -> Json:
    change = ContractChange.objects.get(pk=happening.source_id)
    signed, after = _contract(change.contract_id), change.after
    content: Json = {"id": str(signed.uuid), "awardID": awards.award_id(signed.decision)}
    content["value"] = amount(Decimal(after["value_incl_vat"]))
    if after["ends_on"]:
        content["period"] = period(None, date.fromisoformat(after["ends_on"]))
    content["amendments"] = [{"id": str(change.pk), "date": moment(happening.at)}]
    return _of_contract(["contractAmendment"], signed, content)


def _accepted(happening: Happening, phase: Phase, ocid: str, number: int) -> Json:
    part = Deliverable.objects.get(pk=happening.source_id)
    signed = _contract(part.contract_id)
    earlier = signed.deliverables.filter(state=part.state, judged_at__lt=part.judged_at)
    tag = "implementationUpdate" if earlier.exists() else "implementation"
    return _of_contract([tag], signed, {
        "id": str(signed.uuid),
        "awardID": awards.award_id(signed.decision),
        "implementation": {"milestones": [awards.milestone(part, is_met=True)]},
    })  # fmt: skip


def _ended(happening: Happening, phase: Phase, ocid: str, number: int) -> Json:
    """Over: everything was delivered, or it ended before that; the standard has one word."""
    signed = _contract(happening.source_id)
    return _of_contract(["contractTermination"], signed, {
        "id": str(signed.uuid),
        "awardID": awards.award_id(signed.decision),
        "status": "terminated",
    })  # fmt: skip


def _contract(pk: int) -> Contract:
    return Contract.objects.select_related(*OF_CONTRACT).get(pk=pk)


def _of_contract(tag: list[str], signed: Contract, content: Json) -> Json:
    winner = signed.decision.proposal.dossier.lead
    return {"tag": tag, "contracts": [content], "winners": [winner]}
