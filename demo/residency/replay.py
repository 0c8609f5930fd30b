"""make replay of a round: every step through the functions that the pages use."""

import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from awards import services as awarding
from awards import standstill
from awards import transitions as award_moves
from awards.models import Contract, DecisionSet, Deliverable, Purchase
from awards.partnership.selectors import partnership_of
from calls.models import Call, Phase
from calls.procedures import procedure_of
from demo import clock
from demo.documents import study_report
from demo.keyring import proof_of
from demo.play import contracting
from demo.play.awarding import renew_letters
from demo.play.sweeps import sweep
from demo.replay import loosen_commits
from demo.residency import judging, people
from demo.residency import round as rounds
from demo.residency.case import Round
from funnel.exports import as_json
from funnel.selectors import funnel_of
from portal.accounts import services as accounts
from portal.accounts.models import User
from portal.accounts.selectors import signatories_of
from portal.clock import start_clock_at
from portal.workflow import TransitionRefused

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PRICE = Decimal("120000.00")  # excluding VAT
Step = tuple[datetime, str, Callable[[], object]]


def replay(case: Round, *, seed: int = 1) -> dict[str, Any]:
    """Play the whole round in this database, which must be new; return its figures."""
    loosen_commits()
    start_clock_at(case.moment("drafted") - DAY)
    for at, name, act in _steps(case, seed):
        clock.move_to(at)
        sys.stderr.write(f"{at:%Y-%m-%d} {name}\n")
        act()
        sweep()
    return result_of(case)


def result_of(case: Round) -> dict[str, Any]:
    """The funnel of the call, and per challenge who was selected and who won."""
    call = Call.objects.get(reference=case.reference)
    return {**as_json(funnel_of(call)), "challenges": [*map(_challenge, call.themes.all())]}


def differences(result: Mapping[str, Any], case: Round) -> list[str]:
    """Where the outcome is not what the case expects, one sentence each."""
    found = {phase["code"]: phase for phase in result["phases"]}
    found |= {each["code"]: each for each in result["challenges"]}
    expected = {code: figures for code, figures in case.expected.items() if code != "challenges"}
    expected |= case.expected.get("challenges", {})
    return [
        f"{code}: {name} is {found.get(code, {}).get(name)}, the case expects {value}"
        for code, figures in expected.items()
        for name, value in figures.items()
        if found.get(code, {}).get(name) != value
    ]


def _steps(case: Round, seed: int) -> Iterator[Step]:
    yield case.moment("drafted"), "draft", partial(rounds.draft, case)
    yield case.moment("published"), "publish", partial(rounds.publish, case)
    opens = case.moment("application", "opens")
    yield opens + DAY, "apply", partial(rounds.apply, case)
    yield from _judged(case, "application", seed)
    yield case.moment("pitch", "opens") + DAY, "prepare", partial(rounds.prepare_pitches, case)
    yield from _judged(case, "pitch", seed)
    yield case.moment("signed"), "sign", partial(_sign, case)
    yield case.moment("delivered"), "deliver", partial(_deliver, case)
    yield case.moment("bought"), "buy", partial(_buy, case)


def _judged(case: Round, code: str, seed: int) -> Iterator[Step]:
    """From the opening of a vault to the letters."""
    at = case.moment(code, "closes")

    def on(act: Callable[..., object], *more: Any, **named: Any) -> Callable[[], object]:
        return lambda: act(*more, _phase(case, code), **named)

    yield at + HOUR, "open_vault", on(judging.open_vault, case)
    yield at + 2 * HOUR, "judge_admissibility", on(judging.judge_admissibility, case)
    yield at + 3 * HOUR, "form_committee", on(judging.form_committee, case)
    if code == "pitch":
        yield at + 4 * HOUR, "plan", on(judging.plan, case)
        at = case.moment("pitch", "pitches") + DAY
    yield at + DAY, "score", on(judging.score, case, seed=seed)
    yield at + 3 * DAY, "agree", on(judging.agree)
    told = case.moment(code, "told")
    yield told - DAY, "decide", on(_decide, case)
    yield told, "release", on(_release, case)


def _decide(case: Round, phase: Phase) -> None:
    first, second = people.officers_of(case)
    contracting.prepare(phase, by=first)
    decision_set = awarding.propose(phase, by=first)
    award_moves.approve(decision_set, by=second, proof=proof_of(second))


