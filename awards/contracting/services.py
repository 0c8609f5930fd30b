"""Writing the terms of a phase's contracts, and who is not asked into the next phase."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from awards.contracting import papers, waiting
from awards.contracting.merging import empty_fields, faults_of, values_of
from awards.contracting.models import ContractTerms, NoInvitation
from awards.contracting.selectors import invites_later, signed_contracts_exist, terms_of
from awards.models import Contract
from awards.permissions import can_countersign, can_manage_contracts
from calls import phases
from calls.models import Phase
from portal.accounts.models import User
from portal.audit.record import record
from portal.workflow import TransitionRefused, lock


@transaction.atomic
def write_terms(
    phase: Phase,
    *,
    text: str,
    place: str = "",
    place_from: date | None = None,
    place_until: date | None = None,
    by: User,
) -> ContractTerms:
    """Save the next version of the terms; the PDFs of contracts on offer are made of it.

    Raises PermissionDenied, and TransitionRefused with all faults at once: a field that is not
    there or stays empty, a place that is left open, or a contract that somebody has signed.
    """
    phase = phases.lock_exclusive(phase)  # signing takes it too: nobody signs what changes now
    if not can_manage_contracts(by, phase):
        raise PermissionDenied("write_terms")
    if signed_contracts_exist(phase):
        raise TransitionRefused(
            _("Somebody has signed a contract of this phase: its text no longer changes."),
            code="state",
        )
    before = terms_of(phase)
    terms = ContractTerms(
        phase=phase,
        number=before.number + 1 if before else 1,
        text=text.strip(),
        place=place.strip(),
        place_from=place_from,
        place_until=place_until,
        written_by=by,
    )
    if faults := _faults(terms):
        raise TransitionRefused("\n".join(faults), code="text")
    terms.save()
    record("write_contract_terms", phase, by=by, number=terms.number)
    waiting.terms_written(phase)
    papers.start(phase, by=by)
    return terms


def _faults(terms: ContractTerms) -> list[str]:
    faults = faults_of(terms.text, has_place=bool(terms.place))
    if faults:
        return faults
    offered = Contract.objects.filter(decision__proposal__phase=terms.phase).select_related(
        "decision__proposal__phase__call__contracting_authority",
        "decision__proposal__dossier__lead",
        "decision__proposal__dossier__theme__authority",
        "decision__proposal__opened__submission",
    )
    return [
        _("The field {{%(field)s}} is empty for %(company)s.")
        % {"field": name, "company": contract.decision.proposal.dossier.lead}
        for contract in offered
        for name in empty_fields(terms.text, values_of(contract, terms))
    ]


@transaction.atomic
def decide_not_to_invite(contract: Contract, *, reasons: str, by: User) -> NoInvitation:
    """Decide that a contractor is not asked into the next phase, although it delivers.

    Raises PermissionDenied; TransitionRefused without reasons, where no invited phase follows, and
    once everything was accepted: the invitation has left then.
    """
    contract = _while_it_runs(contract, by)
    if not reasons.strip():
        raise TransitionRefused(_("State the reasons: the company reads them."), code="reasons")
    held, is_new = NoInvitation.objects.get_or_create(
        contract=contract, defaults={"reasons": reasons.strip(), "decided_by": by}
    )
    if not is_new:
        raise TransitionRefused(_("This was decided on already."), code="state")
    record("decide_not_to_invite", contract, by=by)
    return held


@transaction.atomic
def invite_after_all(contract: Contract, *, by: User) -> None:
    """Take that decision back: with its last acceptance the contractor is invited."""
    contract = _while_it_runs(contract, by)
    if NoInvitation.objects.filter(contract=contract).delete()[0]:
        record("invite_after_all", contract, by=by)


def _while_it_runs(contract: Contract, by: User) -> Contract:
    contract = lock(contract)
    if not can_countersign(by, contract):
        raise PermissionDenied("invitation")
    if not invites_later(contract):
        raise TransitionRefused(
            _("This is decided while the contract runs, and only where a next phase follows."),
            code="state",
        )
    return contract
