"""State x action: the second, independent table of which move leaves from where."""

import pytest

from applications import transitions
from applications.models import Proposal
from applications.transitions import judging, lapsing, opening, sending
from portal.accounts.models import User
from portal.workflow import TransitionRefused

STATES = ("draft", "sent", "withdrawn", "lapsed", "opened", "excluded", "assessed", "decided")
BY_THE_CLOCK = {"lapse", "lapse_unconfirmed", "revive", "open"}  # nobody asks for these
LEAVES = {
    "submit": {"draft"},
    "withdraw": {"draft", "sent"},
    "change": {"sent", "withdrawn"},
    "begin_again": {"withdrawn"},
    "lapse": {"draft"},
    "lapse_unconfirmed": {"draft", "sent"},
    "revive": {"lapsed"},
    "open": {"draft", "sent"},
    "admit": {"opened", "excluded"},
    "exclude": {"opened", "excluded"},
    "mark_assessed": {"opened"},
    "mark_decided": {"assessed", "excluded"},
}
LEADS = {
    "submit": "sent", "change": "draft", "begin_again": "draft", "lapse": "lapsed",
    "lapse_unconfirmed": "lapsed", "open": "opened", "admit": "opened",
    "exclude": "excluded", "mark_assessed": "assessed",
    "mark_decided": "decided",
}  # fmt: skip
TABLE = {
    "submit": [sending.SUBMIT],
    "withdraw": [sending.WITHDRAW, sending.WITHDRAW_SENT],
    "change": [sending.CHANGE],
    "begin_again": [sending.BEGIN_AGAIN],
    "lapse": [lapsing.LAPSE],
    "lapse_unconfirmed": [lapsing.LAPSE_UNCONFIRMED],
    "revive": [lapsing.REVIVE_SENT, lapsing.REVIVE_DRAFT],
    "open": [opening.OPEN],
    "admit": [judging.ADMIT],
    "exclude": [judging.EXCLUDE],
    "mark_assessed": [judging.MARK_ASSESSED],
    "mark_decided": [judging.MARK_DECIDED],
}


def test_the_table_of_moves_is_the_one_written_here():
    assert {
        name: set().union(*(move.sources for move in moves)) for name, moves in TABLE.items()
    } == LEAVES
    assert {name: moves[0].target for name, moves in TABLE.items() if name in LEADS} == LEADS


def attempt(action, proposal, cast):
    if action == "submit":
        return transitions.submit(proposal, by=cast.applicant, declared=True)
    if action == "change":
        return transitions.change(proposal, code="x", by=cast.applicant)
    if action in {"admit", "exclude"}:
        return transitions.judge_admissibility(
            proposal, admissible=action == "admit", reasons="Te laat.", by=cast.officer
        )
    by = cast.officer if action.startswith("mark_") else cast.applicant
    return getattr(transitions, action)(proposal, by=by)


@pytest.mark.parametrize("state", STATES)
def test_every_move_from_a_wrong_state_is_refused_and_changes_nothing(cast, proposal, state):
    """ASVS 2.3.1"""
    Proposal.objects.filter(pk=proposal.pk).update(state=state)

    for action in sorted(LEAVES.keys() - BY_THE_CLOCK):
        if state not in LEAVES[action]:
            with pytest.raises(TransitionRefused) as refusal:
                attempt(action, proposal, cast)
            assert refusal.value.code == "state", action
            assert Proposal.objects.get(pk=proposal.pk).state == state


@pytest.mark.parametrize("state", sorted(set(STATES) - {"draft"}))
def test_only_drafts_lapse(proposal, clock, state):
    Proposal.objects.filter(pk=proposal.pk).update(state=state)
    clock.set(proposal.phase.closes_at)

    assert not transitions.lapse(proposal)


def test_nobody_but_the_clock_lets_a_draft_lapse(cast, proposal):
    system = User.objects.system("deadline")

    assert lapsing.LAPSE.is_offered(proposal, by=system)
    assert not lapsing.LAPSE.is_offered(proposal, by=cast.applicant)


@pytest.mark.parametrize("state", sorted(set(STATES) - {"lapsed"}))
def test_only_what_lapsed_goes_on(proposal, state):
    Proposal.objects.filter(pk=proposal.pk).update(state=state)

    assert not transitions.revive(proposal)


def test_what_lapsed_goes_on_only_while_the_phase_is_open(proposal, clock):
    Proposal.objects.filter(pk=proposal.pk).update(state="lapsed")
    clock.set(proposal.phase.closes_at)

    assert not transitions.revive(proposal)
