"""A phase brought to the moment of decision, as rows: what the rooms below have left behind."""

from datetime import timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from applications.closings import close_vault
from applications.models import (
    Admissibility,
    Dossier,
    OpenedProposal,
    Opening,
    Proposal,
    Submission,
)
from assessment import results
from assessment.models import Advice, Committee, Consensus, Ranking, RankingRow, Seat
from awards import letters
from awards.contracting.models import ContractTerms, Payment
from awards.contracting.papers import keep
from awards.contracting.transitions.payments import record_payment, request_payment
from awards.contracting.waiting import terms_written
from awards.models import Contract, Decision, DecisionSet, Deliverable
from calls.models import CallRole, Phase
from portal.accounts.models import Membership, Organisation
from portal.clock import portal_now
from portal.files import store
from portal.look.wording import AMSTERDAM
from tests.cast import Cast, proof_of
from tests.factories import (
    CallFactory,
    DossierFactory,
    MembershipFactory,
    OrganisationFactory,
    PhaseFactory,
    ProposalFactory,
    UserFactory,
)

Outcome = RankingRow.Outcome
PAPER = b"%PDF-1.7 overeenkomst"
MOTIVATION = "De commissie vindt de aanpak helder, maar mist cijfers over de kosten per jaar."


def make_call(cast: Cast, **fields):
    """A published call of Rijkswaterstaat, run by RVO, with its author and secretary."""
    call = CallFactory(
        published=True, contracting_authority=cast.rws, executing_agency=cast.rvo, **fields
    )
    CallRole.objects.create(call=call, user=cast.author, role=CallRole.Role.AUTHOR)
    CallRole.objects.create(call=call, user=cast.unassigned, role=CallRole.Role.SECRETARY)
    return call


def make_phase(cast: Cast, **fields) -> Phase:
    """A feasibility phase of such a call, open now."""
    return PhaseFactory(**({"call": make_call(cast)} | fields))


def company_of(cast: Cast, place: int) -> Organisation:
    """The first offer is the cast's company's, the second its rival's, the rest of others."""
    known = [cast.company, cast.rival_company]
    if place < len(known):
        return known[place]
    organisation = OrganisationFactory()
    MembershipFactory(user=UserFactory(), organisation=organisation, role=Membership.Role.SIGNATORY)
    return organisation


def open_offer(phase: Phase, lead: Organisation, *, dossier: Dossier | None = None) -> Proposal:
    """An opened offer of 50,000 euro including VAT, received while the phase was open."""
    proposal = ProposalFactory(
        phase=phase,
        dossier=dossier or DossierFactory(call=phase.call, lead=lead),
        state=Proposal.State.OPENED,
    )
    submission = Submission.objects.create(
        proposal=proposal,
        phase=phase,
        number=1,
        call_version=phase.call.versions.first(),
        sealed_payload=b"sealed",
        key_for_phase=b"key",
        key_for_company=b"key",
        manifest={},
        manifest_sha256="a" * 64,
        sent_by=UserFactory(),
    )
    OpenedProposal.objects.create(
        proposal=proposal,
        submission=submission,
        title=f"Demontabele liggers van {lead.name}",
        public_summary="Liggers die na gebruik weer uit elkaar kunnen.",
        answers={},
        price_excl_vat=Decimal("41322.31"),
        vat_rate=Decimal("21.00"),
        price_incl_vat=Decimal("50000.00"),
        rd_share=80,
    )
    return proposal


def close_and_open(phase: Phase, cast: Cast) -> Opening:
    """The deadline has passed and two people have opened the vault."""
    Phase.objects.filter(pk=phase.pk).update(closes_at=portal_now() - timedelta(days=3))
    phase.refresh_from_db()
    return Opening.objects.create(
        phase=phase,
        started_by=cast.author,
        started_at=portal_now() - timedelta(days=2),
        start_proof=proof_of(cast.author),
        confirmed_by=cast.officer,
        confirm_proof=proof_of(cast.officer),
        opened_at=portal_now() - timedelta(days=2),
        root_sha256=close_vault(phase).root_sha256,
    )


