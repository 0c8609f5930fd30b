"""What was asked: the tender of one phase, out of the frozen terms of one version."""

from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from calls.instruments import instrument_of
from calls.models import Call, CallVersion, Phase
from funnel.opendata.ocds.values import Json, amount, moment

CAUSES = {
    CallVersion.Cause.AMENDMENT: "terms amended",
    CallVersion.Cause.EXTENSION: "later deadline",
    CallVersion.Cause.OUTAGE: "later deadline after an outage",
}
ONE_LOT = "1"  # a call without themes is one lot
DIRECTIVE = {"scheme": "CELEX", "id": "32014L0024"}  # of calls under Part 2


def tender(version: CallVersion, code: str, ocid: str, status: str) -> Json:
    """The tender of the phase with this code as this version states it.

    KeyError when the version tells nothing of that phase.
    """
    terms, stated = version.terms, phase_terms(version, code)
    found: Json = {
        "id": ocid,
        "title": f"{terms['title']}: {_name(stated)}",
        "description": terms["summary"],
        "status": status,
        **method(version.call, stated),
        "mainProcurementCategory": "services",
        "submissionMethod": ["electronicSubmission"],
        "submissionMethodDetails": _address("calls:detail", terms["reference"]),
        "documents": [_document(version)],
        "lots": [_lot(stated, theme, status) for theme in terms["themes"] or [None]],
    }
    if terms["title_en"]:
        found["title_en"] = terms["title_en"]
    if stated["pots"]:
        found["value"] = amount(budget(stated))
    if dates := _dates(stated["opens_at"], stated["closes_at"]):
        found["tenderPeriod"] = dates
    if dates := _dates(stated["opens_at"], stated["questions_until"]):
        found["enquiryPeriod"] = dates
    if stated["outcome"] == Phase.Outcome.PRIZE:
        is_contract = terms["follow_up"] == Call.FollowUp.CONTRACT
        found["designContest"] = {"hasPrizes": True, "serviceContractAward": is_contract}
    return found


def phase_terms(version: CallVersion, code: str) -> Json:
    """What a version states about the phase with this code; KeyError when it tells nothing."""
    for stated in version.terms.get("phases", []):
        if stated["code"] == code:
            return stated
    raise KeyError(code)


def budget(stated: Json) -> Decimal:
    """All pots of a phase together, in euro including VAT."""
    return sum((Decimal(pot["incl_vat"]) for pot in stated["pots"]), Decimal(0))


def planning(stated: Json) -> Json:
    """The budget of the phase, which the call states beforehand."""
    text = "Budget of this phase, including VAT"
    return {"budget": {"description": text, "amount": amount(budget(stated))}}


def method(call: Call, stated: Json) -> Json:
    """Open to everybody, or selective; and by which instrument (domain.md 7.1)."""
    instrument = instrument_of(call.instrument)
    is_open = stated["entry"] == Phase.Entry.OPEN and stated["outcome"] != Phase.Outcome.SELECTION
    with translation.override("en"):
        details = str(instrument.name)
    found: Json = {
        "procurementMethod": "open" if is_open else "selective",
        "procurementMethodDetails": details,
    }
    if instrument.is_part_2:
        found["legalBasis"] = DIRECTIVE
    return found


def amendment(version: CallVersion, before: str, after: str) -> Json:
    """Why there is another version; `before` and `after` are the ids of both releases."""
    return {
        "id": str(version.number),
        "date": moment(version.published_at),
        "rationale": version.reason or None,
        "description": CAUSES.get(CallVersion.Cause(version.cause), "terms amended"),
        "amendsReleaseID": before,
        "releaseID": after,
    }


def _name(stated: Json) -> str:
    """The Dutch name of the phase; releases are in Dutch."""
    with translation.override("nl"):
        return Phase(kind=stated["kind"], title=stated["title"]).name


def _lot(stated: Json, theme: Json | None, status: str) -> Json:
    found: Json = {"id": theme["code"] if theme else ONE_LOT, "status": status}
    if theme:
        found["title"] = theme["title"]
        pots = [pot for pot in stated["pots"] if pot["theme"] == theme["code"]]
        if pots:
            found["value"] = amount(Decimal(pots[0]["incl_vat"]))
    if stated["criteria"]:
        criteria = [_criterion(each) for each in stated["criteria"]]
        found["awardCriteria"] = {"criteria": criteria}
    if stated["outcome"] == Phase.Outcome.SELECTION:
        found["secondStage"] = {"successiveReduction": bool(stated["reduces"])}
        if stated["planned_awards"]:
            found["secondStage"]["maximumCandidates"] = stated["planned_awards"]
    return found


def _criterion(stated: Json) -> Json:
    numbers: list[Json] = [{"number": stated["weight"], "weight": "pointsExact"}]
    if stated["threshold"] is not None:
        numbers.append({"number": stated["threshold"], "threshold": "minimumScore"})
    return {
        "type": "price" if stated["is_price"] else "quality",
        "name": stated["name"],
        "description": stated["guidance"] or None,
        "numbers": numbers,
    }


def _document(version: CallVersion) -> Json:
    return {
        "id": f"terms-{version.number}",
        "documentType": "biddingDocuments",
        "title": f"Voorwaarden, versie {version.number}",
        "url": _address("calls:terms", version.terms["reference"], version.number),
        "datePublished": moment(version.published_at),
        "format": "application/json",
        "language": "nl",
    }


def _dates(start: str | None, end: str | None) -> Json:
    named = {"startDate": start, "endDate": end}
    return {name: moment(datetime.fromisoformat(at)) for name, at in named.items() if at}


def _address(name: str, *args: object) -> str:
    return f"{settings.SITE_URL}{reverse(name, args=args)}"
