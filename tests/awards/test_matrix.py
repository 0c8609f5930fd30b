"""State x action, against a table written by hand; and who may record a purchase."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from awards import services, transitions
from awards.models import Contract, DecisionSet, Deliverable, Purchase
from portal.accounts.models import Organisation, User
from portal.clock import portal_now
from portal.workflow import Transition, TransitionRefused
from tests.awards.conftest import Decide
from tests.cast import Cast

# For each move the only states it may leave from; every other state refuses it.
LEAVES = {
    ("APPROVE", DecisionSet): {"proposed"},
    ("RELEASE", DecisionSet): {"approved"},
    ("SIGN", Contract): {"offered"},
    ("COUNTERSIGN", Contract): {"signed"},
    ("COMPLETE", Contract): {"running"},
    ("END_CONTRACT", Contract): {"offered", "signed", "running"},
    ("DELIVER", Deliverable): {"due", "returned"},
    ("ACCEPT", Deliverable): {"delivered"},
    ("RETURN", Deliverable): {"delivered"},
    ("REJECT", Deliverable): {"delivered"},
}


@pytest.mark.parametrize(("name", "model"), LEAVES)
def test_each_move_leaves_only_from_its_own_states(name: str, model: type) -> None:
    move = getattr(transitions, name)
    anybody = Transition(move.name, move.sources, move.target, lambda user, obj: True)
    accepted = set()
    for state in model.State.values:
        try:
            anybody.check(model(state=state), by=None)
            accepted.add(state)
        except TransitionRefused:
            pass
    assert accepted == LEAVES[name, model]


def test_no_move_is_left_out_of_the_table() -> None:
    moves = {name for name, value in vars(transitions).items() if isinstance(value, Transition)}
    assert moves == {name for name, _model in LEAVES}


def buy(contract: Contract, by: User, buyer: Organisation, days_ago: int = 1) -> Purchase:
    return services.record_purchase(
        contract.decision.proposal.dossier,
        buyer=buyer,
        description="Een viaduct met demontabele liggers",
        procurement_reference="TenderNed 301245",
        amount_excl_vat=Decimal("1250000.00"),
        bought_on=portal_now().date() - timedelta(days=days_ago),
        by=by,
    )


@pytest.fixture
def prototype(cast: Cast, released: Decide) -> Contract:
    """A prototype, delivered and accepted."""
    released(outcomes=["within_budget"], kind="prototype")
    contract = Contract.objects.get()
    transitions.sign_contract(contract, by=cast.applicant)
    transitions.countersign(contract, by=cast.officer)
    for part in contract.deliverables.all():
        transitions.deliver(part, upload=b"%PDF-1.7", file_name="r.pdf", by=cast.applicant)
        transitions.accept(part, by=cast.officer)
    return contract


def test_any_authority_records_what_it_bought(cast: Cast, prototype: Contract) -> None:
    assert buy(prototype, cast.officer, cast.rws).buyer == cast.rws
    assert buy(prototype, cast.outsider, cast.province).buyer == cast.province


def test_nobody_records_a_purchase_of_another_authority(cast: Cast, prototype: Contract) -> None:
    for person, buyer in [
        (cast.outsider, cast.rws), (cast.applicant, cast.company), (cast.analyst, cast.rvo),
        (cast.escrow, cast.rvo),
    ]:  # fmt: skip
        with pytest.raises(PermissionDenied):
            buy(prototype, person, buyer)


def test_purchase_ahead_of_time_is_refused(cast: Cast, prototype: Contract) -> None:
    with pytest.raises(TransitionRefused):
        buy(prototype, cast.officer, cast.rws, days_ago=-2)


def test_nothing_is_bought_of_a_study(cast: Cast, running: Contract) -> None:
    """REQ-02 (c), 1.5: no commercial award comes out of an SBIR, and none out of a study."""
    with pytest.raises(TransitionRefused):
        buy(running, cast.officer, cast.rws)