def advise(phase: Phase, cast: Cast, outcomes: list[str], offers: list[Proposal]) -> Advice:
    """Committee, consensus, ranking and approved advice over these offers, in this order."""
    committee = Committee.objects.create(phase=phase, state=Committee.State.ADVISED)
    for place, member in enumerate(cast.members):
        role = Seat.Role.MEMBER if place else Seat.Role.CHAIR
        Seat.objects.create(committee=committee, user=member, role=role, profile="jurist")
    rows = [
        _row(offer, outcome, place)
        for place, (offer, outcome) in enumerate(zip(offers, outcomes, strict=True), start=1)
    ]
    frozen = [
        results.as_json(
            row.proposal.dossier.reference, row.rank, row.total, row.scores, row.price_incl_vat,
            row.outcome,
        )
        for row in rows
    ]  # fmt: skip
    sha256 = results.fingerprint({}, frozen)
    ranking = Ranking.objects.create(committee=committee, rules={}, sha256=sha256)
    for row in rows:
        row.ranking = ranking
    RankingRow.objects.bulk_create(rows)
    for offer in offers:
        for criterion in phase.criteria.all():
            Consensus.objects.create(
                proposal=offer, criterion=criterion, value=7, motivation=MOTIVATION,
                recorded_by=cast.members[0],
            )  # fmt: skip
        Admissibility.objects.create(proposal=offer, is_admissible=True, judged_by=cast.officer)
        Proposal.objects.filter(pk=offer.pk).update(state=Proposal.State.ASSESSED)
    Phase.objects.filter(pk=phase.pk).update(state=Phase.State.ADVISED)
    phase.refresh_from_db()
    return Advice.objects.create(
        committee=committee,
        text="Wij adviseren.",
        approved_by=cast.members[0],
        approved_at=timezone.now() - timedelta(days=1),
    )


def _row(offer: Proposal, outcome: str, place: int) -> RankingRow:
    below = outcome == Outcome.BELOW_THRESHOLD
    return RankingRow(
        proposal=offer, rank=None if below else place, total="22/3", total_shown=Decimal("7.33"),
        scores={"impact": "8", "feasibility": "3" if below else "7", "economy": "22/3"},
        outcome=outcome, price_incl_vat=offer.opened.price_incl_vat,
    )  # fmt: skip


def exclude(phase: Phase, cast: Cast) -> Proposal:
    """One more offer, excluded with reasons."""
    offer = open_offer(phase, company_of(cast, 9))
    Proposal.objects.filter(pk=offer.pk).update(state=Proposal.State.EXCLUDED)
    Admissibility.objects.create(
        proposal=offer, is_admissible=False, reasons="De prijs ligt boven het maximum.",
        judged_by=cast.officer,
    )  # fmt: skip
    return offer


AWARDS_AND_REST = [Outcome.WITHIN_BUDGET, Outcome.BEYOND_BUDGET, Outcome.BELOW_THRESHOLD]


def advised(
    cast: Cast, outcomes: list[str] | None = None, *, with_excluded: bool = False, **fields
) -> Phase:
    """A phase whose advice was approved: by default one award, one beyond budget, one below."""
    outcomes = AWARDS_AND_REST if outcomes is None else outcomes
    phase = make_phase(cast, **fields)
    offers = [open_offer(phase, company_of(cast, place)) for place in range(len(outcomes))]
    if with_excluded:
        exclude(phase, cast)
    close_and_open(phase, cast)
    advise(phase, cast, outcomes, offers)
    return phase


def decision_of(decision_set: DecisionSet, company: Organisation) -> Decision:
    """The decision about this company's offer."""
    return decision_set.decisions.get(proposal__dossier__lead=company)


@transaction.atomic
def with_letters(decision_set: DecisionSet) -> DecisionSet:
    """The letter of each decision, as rows: what the job of letters leaves behind."""
    file = store.save_bytes(PAPER, "application/pdf", by=decision_set.proposed_by)
    waiting = decision_set.decisions.filter(letter=None)  # the job may have run with the commit
    for decision in waiting.select_related("proposal__dossier__lead"):
        text, context = letters.written(decision)
        standstill = context["standstill"]
        letters.keep(decision, text, file, standstill["last_day"] if standstill else None)
    return DecisionSet.objects.get(pk=decision_set.pk)


def with_papers(decision_set: DecisionSet) -> DecisionSet:
    """The PDF of each contract on offer, as rows: what the job of contracts leaves behind."""
    phase = decision_set.phase
    terms = ContractTerms.objects.create(
        phase=phase, number=1, text="De afspraken.", written_by=decision_set.proposed_by
    )
    file = store.save_bytes(PAPER, "application/pdf", by=decision_set.proposed_by)
    for contract in Contract.objects.filter(decision__decision_set=decision_set):
        keep(contract, terms, file)
    terms_written(phase)
    return decision_set


def pay(part: Deliverable, cast: Cast) -> Payment:
    """The instalment of an accepted part, asked for and paid today."""
    payment = Payment.objects.get(deliverable=part)
    payment = request_payment(payment, invoice_number=f"F-{part.pk}", by=cast.applicant)
    today = portal_now().astimezone(AMSTERDAM).date()
    return record_payment(payment, paid_on=today, by=cast.officer)
