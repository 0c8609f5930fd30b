"""Co-funding: the rounds from before the portal, and an invented round that is open now."""

import json
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial

from calls.models import Call
from demo import cast
from demo.cases import FIXTURES, shipped_case
from demo.keyring import proof_of
from demo.play.script import Move
from funnel.cofunding import history, services, transitions
from funnel.cofunding.models import FundingRequest, FundingRound
from funnel.history import shipped
from portal.accounts.models import Organisation
from portal.clock import portal_now
from portal.look.wording import AMSTERDAM

HISTORY = FIXTURES / "co-funding-2021.json"
YEARS = FIXTURES / "history-2010-2019.json"
MINISTRY = "Ministerie van Economische Zaken en Klimaat"
TITLE = "Cofinanciering voor nieuwe SBIR's en innovatiepartnerschappen"
EXPLANATION = (
    "Beschrijf wat uw publieke taak in de weg staat, waarom niets wat te koop is dat oplost, en "
    "welk deel u zelf betaalt. Alleen contracten voor onderzoek en ontwikkeling tellen mee."
)
DAYS = timedelta(days=1)
# The case of the call, the call's reference, and how long after the opening its request is sent.
REQUESTS = (
    ("circulaire-viaducten", "-1", timedelta(seconds=41)),
    ("innovatiepartnerschap-dijken", "", timedelta(minutes=9)),
    ("circulaire-viaducten", "-2", timedelta(hours=3)),
)


def moves(now: datetime) -> list[Move]:
    """From the history to a first grant with half of it paid, the second request to be decided."""
    opens = now.astimezone(AMSTERDAM).replace(hour=10, minute=0, second=0, microsecond=0) - 5 * DAYS
    return [
        Move(opens - 3 * DAYS, "load_funding_history", load_history),
        Move(opens - 2 * DAYS, "make_funding_round", partial(make_round, opens)),
        *(
            Move(opens + after, "ask_cofunding", partial(ask, name, suffix))
            for name, suffix, after in REQUESTS
        ),
        Move(opens + DAYS, "grant_cofunding", grant_first),
        Move(opens + 3 * DAYS, "pay_cofunding", pay_half),
    ]


def load_history() -> None:
    """The rounds of 2018 to 2021 and the figures of 2010 to 2019, as their files tell them."""
    ministry = cast.organisation_of(MINISTRY, Organisation.Kind.MINISTRY)
    history.load(json.loads(HISTORY.read_text()), ministry)
    shipped.load(json.loads(YEARS.read_text(), parse_float=str))


def make_round(opens: datetime) -> None:
    """The agency's adviser writes the round, its officer publishes it."""
    adviser, officer = cast.staff("adviser"), cast.staff("agency_officer")
    if FundingRound.objects.filter(title=TITLE).exists():
        return
    round_ = services.save_round(
        FundingRound(
            title=TITLE,
            year=opens.year,
            funder=cast.organisation_of("RVO", Organisation.Kind.AGENCY),
            pot_incl_vat=Decimal(1_500_000),
            rate=Decimal(50),
            cap_incl_vat=Decimal(500_000),
            opens_at=opens,
            closes_at=opens + 14 * DAYS + timedelta(hours=6),
            goal_min_projects=3,
            instruments=["sbir", "innovation_partnership"],
            explanation=EXPLANATION,
            is_invented=True,
        ),
        by=adviser,
    )
    transitions.publish(round_, by=officer)


def ask(name: str, suffix: str) -> None:
    """The first officer of the authority asks half of what the phases may cost."""
    case, round_ = shipped_case(name), FundingRound.objects.get(title=TITLE)
    call = Call.objects.get(reference=f"{case.reference}{suffix}")
    if FundingRequest.objects.filter(call=call).exists():
        return
    officer, _second = cast.officers_of(case)
    request = services.begin(round_, call, by=officer)
    cost = request.eligible_incl_vat or Decimal(800_000)
    request = services.write(
        request,
        by=officer,
        eligible_incl_vat=cost,
        own_incl_vat=cost - min(cost / 2, Decimal(500_000)),
        obstacle="Met wat er nu is, kunnen wij onze taak niet op tijd doen. (Verzonnen)",
        no_solution="In de marktconsultatie had niemand een oplossing die af is. (Verzonnen)",
    )
    transitions.submit(request, by=officer)


def grant_first() -> None:
    """The adviser proposes, the officer of the agency decides."""
    adviser, officer = cast.staff("adviser"), cast.staff("agency_officer")
    request = FundingRequest.objects.filter(round__title=TITLE).in_order().first()
    if request is None or request.state != FundingRequest.State.SUBMITTED:
        return
    decision = request.decisions.first() or transitions.propose(
        request, outcome="grant", by=adviser
    )
    transitions.approve(decision, by=officer, proof=proof_of(officer))


def pay_half() -> None:
    """Half is paid in advance; the report is due in a year."""
    adviser = cast.staff("adviser")
    request = FundingRequest.objects.filter(state=FundingRequest.State.GRANTED).first()
    if request is None or request.payments.exists():
        return
    decision, today = request.decisions.get(), portal_now().astimezone(AMSTERDAM).date()
    half = decision.amount_incl_vat / 2
    services.pay(request, amount=half, paid_on=today, by=adviser)
    services.ask_report(request, due_on=today + 365 * DAYS, by=adviser)
