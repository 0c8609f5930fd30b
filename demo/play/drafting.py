"""Companies that are still writing: partners who answer, an intermediary, a test of size.

Everything goes through the functions behind the pages; done again, it changes nothing.
"""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from random import Random
from urllib.parse import urlencode

from django.http import QueryDict

from applications import services
from applications.models import Proposal
from applications.partnering import services as partnering
from applications.partnering.cards import partners_of
from demo import cast
from demo.documents import authorisation
from demo.play.offering import fill, working_copy
from demo.play.plays import Play
from demo.play.script import Move
from demo.writing import OfferPlan, plan_offers
from portal.accounts.models import Organisation, User
from portal.clock import portal_today
from portal.files.uploads import encrypt_bytes
from portal.sme import services as sme
from portal.sme.forms import Calculator
from portal.sme.selectors import latest_test
from portal.team import services as team

# An investor holds a third, so it counts for its part; the daughter company counts in full.
SIZE = {
    "own-people": "44", "own-turnover": "5400000", "own-balance": "3100000",
    "own-people_before": "42", "own-turnover_before": "4900000", "own-balance_before": "2800000",
    "rows-TOTAL_FORMS": "2", "rows-INITIAL_FORMS": "0",
    "rows-0-name": "Oeverkapitaal Participaties (verzonnen)", "rows-0-kind": "enterprise",
    "rows-0-relation": "holds", "rows-0-with_row": "own",
    "rows-0-capital": "33", "rows-0-votes": "33",
    "rows-0-people": "6", "rows-0-turnover": "1200000", "rows-0-balance": "9000000",
    "rows-0-people_before": "6", "rows-0-turnover_before": "1100000",
    "rows-0-balance_before": "8500000",
    "rows-1-name": "Werkplaats Noord (verzonnen)", "rows-1-kind": "enterprise",
    "rows-1-relation": "held", "rows-1-with_row": "own",
    "rows-1-capital": "100", "rows-1-votes": "100",
    "rows-1-people": "9", "rows-1-turnover": "800000", "rows-1-balance": "400000",
    "rows-1-people_before": "8", "rows-1-turnover_before": "700000",
    "rows-1-balance_before": "380000",
}  # fmt: skip


def moves(play: Play) -> Iterator[Move]:
    """What two companies do in the first days of a call that is open now."""
    begins = play.case.phases[0].opens_at
    plans = plan_offers(Random(f"drafts/{play.reference}"), play.case, 2)
    acts = (
        (1, partial(test_size, plans[0])),
        (2, partial(write_with_partners, play, plans[0])),
        (3, partial(write_for_another, play, plans[1])),
    )
    for days, act in acts:
        yield Move(begins + timedelta(days=days), act.func.__name__, act)


def test_size(plan: OfferPlan) -> None:
    """The signatory fills in the calculator: the company has an owner of more than a quarter."""
    company, signatory, _colleague = cast.company_of(plan.company)
    if latest_test(company) is not None:
        return
    calculator = Calculator(company, {}, QueryDict(urlencode(SIZE)))
    if not calculator.is_valid():
        raise ValueError("the invented figures of a company cannot be read")
    sme.keep_outcome(
        company,
        calculator.outcome(),
        answers=calculator.answers(),
        labels=calculator.labels,
        by=signatory,
    )


def write_with_partners(play: Play, plan: OfferPlan) -> None:
    """A whole draft; both partners are asked whether they take part, and one has said yes."""
    _company, _signatory, colleague = cast.company_of(plan.company)
    proposal = working_copy(play, play.case.phases[0].code, plan)
    if proposal is None or proposal.partner_cards.exists():
        return
    fill(play, proposal, plan)
    asked = partners_of(proposal)
    cards = [partnering.ask_partner(proposal, each.name, by=colleague) for each in asked]
    partnering.answer(cards[0], says_yes=True, name=asked[0].contact or asked[0].name)


def write_for_another(play: Play, plan: OfferPlan) -> None:
    """An intermediary puts its authorisation on file, and begins an offer for the company."""
    company, signatory, _colleague = cast.company_of(plan.company)
    phase = play.phase(play.case.phases[0].code)
    if Proposal.objects.filter(phase=phase, dossier__lead=company).exists():
        return
    intermediary = cast.intermediary_of(company, signatory)
    _authorise(company, intermediary, signatory)
    services.start_offer(phase, organisation=company, by=intermediary)


def _authorise(company: Organisation, intermediary: User, signatory: User) -> None:
    signed_on = portal_today() - timedelta(days=1)
    data = authorisation(company.name, signatory.name, intermediary.name)
    team.add_mandate(
        company,
        intermediary,
        upload=encrypt_bytes(data, "machtiging.pdf", "application/pdf"),
        signed_by=signatory.name,
        signed_on=signed_on,
        ends_on=signed_on + timedelta(days=365),
        by=intermediary,
    )