def _release(case: Round, phase: Phase) -> None:
    first, _second = people.officers_of(case)
    decision_set = DecisionSet.objects.get(phase=phase)
    renew_letters(decision_set, by=first)
    award_moves.release(decision_set, by=first, proof=proof_of(first))
    contracting.make()


def _sign(case: Round) -> None:
    """Winners sign; one first has to register. Each authority signs for its own challenge."""
    for contract in _contracts(case):
        dossier = contract.decision.proposal.dossier
        (signatory,) = signatories_of(dossier.lead)
        if not dossier.lead.kvk:
            _refused(partial(award_moves.sign_contract, contract, by=signatory))
            accounts.add_register_number(dossier.lead, kvk=_new_number(case), by=signatory)
        award_moves.sign_contract(contract, by=signatory)
        award_moves.countersign(contract, by=_officer_for(contract))


def _deliver(case: Round) -> None:
    parts = Deliverable.objects.filter(contract__in=_contracts(case)).order_by("contract", "order")
    for part in parts:
        dossier = part.contract.decision.proposal.dossier
        (signatory,) = signatories_of(dossier.lead)
        data = study_report(part.title, dossier.lead.name, [("Wat wij zagen", "Het werkt.")])
        award_moves.deliver(part, upload=data, file_name="verslag.pdf", by=signatory)
        officer = _officer_for(part.contract)
        award_moves.accept(part, by=officer, remarks="Volgens afspraak.")
        contracting.pay(part, company=signatory, by=officer)


def _buy(case: Round) -> None:
    """The authority of the first challenge buys, on the ground that its procedure gives."""
    contract = _contracts(case)[0]
    proposal = contract.decision.proposal
    agreed = partnership_of(proposal.dossier)
    purchase = partial(
        awarding.record_purchase,
        proposal.dossier,
        buyer=proposal.dossier.authority,
        description="Eerste toepassing van de beproefde oplossing (verzonnen)",
        bought_on=case.moment("bought").date() - DAY,
        by=_officer_for(contract),
    )
    if agreed is None:
        purchase(procurement_reference=f"Inkoopprocedure {case.reference}", amount_excl_vat=PRICE)
        return
    above = agreed.maximum_excl_vat + Decimal("0.01")
    _refused(partial(purchase, amount_excl_vat=above, measured_performance=Decimal(100)))
    purchase(amount_excl_vat=PRICE, measured_performance=agreed.least_performance)


def _challenge(theme: Any) -> dict[str, Any]:
    dossiers = theme.dossier_set
    won = Contract.objects.filter(decision__proposal__dossier__theme=theme).first()
    procedure = procedure_of(theme)
    ranked_first = dossiers.filter(
        proposals__phase__code="pitch", proposals__ranking_row__rank=1
    ).first()
    return {
        "code": theme.code,
        "authority": theme.authority.name,
        "procedure": theme.procedure,
        "standstill_days": procedure.standstill_days if procedure else 0,
        "offers": dossiers.filter(proposals__phase__code="application").distinct().count(),
        "selected": dossiers.filter(proposals__phase__code="pitch").distinct().count(),
        "ranked_first": _short(ranked_first) if ranked_first else None,
        "winner": _short(won.decision.proposal.dossier) if won else None,
        "standstill_ended": str(standstill.ends_at(won.decision) or "") if won else "",
        "bought": Purchase.objects.filter(dossier__theme=theme).count(),
    }


def _short(dossier: Any) -> str:
    """The name as the case file has it."""
    return str(dossier.lead.name).removesuffix(" B.V.").removesuffix(" (in oprichting)")


def _contracts(case: Round) -> list[Contract]:
    return list(
        Contract.objects.filter(decision__proposal__phase__call__reference=case.reference)
        .select_related("decision__proposal__dossier__theme__authority")
        .order_by("decision__proposal__dossier__theme__code")
    )


def _officer_for(contract: Contract) -> User:
    return people.officer_of(contract.decision.proposal.dossier.authority.name)


def _new_number(case: Round) -> str:
    """A number that stands in no register."""
    taken = {startup.kvk for startup in case.companies}
    return next(number for each in range(90020100, 90020999) if (number := str(each)) not in taken)


def _refused(act: Callable[[], object]) -> None:
    """It must be refused: signing without a number, buying above what was agreed."""
    try:
        act()
    except TransitionRefused as refusal:
        sys.stderr.write(f"refused: {refusal.message}\n")
    else:
        raise AssertionError("this was not refused")


def _phase(case: Round, code: str) -> Phase:
    return Phase.objects.select_related("call").get(call__reference=case.reference, code=code)
