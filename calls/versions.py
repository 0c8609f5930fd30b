"""The terms of a call as one document, and its hash: frozen at publication (REQ-02)."""

import hashlib
from datetime import datetime
from typing import Any

from calls.clarification import windows
from calls.instruments import instrument_of
from calls.models import Call, CallVersion, Phase
from calls.notices import needs_notice
from portal.accounts.models import User
from portal.crypto.canonical import canonical_json
from portal.files.store import content_sha256_of

# What the instrument stated about each phase when the call was drafted.
FACTS = (
    "takes_offers", "outcome", "judged_by", "is_negotiated", "is_anonymous", "asks_price",
    "needs_money", "may_be_bought", "reduces", "standstill_days", "least_rd_share",
    "one_offer_each", "one_award_each", "carried_percent", "pitch_minutes",
    "question_minutes", "decision_days",
)  # fmt: skip


def terms_of(call: Call) -> dict[str, Any]:
    """Everything that an applicant relies on, as plain JSON; money and times as text."""
    return {
        "reference": call.reference,
        "instrument": call.instrument,
        "title": call.title,
        "title_en": call.title_en,
        "summary": call.summary,
        "sections": call.sections,
        "contracting_authority": call.contracting_authority.name,
        "executing_agency": call.executing_agency.name if call.executing_agency else None,
        "co_funder": call.co_funder.name if call.co_funder else None,
        "rights": call.rights,
        "information_days": call.information_days,
        "notice": _notice(call),
        "end_conditions": [
            {"code": each.code, "text": each.text, "text_en": each.text_en}
            for each in instrument_of(call.instrument).end_conditions
        ],
        "eligibility": call.eligibility,
        "follow_up": call.follow_up,
        "themes": [
            {
                "code": theme.code,
                "title": theme.title,
                "authority": theme.authority.name if theme.authority else None,
                "procedure": theme.procedure,
            }
            for theme in call.themes.select_related("authority")
        ],
        "phases": [_phase(phase) for phase in call.phases.all()],
        "documents": [
            {
                "kind": document.kind,
                "title": document.title,
                "sha256": content_sha256_of(document.file).hex(),  # of what people download
            }
            for document in call.documents.current().select_related("file")
        ],
    }


def sha256_of(terms: dict[str, Any]) -> str:
    """The hash that stands on the public page."""
    return hashlib.sha256(canonical_json(terms)).hexdigest()


def freeze(
    call: Call, *, by: User, cause: str = CallVersion.Cause.PUBLICATION, reason: str = ""
) -> CallVersion:
    """Add the next version of the terms, and why; the caller holds the lock on the call."""
    terms = terms_of(call)
    return CallVersion.objects.create(
        call=call,
        number=call.versions.count() + 1,
        terms=terms,
        sha256=sha256_of(terms),
        cause=cause,
        reason=reason,
        published_by=by,
    )


def _notice(call: Call) -> dict[str, Any] | None:
    """What was announced on TenderNed; None for a call that needs no notice."""
    if not needs_notice(call):
        return None
    purchases = call.purchases_excl_vat
    return {
        "number": call.notice_number,
        "sent_on": call.notice_sent_on.isoformat() if call.notice_sent_on else None,
        "published_on": call.notice_published_on.isoformat() if call.notice_published_on else None,
        "duration_months": call.duration_months,
        "purchases_excl_vat": str(purchases) if purchases is not None else None,
    }


def _phase(phase: Phase) -> dict[str, Any]:
    return {
        "code": phase.code,
        "kind": phase.kind,
        "title": phase.title,
        "title_en": phase.title_en,
        "order": phase.order,
        "entry": phase.entry,
        **{fact: getattr(phase, fact) for fact in FACTS},
        "limits": phase.limits,
        "opens_at": phase.opens_at.isoformat() if phase.opens_at else None,
        "closes_at": phase.closes_at.isoformat() if phase.closes_at else None,
        "questions_until": _moment(windows.questions_until(phase)),
        "answers_by": _moment(windows.answers_by(phase)),
        "cap_incl_vat": str(phase.cap_incl_vat) if phase.cap_incl_vat else None,
        "planned_awards": phase.planned_awards,
        "scale": [phase.scale_min, phase.scale_max],
        "budget_walk": phase.budget_walk,
        "total_threshold": None if phase.total_threshold is None else str(phase.total_threshold),
        "tie_break": phase.tie_break,
        "counting": phase.counting,
        "tells_rank": phase.tells_rank,
        "knock_outs": phase.knock_outs,
        "prizes": phase.prizes,
        "pots": [
            {"theme": pot.theme.code if pot.theme else None, "incl_vat": str(pot.budget_incl_vat)}
            for pot in phase.pots.select_related("theme")
        ],
        "criteria": [
            {
                "code": criterion.code,
                "name": criterion.name,
                "name_en": criterion.name_en,
                "guidance": criterion.guidance,
                "weight": criterion.weight,
                "threshold": criterion.threshold,
                "is_price": criterion.is_price,
            }
            for criterion in phase.criteria.all()
        ],
        "form": phase.form,
        "public_key": bytes(phase.public_key).hex() if phase.public_key else None,
    }


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
