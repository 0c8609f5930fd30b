"""A company wins in one challenge at most: by the rule, and by the database (REQ-11)."""

from decimal import Decimal
from threading import Barrier, BrokenBarrierError, Thread

import pytest
from django.db import IntegrityError, connection, transaction

from awards import services, soundness
from awards.models import Decision, DecisionSet
from calls.models import Phase
from portal.workflow import TransitionRefused
from tests.awards.stages import advise, close_and_open, company_of, make_call, open_offer
from tests.cast import Cast, make_cast
from tests.factories import DossierFactory, PhaseFactory
from tests.rounds import make_challenge

WHY = {"reasons": "Uw plan past het best.", "deviation_reasons": "De overheid kiest anders."}
PRICE = Decimal("50000.00")


def two_challenges(cast: Cast, **fields) -> DecisionSet:
    """The cast's company ended first in A and beyond its place in B; nothing is approved."""
    call = make_call(cast)
    phase = PhaseFactory(call=call, **{"one_award_each": True} | fields)
    offers = []
    for code in ("A", "B"):
        dossier = DossierFactory(call=call, lead=cast.company, theme=make_challenge(call, code))
        offers.append(open_offer(phase, cast.company, dossier=dossier))
    rival = DossierFactory(call=call, lead=company_of(cast, 1), theme=call.themes.get(code="B"))
    open_offer(phase, rival.lead, dossier=rival)
    close_and_open(phase, cast)
    advise(phase, cast, ["within_budget", "elsewhere"], offers)
    return services.propose(Phase.objects.get(pk=phase.pk), by=cast.author)


def of(decision_set: DecisionSet, code: str) -> Decision:
    return decision_set.decisions.get(proposal__dossier__theme__code=code)


@pytest.mark.django_db
def test_the_advice_that_gives_one_place_is_taken_over(cast):
    decision_set = two_challenges(cast)
    assert of(decision_set, "A").outcome == "award"
    assert of(decision_set, "B").outcome == "reject"


@pytest.mark.django_db
def test_second_award_is_refused_and_names_what_to_choose(cast):
    """REQ-11: one win per organisation across challenges."""
    decision_set = two_challenges(cast)
    first = of(decision_set, "A").proposal.dossier
    with pytest.raises(TransitionRefused) as refused:
        services.set_decision(
            of(decision_set, "B"), outcome="award", amount=PRICE, by=cast.author, **WHY
        )
    assert first.reference in refused.value.message
    assert str(first.theme) in refused.value.message


@pytest.mark.django_db
def test_after_giving_up_the_first_the_other_can_be_awarded(cast):
    decision_set = two_challenges(cast)
    services.set_decision(of(decision_set, "A"), outcome="reject", by=cast.author, **WHY)
    services.set_decision(
        of(decision_set, "B"), outcome="award", amount=PRICE, by=cast.author, **WHY
    )
    assert of(decision_set, "B").outcome == "award"


@pytest.mark.django_db
def test_where_the_phase_does_not_say_so_a_company_may_win_twice(cast):
    decision_set = two_challenges(cast, one_award_each=False)
    services.set_decision(
        of(decision_set, "B"), outcome="award", amount=PRICE, by=cast.author, **WHY
    )
    assert decision_set.decisions.filter(outcome="award").count() == 2


@pytest.mark.django_db
def test_another_company_may_win_in_the_other_challenge(cast):
    decision_set = two_challenges(cast)
    rival = decision_set.phase.proposals.get(dossier__lead=cast.rival_company)
    Decision.objects.create(
        decision_set=decision_set, proposal=rival, outcome="award", advised="award",
        amount_incl_vat=PRICE, sole_winner=cast.rival_company,
    )  # fmt: skip
    assert decision_set.decisions.filter(outcome="award").count() == 2


@pytest.mark.django_db
def test_the_database_holds_it_too(cast):
    decision_set = two_challenges(cast)
    with pytest.raises(IntegrityError, match="one_award_per_applicant"), transaction.atomic():
        decision_set.decisions.update(outcome="award", advised="award", amount_incl_vat=PRICE)


# ---- two awards in one moment ---------------------------------------------------------------


def award_together(decision_set: DecisionSet, by) -> list[str]:
    """Award in both challenges at once, from a set in which neither is awarded."""
    outcomes: list[str] = []

    def award(code: str) -> None:
        try:
            services.set_decision(
                of(decision_set, code), outcome="award", amount=PRICE, by=by, **WHY
            )
            outcomes.append("awarded")
        except TransitionRefused:
            outcomes.append("refused")
        except IntegrityError:
            outcomes.append("database")
        finally:
            connection.close()

    threads = [Thread(target=award, args=[code]) for code in ("A", "B")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


@pytest.fixture
def meeting(monkeypatch):
    """Both threads stand between the question and the write, if the lock lets them."""
    barrier, asked = Barrier(2), soundness._require_only_award

    def meet(decision) -> None:
        asked(decision)
        try:
            barrier.wait(timeout=1)
        except BrokenBarrierError:
            barrier.reset()

    monkeypatch.setattr(soundness, "_require_only_award", meet)


def undecided() -> tuple[DecisionSet, Cast]:
    cast = make_cast()
    decision_set = two_challenges(cast)
    services.set_decision(of(decision_set, "A"), outcome="reject", by=cast.author, **WHY)
    return decision_set, cast


@pytest.mark.django_db(transaction=True)
def test_two_awards_in_one_moment_count_once(meeting):
    decision_set, cast = undecided()
    assert award_together(decision_set, cast.author) == ["awarded", "refused"]
    assert decision_set.decisions.filter(outcome="award").count() == 1


@pytest.mark.django_db(transaction=True)
def test_control_without_the_lock_only_the_database_stops_the_second(meeting, monkeypatch):
    decision_set, cast = undecided()
    monkeypatch.setattr(services, "lock", lambda row: type(row).objects.get(pk=row.pk))
    assert award_together(decision_set, cast.author) == ["awarded", "database"]
    assert decision_set.decisions.filter(outcome="award").count() == 1


@pytest.mark.django_db(transaction=True)
def test_control_without_either_guard_both_would_win(meeting, monkeypatch):
    decision_set, cast = undecided()
    decision_set.decisions.update(sole_winner=None)
    monkeypatch.setattr(services, "lock", lambda row: type(row).objects.get(pk=row.pk))
    assert award_together(decision_set, cast.author) == ["awarded", "awarded"]
