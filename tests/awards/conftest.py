"""Phases at the later moments of the walk, reached through the real moves."""

from collections.abc import Callable

import pytest

from awards import services, transitions
from awards.models import Contract, DecisionSet
from portal.work.jobs import run_open_jobs
from tests.awards.stages import advised, with_letters, with_papers
from tests.cast import Cast, proof_of

Decide = Callable[..., DecisionSet]


@pytest.fixture
def approved(cast: Cast) -> Decide:
    """Make a set that was approved. Its letters are rows, or `printed` where a test reads them."""

    def make(*, printed: bool = False, **fields) -> DecisionSet:
        decision_set = services.propose(advised(cast, **fields), by=cast.author)
        transitions.approve(decision_set, by=cast.officer, proof=proof_of(cast.officer))
        if not printed:
            return with_letters(decision_set)
        run_open_jobs()
        return DecisionSet.objects.get(pk=decision_set.pk)

    return make


@pytest.fixture
def released(cast: Cast, approved: Decide) -> Decide:
    """Make a set of which everybody has been told, the contracts ready to be signed."""

    def make(**fields) -> DecisionSet:
        told = transitions.release(approved(**fields), by=cast.author, proof=proof_of(cast.author))
        return with_papers(told)

    return make


@pytest.fixture
def contract(cast: Cast, released: Decide) -> Contract:
    """The contract of the cast's company, offered."""
    released()
    return Contract.objects.get(decision__proposal__dossier__lead=cast.company)


@pytest.fixture
def running(cast: Cast, contract: Contract) -> Contract:
    """The same contract, signed by both."""
    transitions.sign_contract(contract, by=cast.applicant)
    return transitions.countersign(contract, by=cast.officer)
