"""Phases of an innovation partnership, brought to the moments that its rules are about."""

from datetime import timedelta
from decimal import Decimal

from applications.models import Admissibility, OpenedProposal
from awards import services, transitions
from awards.models import Contract, DecisionSet, Deliverable
from calls.instruments import instrument_of
from calls.models import CallVersion, Phase
from portal.accounts.models import Organisation
from portal.clock import portal_now
from portal.work.jobs import run_open_jobs
from tests.awards.stages import (
    Outcome,
    advise,
    close_and_open,
    company_of,
    make_call,
    make_phase,
    open_offer,
    with_letters,
    with_papers,
)
from tests.cast import Cast, proof_of

INSTRUMENT = instrument_of("innovation_partnership")
PROMISED = {"performance": {"performance_level": "80", "purchase_maximum": "1000000.00"}}
FACTS = (
    "code", "kind", "title", "title_en", "entry", "outcome", "judged_by", "is_negotiated",
    "asks_price", "needs_money", "may_be_bought", "standstill_days", "least_rd_share",
)  # fmt: skip


def phase_of(cast: Cast, code: str, **fields) -> Phase:
    """One phase of a published call, with the facts that the instrument states about it."""
    call = fields.pop("call", None) or call_of(cast)
    stated = INSTRUMENT.phase(code)
    facts = {name: getattr(stated, name) for name in FACTS}
    order = [phase.code for phase in INSTRUMENT.phases].index(code) + 1
    return make_phase(cast, call=call, order=order, takes_offers=True, **{**facts, **fields})


def call_of(cast: Cast):
    """A published innovation partnership, with the grounds on which it may end frozen."""
    call = make_call(cast, instrument=INSTRUMENT.code)
    terms = {"end_conditions": [vars(each) for each in INSTRUMENT.end_conditions]}
    CallVersion.objects.create(
        call=call, number=0, terms=terms, sha256="1" * 64, published_by=cast.officer
    )
    return call


def round_of(cast: Cast, code: str = "negotiation-1", **fields) -> Phase:
    """A round whose vault is open, with admissible tenders of the company and its rival."""
    phase = phase_of(cast, code, **fields)
    for place in range(2):
        proposal = open_offer(phase, company_of(cast, place))
        Admissibility.objects.create(proposal=proposal, is_admissible=True, judged_by=cast.officer)
    close_and_open(phase, cast)
    Phase.objects.filter(pk=phase.pk).update(state=Phase.State.OPENED)
    phase.refresh_from_db()
    return phase


def awarded(cast: Cast, partners: int = 2, *, printed: bool = False) -> DecisionSet:
    """Final tenders of which so many became partners; everybody has been told."""
    phase = phase_of(cast, "final")
    outcomes = [Outcome.WITHIN_BUDGET] * partners + [Outcome.BEYOND_BUDGET]
    offers = [open_offer(phase, company_of(cast, place)) for place in range(len(outcomes))]
    OpenedProposal.objects.filter(proposal__phase=phase).update(answers=PROMISED)
    close_and_open(phase, cast)
    advise(phase, cast, outcomes, offers)
    decision_set = services.propose(phase, by=cast.author)
    transitions.approve(decision_set, by=cast.officer, proof=proof_of(cast.officer))
    if printed:
        run_open_jobs("awards.letters")
    else:
        with_letters(decision_set)
    told = transitions.release(decision_set, by=cast.author, proof=proof_of(cast.author))
    return with_papers(told)


def after_standstill(decision_set: DecisionSet) -> None:
    """The letters went out long enough ago for contracts to be signed."""
    long_ago = portal_now() - timedelta(days=40)
    DecisionSet.objects.filter(pk=decision_set.pk).update(released_at=long_ago)


def contract_of(company: Organisation) -> Contract:
    """The contract of this company."""
    return Contract.objects.get(decision__proposal__dossier__lead=company)


def running(cast: Cast, partners: int = 2) -> Contract:
    """Partnerships that run; the contract of the cast's own company."""
    after_standstill(awarded(cast, partners))
    for company, signatory in [(cast.company, cast.applicant), (cast.rival_company, cast.rival)]:
        for contract in Contract.objects.filter(decision__proposal__dossier__lead=company):
            signed = transitions.sign_contract(contract, by=signatory)
            transitions.countersign(signed, by=cast.officer)
    return contract_of(cast.company)


def deliver(contract: Contract, stage: int, cast: Cast, *, accept: bool = True) -> None:
    """Deliver everything of a stage, and accept it."""
    for part in Deliverable.objects.filter(contract=contract, stage=stage):
        part = transitions.deliver(part, upload=b"%PDF-1.7", file_name="r.pdf", by=cast.applicant)
        if accept:
            transitions.accept(part, by=cast.officer)


def euros(amount: str) -> Decimal:
    """An amount in euro."""
    return Decimal(amount)
