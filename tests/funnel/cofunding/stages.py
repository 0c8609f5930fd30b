"""A round that is open now, and requests in it, as the real functions make them."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from calls.models import Call
from funnel.cofunding import services, transitions
from funnel.cofunding.letters import LETTERS
from funnel.cofunding.models import FundingDecision, FundingRequest, FundingRound
from funnel.history.models import Edition
from funnel.history.reading import read
from funnel.history.services import add_edition
from portal.accounts.models import Membership, User
from portal.clock import portal_now
from portal.files.uploads import encrypt_bytes
from portal.work.jobs import run_open_jobs
from tests.cast import Cast, proof_of, staff
from tests.factories import CallFactory, PhaseFactory

WORDS = {"obstacle": "De brug zakt.", "no_solution": "Niets te koop."}


def open_round(cast: Cast, **more: Any) -> FundingRound:
    """Published, open for ten more days: a pot of 1,000,000, half of the cost, at most 500,000."""
    now = portal_now()
    values: dict[str, Any] = {
        "title": "Ronde 1", "year": now.year, "funder": cast.rvo,
        "pot_incl_vat": Decimal(1_000_000), "rate": Decimal(50), "cap_incl_vat": Decimal(500_000),
        "opens_at": now - timedelta(days=1), "closes_at": now + timedelta(days=10),
        "instruments": ["sbir", "innovation_partnership"], "explanation": "Vertel het.",
        "drafted_by": cast.analyst, "state": FundingRound.State.PUBLISHED,
    }  # fmt: skip
    return FundingRound.objects.create(**(values | more))


def second_giver(cast: Cast) -> User:
    """Another person of the funder than the adviser of the cast."""
    return staff(cast.rvo, Membership.Role.OFFICER, "Tweede gever")


def call_of(cast: Cast, **more: Any) -> Call:
    """An SBIR of the cast's authority with a budget of 500,000 for its phase."""
    call = CallFactory(published=True, contracting_authority=cast.rws, **more)
    PhaseFactory(call=call)
    return call


def drafted(
    cast: Cast, round_: FundingRound, *, cost: int = 600_000, call: Call | None = None, **words: Any
) -> FundingRequest:
    """A request that is whole and not sent."""
    request = services.begin(round_, call or call_of(cast), by=cast.author)
    values = {"eligible_incl_vat": Decimal(cost), "own_incl_vat": Decimal(cost), **WORDS, **words}
    return services.write(request, by=cast.author, **values)


def sent(cast: Cast, round_: FundingRound, *, cost: int = 600_000) -> FundingRequest:
    """A request in the line."""
    return transitions.submit(drafted(cast, round_, cost=cost), by=cast.author)


@dataclass(frozen=True)
class FundingWorld:
    """A draft of a round, and in a round that is open one request in each stage."""

    draft_round: FundingRound
    round: FundingRound
    draft: FundingRequest
    proposed: FundingRequest
    granted: FundingRequest
    edition: Edition


def everything(cast: Cast) -> FundingWorld:
    """For the access table: each with a proposal, a letter or a report where that belongs."""
    second, round_ = second_giver(cast), open_round(cast)
    first = sent(cast, round_)
    granted(cast, first, second)
    run_open_jobs(LETTERS)
    first.refresh_from_db()
    due_on = (portal_now() + timedelta(days=30)).date()
    report = services.ask_report(first, due_on=due_on, by=second)
    upload = encrypt_bytes(b"%PDF-1.7 verslag", "verslag.pdf", "application/pdf")
    transitions.hand_in(report, upload=upload, by=cast.author)
    proposed = sent(cast, round_)
    transitions.propose(proposed, outcome="grant", by=second)
    return FundingWorld(
        draft_round=open_round(cast, state=FundingRound.State.DRAFT, drafted_by=second),
        round=round_,
        draft=drafted(cast, round_),
        proposed=proposed,
        granted=first,
        edition=add_edition(
            read("year,measure,part,value\n2018,offers,,128"), title="Monitor", source="RVO",
            by=cast.analyst,
        ),
    )  # fmt: skip


def granted(cast: Cast, request: FundingRequest, second: User) -> FundingDecision:
    """Proposed by the adviser, approved by the second."""
    decision = transitions.propose(request, outcome="grant", by=cast.escrow)
    return transitions.approve(decision, by=second, proof=proof_of(second))
