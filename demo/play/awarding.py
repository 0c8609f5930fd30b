"""The authority decides and tells; winners sign, deliver and are invited; others buy."""

from datetime import timedelta
from decimal import Decimal

from applications.models import Proposal
from awards import letter_checks, services, transitions
from awards.letters import LETTERS
from awards.models import Contract, Decision, DecisionSet, Deliverable, Purchase
from awards.remaking import remake_letters
from calls.instruments import instrument_of
from calls.instruments.definition import Buying
from calls.models import Call, Phase
from calls.transitions import complete
from demo import cast
from demo.documents import file_name, study_report
from demo.keyring import proof_of
from demo.play import contracting, partnering, telling
from demo.play.judging import concept_of
from demo.play.plays import Play
from demo.play.sweeps import finish
from demo.writing import Company, companies, feasibility_report
from portal.accounts.models import Membership, Organisation, User
from portal.clock import portal_now


def propose(play: Play, code: str) -> None:
    """The first officer takes the advice over as the proposed decision."""
    phase = play.phase(code)
    contracting.prepare(phase, by=play.author)
    if not DecisionSet.objects.filter(phase=phase).exists():
        decision_set = services.propose(phase, by=play.author)
        services.ask_approval(decision_set, by=play.author)


def approve(play: Play, code: str) -> None:
    """The second officer approves; the worker makes the letters."""
    decision_set = play.phase(code).decision_set
    if decision_set.state == DecisionSet.State.PROPOSED:
        transitions.approve(decision_set, by=play.approver, proof=proof_of(play.approver))
    finish(LETTERS)


def release(play: Play, code: str) -> None:
    """All letters leave at once."""
    decision_set = play.phase(code).decision_set
    if decision_set.state == DecisionSet.State.APPROVED:
        renew_letters(decision_set, by=play.author)
        transitions.release(decision_set, by=play.author, proof=proof_of(play.author))
        contracting.make()


def renew_letters(decision_set: DecisionSet, *, by: User) -> None:
    """Letters made on another day name another end of the standstill: they are made anew."""
    if any(letter_checks.outdated(decision_set)):
        remake_letters(decision_set, by=by)
        finish(LETTERS)


def sign(play: Play, code: str) -> None:
    """Each winner signs, an officer signs after it."""
    for contract in contracts_of(play.phase(code)):
        if contract.state == Contract.State.OFFERED:
            contract = transitions.sign_contract(contract, by=signatory_of(contract))
        if contract.state == Contract.State.SIGNED:
            transitions.countersign(contract, by=play.author)


def deliver(play: Play, code: str, stage: int = 1) -> None:
    """Every part of a stage that is due is handed in, by those whose contract still runs."""
    for part in parts_of(play.phase(code), stage):
        if part.state in {Deliverable.State.DUE, Deliverable.State.RETURNED}:
            proposal = part.contract.decision.proposal
            transitions.deliver(
                part,
                upload=_report(play, proposal, part),
                file_name=file_name(f"{part.title} {proposal.dossier.reference}"),
                by=signatory_of(part.contract),
            )


def accept(play: Play, code: str, stage: int = 1) -> None:
    """An officer accepts what was delivered; the last part invites to the next phase."""
    for part in parts_of(play.phase(code), stage):
        if part.state == Deliverable.State.DELIVERED:
            transitions.accept(part, by=play.approver, remarks="Volgens afspraak geleverd.")
            contracting.pay(part, company=signatory_of(part.contract), by=play.approver)


def buy(play: Play) -> None:
    """Authorities buy a solution, on the ground that the instrument gives; the result is told."""
    call = play.call
    last = call.phases.filter(may_be_bought=True).order_by("order").last()
    if last is None or Purchase.objects.filter(dossier__call=call).exists():
        return
    if instrument_of(call.instrument).buying == Buying.AGREED:
        partnering.buy(play, contracts_of(last))
    else:
        _buy_after_procurement(play, contracts_of(last))
    delivered = [c for c in contracts_of(last) if c.state == Contract.State.DELIVERED]
    for contract in delivered[:1]:
        telling.tell(play, contract, signatory=signatory_of(contract))
    if play.case.winners:
        services.write_result(call, text=public_result(play), by=play.author)
    if call.state == Call.State.PUBLISHED:
        complete(call, by=play.author)


def _buy_after_procurement(play: Play, contracts: list[Contract]) -> None:
    dossiers = [contract.decision.proposal.dossier for contract in contracts]
    neighbour = cast.staff("province_officer")
    buyers = [
        (play.author, Decimal("1850000.00"), "Aanbesteding van een viaduct"),
        (neighbour, Decimal("640000.00"), "Meervoudige onderhandse aanbesteding"),
    ]
    for index, (buyer, amount, how) in enumerate(buyers[: len(dossiers)]):
        services.record_purchase(
            dossiers[index],
            buyer=_authority_of(buyer),
            description="Eerste toepassing van de ontwikkelde oplossing (verzonnen)",
            procurement_reference=f"{how} {play.times.bought.year}-{index + 1}",
            amount_excl_vat=amount,
            bought_on=(portal_now() - timedelta(days=20 * (index + 1))).date(),
            by=buyer,
        )


def public_result(play: Play) -> str:
    """What was published about the real winners; only here do real company names appear."""
    lines = [
        f"- **{winner.concept}**: {winner.solution} ({', '.join(winner.partners)})"
        for winner in play.case.winners
    ]
    intro = "Zo liep het in het echt af. De offertes en bedrijven op dit portaal zijn verzonnen."
    return "\n".join([intro, "", *lines])


def contracts_of(phase: Phase) -> list[Contract]:
    """The contracts of a phase."""
    return list(
        Contract.objects.filter(decision__proposal__phase=phase)
        .select_related("decision__proposal__dossier__lead", "decision__proposal__opened")
        .order_by("decision__proposal__dossier__lead__name")
    )


def parts_of(phase: Phase, stage: int) -> list[Deliverable]:
    """What the running contracts of a phase owe in this stage, in order."""
    return list(
        Deliverable.objects.filter(
            stage=stage,
            contract__state=Contract.State.RUNNING,
            contract__decision__proposal__phase=phase,
            contract__decision__outcome=Decision.Outcome.AWARD,
        )
        .select_related("contract__decision__proposal__dossier__lead")
        .order_by("contract", "order")
    )


def signatory_of(contract: Contract) -> User:
    """Who signs for the company of a contract."""
    return signatory_at(contract.decision.proposal.dossier.lead)


def signatory_at(company: Organisation) -> User:
    """The first who may sign for a company."""
    membership = company.memberships.filter(role=Membership.Role.SIGNATORY).order_by("id").first()
    if membership is None:
        raise LookupError(f"{company} has no signatory")
    return membership.user


def _authority_of(user: User) -> Organisation:
    return Organisation.objects.filter(
        memberships__user=user, memberships__role=Membership.Role.OFFICER
    )[0]


def _report(play: Play, proposal: Proposal, part: Deliverable) -> bytes:
    lead = proposal.dossier.lead
    rng = play.rng(lead.name, part.order, proposal.phase.code)
    texts = feasibility_report(rng, play.case, _written_as(lead), concept_of(play, proposal))
    return study_report(f"{part.title}: {proposal.opened.title}", lead.name, texts)


def _written_as(lead: Organisation) -> Company:
    """The invented company behind an organisation; a visitor's own company borrows a voice."""
    known = {company.legal_name: company for company in companies()}
    return known.get(lead.name, companies()[lead.pk % len(companies())])
