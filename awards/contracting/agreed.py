"""What a contract agrees on, as data: kept before and after a change, and compared by its hash."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext as _

from assessment.line.selectors import pots_now
from awards.instalments import split, taken_from_pot
from awards.models import Contract, Deliverable
from portal.crypto.canonical import canonical_json
from portal.look.wording import euro_text

PartState = Deliverable.State
ZERO = Decimal(0)
CHANGEABLE = {PartState.DUE, PartState.RETURNED}  # another day can be agreed


@dataclass(frozen=True)
class PartTerms:
    """One deliverable as it would be; without a uuid it is new."""

    uuid: str
    title: str
    due_on: date
    percent: int


def as_agreed(contract: Contract) -> dict[str, Any]:
    """The terms that hold now."""
    parts = list(contract.deliverables.all())
    return terms(contract, contract.value_incl_vat, contract.ends_on, parts)


def terms(
    contract: Contract, value: Decimal, ends_on: date | None, parts: list[Deliverable]
) -> dict[str, Any]:
    """The value in euro including VAT, the end, and each part with its day, percent and amount."""
    fixed = {payment.deliverable_id: payment.amount_incl_vat for payment in contract.payments.all()}
    return {
        "value_incl_vat": f"{value:.2f}",
        "ends_on": ends_on.isoformat() if ends_on else "",
        "parts": [
            {
                "uuid": str(row.deliverable.uuid),
                "title": row.deliverable.title,
                "due_on": row.deliverable.due_on.isoformat(),
                "percent": row.deliverable.instalment_percent,
                "amount_incl_vat": f"{row.amount_incl_vat:.2f}",
            }
            for row in split(value, parts, fixed)
        ],
    }


def fingerprint(agreed: dict[str, Any]) -> str:
    """SHA-256 over the terms, for the line in the history."""
    return sha256(canonical_json(agreed)).hexdigest()


def merged_parts(contract: Contract, wanted: list[PartTerms]) -> list[Deliverable]:
    """The deliverables as they would be, unsaved; a new one comes last, in the running stage."""
    by_uuid = {part.uuid: part for part in wanted if part.uuid}
    parts = list(contract.deliverables.all())
    for part in parts:
        if (found := by_uuid.get(str(part.uuid))) and part.state != PartState.ACCEPTED:
            part.instalment_percent = found.percent
            if part.state in CHANGEABLE:
                part.due_on = found.due_on
    stage = min((each.stage for each in parts if each.state != PartState.ACCEPTED), default=1)
    last = max(part.order for part in parts)
    added = [
        Deliverable(
            contract=contract, order=last + place, title=part.title, stage=stage,
            due_on=part.due_on, instalment_percent=part.percent,
        )
        for place, part in enumerate((part for part in wanted if not part.uuid), start=1)
    ]  # fmt: skip
    return [*parts, *added]


def faults_of(
    contract: Contract, value: Decimal, ends_on: date, parts: list[Deliverable], today: date
) -> list[str]:
    """Why a contract cannot be changed into this, all at once."""
    before = {row.pk: row.due_on for row in Deliverable.objects.filter(contract=contract)}
    faults = []
    if (total := sum(part.instalment_percent for part in parts)) != 100:
        faults.append(_("The parts add up to %(total)s%% and not to 100%%.") % {"total": total})
    faults += [
        _("“%(title)s” would be due on a day that is over.") % {"title": part.title}
        for part in parts
        if part.due_on != before.get(part.pk) and part.due_on < today
    ]
    faults += [
        _("“%(title)s” was rejected: nothing is paid for it any more. Set its part to 0.")
        % {"title": part.title}
        for part in parts
        if part.state == PartState.REJECTED and part.instalment_percent
    ]
    if any(part.due_on > ends_on for part in parts if part.state in CHANGEABLE):
        faults.append(_("Something would be due after the contract has ended."))
    rows = terms(contract, value, ends_on, parts)["parts"]
    if any(Decimal(row["amount_incl_vat"]) < 0 for row in rows):
        faults.append(_("The value is less than what was accepted already."))
    if value > (most := most_for(contract)):
        faults.append(
            _("The budget leaves at most %(most)s for this contract.") % {"most": euro_text(most)}
        )
    return faults


def most_for(contract: Contract) -> Decimal:
    """What the pot leaves for this contract, in euro including VAT; at least what it is worth."""
    proposal = contract.decision.proposal
    pots = {pot.theme_id: budget for pot, budget in pots_now(proposal.phase)}
    theme = proposal.dossier.theme_id if proposal.dossier.theme_id in pots else None
    if theme not in pots:
        return contract.value_incl_vat
    others = Contract.objects.filter(decision__proposal__phase=proposal.phase).exclude(
        pk=contract.pk
    )
    if theme is not None:
        others = others.filter(decision__proposal__dossier__theme=theme)
    used = sum((taken_from_pot(other) for other in others.prefetch_related("payments")), ZERO)
    return max(pots[theme] - used, contract.value_incl_vat)
