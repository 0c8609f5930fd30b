"""Decide: on the reserve list, on a condition; and what the database and the hash hold of it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError
from django.urls import reverse

from awards import services, transitions
from awards.checks import approval_gaps
from awards.fingerprints import decision_sha256
from awards.models import Decision, DecisionSet
from awards.selectors import pots_of
from portal.clock import portal_now
from portal.files import store
from portal.look.wording import AMSTERDAM
from portal.pdf import text_of
from portal.work.jobs import run_open_jobs
from portal.workflow import TransitionRefused
from tests.awards.stages import AWARDS_AND_REST, advised, decision_of
from tests.cast import Cast, client_of, proof_of

Outcome = Decision.Outcome


def later(days: int = 30):
    return portal_now().astimezone(AMSTERDAM).date() + timedelta(days=days)


@pytest.fixture
def proposed(cast: Cast) -> DecisionSet:
    """The company within the budget, its rival beyond it, a third below a threshold."""
    return services.propose(advised(cast, AWARDS_AND_REST), by=cast.author)


def reserve(cast: Cast, decision: Decision, place: int | None = 1) -> Decision:
    return services.set_decision(
        decision, outcome=Outcome.RESERVE, reserve_place=place, by=cast.author
    )


def test_reserve_has_a_place_and_takes_nothing_of_the_budget(
    cast: Cast, proposed: DecisionSet
) -> None:
    """Who was not advised may wait on the list without departing from the advice."""
    before = [pot.awarded for pot in pots_of(proposed)]
    chosen = reserve(cast, decision_of(proposed, cast.rival_company))
    assert (chosen.reserve_place, chosen.amount_incl_vat, chosen.departs) == (1, None, False)
    assert [pot.awarded for pot in pots_of(proposed)] == before
    assert approval_gaps(proposed) == []


def test_reserve_without_a_place_or_below_a_threshold_is_refused(
    cast: Cast, proposed: DecisionSet
) -> None:
    rival = decision_of(proposed, cast.rival_company)
    with pytest.raises(TransitionRefused):
        reserve(cast, rival, None)
    below = proposed.decisions.exclude(
        proposal__dossier__lead__in=[cast.company, cast.rival_company]
    ).get()
    with pytest.raises(TransitionRefused, match="drempel"):
        reserve(cast, below)
    with pytest.raises(TransitionRefused):
        reserve(cast, decision_of(proposed, cast.company))  # departs, and gives no reasons


def test_reserve_list_counts_from_one_with_each_place_once(
    cast: Cast, proposed: DecisionSet
) -> None:
    reserve(cast, decision_of(proposed, cast.rival_company), 2)
    assert any("1, 2, 3" in str(gap) for gap in approval_gaps(proposed))


def test_database_refuses_a_reserve_without_a_place(cast: Cast, proposed: DecisionSet) -> None:
    rival = decision_of(proposed, cast.rival_company)
    with pytest.raises(IntegrityError):
        Decision.objects.filter(pk=rival.pk).update(outcome=Outcome.RESERVE)


def test_condition_needs_a_day_that_lies_ahead_and_an_award(
    cast: Cast, proposed: DecisionSet
) -> None:
    award = decision_of(proposed, cast.company)
    texts = {"reasons": "x", "deviation_reasons": "y", "condition": "Een vergunning."}
    for wrong in (
        {"outcome": Outcome.AWARD, "amount": Decimal("50000"), "condition_due_on": later(-1)},
        {"outcome": Outcome.AWARD, "amount": Decimal("50000")},
        {"outcome": Outcome.REJECT, "condition_due_on": later()},
    ):
        with pytest.raises(TransitionRefused):
            services.set_decision(award, by=cast.author, **texts, **wrong)


def test_hash_holds_place_and_condition_and_is_the_same_without(
    cast: Cast, proposed: DecisionSet
) -> None:
    award, rival = (decision_of(proposed, each) for each in (cast.company, cast.rival_company))
    plain = decision_sha256(award)
    with_condition = services.set_decision(
        award, outcome=Outcome.AWARD, amount=award.amount_incl_vat, condition="Een vergunning.",
        condition_due_on=later(), by=cast.author,
    )  # fmt: skip
    assert decision_sha256(with_condition) != plain
    services.set_decision(
        award, outcome=Outcome.AWARD, amount=award.amount_incl_vat, by=cast.author
    )
    award.refresh_from_db()
    assert decision_sha256(award) == plain
    first = decision_sha256(reserve(cast, rival, 1))
    assert decision_sha256(reserve(cast, rival, 2)) != first


def test_letters_tell_the_place_and_the_condition(cast: Cast, proposed: DecisionSet) -> None:
    """REQ-16 and domain.md 1.12: the reserve reads its place, reasons and scores."""
    reserve(cast, decision_of(proposed, cast.rival_company))
    award = decision_of(proposed, cast.company)
    services.set_decision(
        award, outcome=Outcome.AWARD, amount=award.amount_incl_vat, by=cast.author,
        condition="Een vergunning van de gemeente.", condition_due_on=later(),
    )  # fmt: skip
    transitions.approve(proposed, by=cast.officer, proof=proof_of(cast.officer))
    run_open_jobs()
    texts = {
        company: " ".join(text_of(b"".join(store.read(decision.letter.file))).split())
        for company in (cast.company, cast.rival_company)
        if (decision := decision_of(proposed, company))
    }
    assert "plaats 1" in texts[cast.rival_company]
    assert "Een vergunning van de gemeente." in texts[cast.company]


def test_officer_chooses_on_the_page_and_loses_nothing_typed(
    cast: Cast, proposed: DecisionSet
) -> None:
    rival = decision_of(proposed, cast.rival_company)
    phase = proposed.phase
    address = reverse(
        "awards:decision",
        args=[phase.call.reference, phase.code, rival.proposal.dossier.reference],
    )
    author = client_of(cast.author)
    faulty = author.post(address, {"outcome": "conditional", "condition": "Een keurmerk."})
    assert "Een keurmerk." in faulty.content.decode()
    author.post(address, {"outcome": "reserve", "reserve_place": "1", "condition": "weg"})
    rival.refresh_from_db()
    assert (rival.outcome, rival.reserve_place, rival.condition) == ("reserve", 1, "")
