"""From an empty page to a published call."""

from typing import Any

from calls import services, transitions
from calls.instruments import instrument_of
from calls.models import Call, CallDocument
from demo.casephases import CasePhase
from demo.cases import Case
from demo.documents import model_contract
from demo.keyring import passphrase_of
from demo.play import contracting
from demo.play.plays import Play
from demo.writing import call_text
from portal.accounts.models import Organisation

SHIPPED_STATES = (Call.State.PUBLISHED, Call.State.CANCELLED, Call.State.COMPLETED)


def draft(play: Play) -> None:
    """The first officer writes the call, says who holds the keys and adds the model contract."""
    if not Call.objects.filter(reference=play.reference).exists():
        write(play)
        add_contract(play)


def write(play: Play) -> None:
    """The text from the standard, and who holds the keys."""
    call = services.draft_call(
        by=play.author,
        authority=play.authority,
        reference=play.reference,
        instrument=play.case.instrument,
        terms=terms_of(play),
    )
    services.choose_holders(
        call, officers=[play.author, play.approver], escrow=play.escrow, by=play.author
    )


def add_contract(play: Play) -> None:
    """The model contract, as a PDF."""
    services.add_document(
        play.call,
        kind=CallDocument.Kind.MODEL_CONTRACT,
        title="Modelovereenkomst",
        upload_or_bytes=model_contract(play.case.titles["nl"], play.case.authority.name),
        file_name="modelovereenkomst.pdf",
        by=play.author,
    )


def confirm_holders(play: Play) -> None:
    """The three holders each confirm with their passphrase, and the author asks for approval."""
    call = play.call
    for holder in call.key_holders.filter(confirmed_at=None):
        services.confirm_holder(call, passphrase=passphrase_of(holder.user), by=holder.user)
    if call.state == Call.State.DRAFT:
        transitions.submit_for_review(call, by=play.author)


def publish(play: Play) -> None:
    """The second officer approves; the call is public from here on."""
    call = play.call
    if call.state not in SHIPPED_STATES:
        transitions.publish(call, by=play.approver)
        for phase in call.phases.all():
            contracting.prepare(phase, by=play.author)


def terms_of(play: Play) -> dict[str, Any]:
    """The case as the terms of a call; what it does not say comes from the instrument."""
    case = play.case
    text = call_text(case)
    stated = instrument_of(case.instrument)
    co_funder = Organisation.objects.filter(name=case.co_funder).first()
    phases = [_phase_terms(case, phase) for phase in case.phases]
    notice = {
        "notice_number": f"{case.reference}-VERZONNEN",
        "notice_sent_on": play.times.drafted.date(),
        "notice_published_on": play.times.confirmed.date(),
    }
    return {
        **(notice if stated.is_part_2 else {}),
        "title": play.title,
        "title_en": case.titles.get("en", ""),
        "summary": text.summary,
        "sections": [
            {"code": part.code, "title": part.title, "text": part.text} for part in text.sections
        ],
        "executing_agency": play.agency,
        "co_funder": co_funder,
        "rights": Call.Rights.DEVELOPER,
        **({"follow_up": case.follow_up} if stated.asks_follow_up else {}),
        "phases": phases,
    }


def _phase_terms(case: Case, phase: CasePhase) -> dict[str, Any]:
    stated = instrument_of(case.instrument).phase(phase.code)
    return {
        "code": phase.code,
        "opens_at": phase.opens_at,
        "closes_at": phase.closes_at,
        "budget_incl_vat": phase.budget_incl_vat or None,
        "cap_incl_vat": phase.max_per_offer_incl_vat or None,
        "planned_awards": phase.planned_awards,
        "budget_walk": case.budget_walk,
        "prizes": [str(prize) for prize in phase.prizes],
        **(_criteria_terms(case) if case.criteria and stated.criteria else {}),
    }


def _criteria_terms(case: Case) -> dict[str, Any]:
    """The case's own criteria and scale; without them those of the instrument stay."""
    return {
        "scale_min": case.scale.min,
        "scale_max": case.scale.max,
        "criteria": [
            {
                "code": criterion.code,
                "name": criterion.nl,
                "name_en": criterion.en,
                "weight": int(criterion.weight),
                "threshold": case.scale.threshold,
            }
            for criterion in case.criteria
        ],
    }
