"""The phase's key: two people open it together, and no one does alone (annex IV (b), (e))."""

from itertools import combinations, permutations

import pytest

from portal.crypto import boxes, ceremony
from portal.crypto.ceremony import HolderKey, PhaseKey
from portal.crypto.errors import Tampered, WrongPassphrase, WrongShares
from portal.crypto.passphrase import Cost
from portal.crypto.shares import Share

PHASE = "SBIR-26-1/feasibility"
WORDS = {"officer": "drie blauwe fietsen", "second": "een stille haven", "escrow": "zes rode dak"}


@pytest.fixture(scope="module")
def holders() -> dict[str, HolderKey]:
    return {
        holder: ceremony.make_holder_key(words, holder=holder, cost=Cost(log_n=4))
        for holder, words in WORDS.items()
    }


@pytest.fixture(scope="module")
def phase_key(holders: dict[str, HolderKey]) -> PhaseKey:
    publics = {holder: key.public for holder, key in holders.items()}
    return ceremony.make_phase_key(2, publics, phase=PHASE)


def private_of(holders: dict[str, HolderKey], holder: str) -> bytes:
    return ceremony.unlock_holder_key(
        holders[holder].protected_private, WORDS[holder], holder=holder
    )


def own_share(holders: dict[str, HolderKey], phase_key: PhaseKey, holder: str) -> Share:
    sealed, private = phase_key.sealed_shares[holder], private_of(holders, holder)
    return ceremony.unlock_share(sealed, private, phase=PHASE, holder=holder)


def combined(phase_key: PhaseKey, opened: list[Share]) -> bytes:
    return ceremony.combine_phase_key(
        opened, k=phase_key.k, commitment=phase_key.commitment, public=phase_key.public
    )


@pytest.mark.parametrize(("first", "second"), list(permutations(WORDS, 2)))
def test_any_two_holders_open_one_after_the_other(holders, phase_key, first, second) -> None:
    handed = ceremony.hand_over(
        own_share(holders, phase_key, first), holders[second].public, phase=PHASE, to=second
    )
    received = ceremony.receive_share(
        handed, private_of(holders, second), phase=PHASE, holder=second
    )
    private = combined(phase_key, [received, own_share(holders, phase_key, second)])
    assert boxes.public_key_of(private) == phase_key.public


@pytest.mark.parametrize("holder", list(WORDS))
def test_nobody_opens_alone(holders, phase_key, holder) -> None:
    share = own_share(holders, phase_key, holder)
    for opened in ([], [share], [share, share]):
        with pytest.raises(WrongShares):
            combined(phase_key, opened)


@pytest.mark.parametrize(("holder", "other"), list(permutations(WORDS, 2)))
def test_nobody_opens_the_share_of_another(holders, phase_key, holder, other) -> None:
    private = private_of(holders, holder)
    for name in (holder, other):
        with pytest.raises(Tampered):
            ceremony.unlock_share(phase_key.sealed_shares[other], private, phase=PHASE, holder=name)


def test_a_wrong_passphrase_unlocks_nothing(holders) -> None:
    with pytest.raises(WrongPassphrase):
        ceremony.unlock_holder_key(
            holders["officer"].protected_private, WORDS["second"], holder="officer"
        )
    with pytest.raises(WrongPassphrase):
        ceremony.unlock_holder_key(
            holders["officer"].protected_private, WORDS["officer"], holder="second"
        )


def test_a_handed_share_opens_only_for_whom_and_where_it_was_meant(holders, phase_key) -> None:
    share = own_share(holders, phase_key, "officer")
    handed = ceremony.hand_over(share, holders["second"].public, phase=PHASE, to="second")
    with pytest.raises(Tampered):
        ceremony.receive_share(handed, private_of(holders, "escrow"), phase=PHASE, holder="escrow")
    with pytest.raises(Tampered):
        ceremony.receive_share(
            handed, private_of(holders, "second"), phase="another", holder="second"
        )
    with pytest.raises(Tampered):
        ceremony.unlock_share(handed, private_of(holders, "second"), phase=PHASE, holder="second")


def test_a_share_does_not_open_another_phase(holders, phase_key) -> None:
    publics = {holder: key.public for holder, key in holders.items()}
    other = ceremony.make_phase_key(2, publics, phase="another")
    with pytest.raises(Tampered):
        own_share(holders, other, "officer")
    foreign = ceremony.unlock_share(
        other.sealed_shares["officer"],
        private_of(holders, "officer"),
        phase="another",
        holder="officer",
    )
    with pytest.raises(WrongShares):
        combined(phase_key, [foreign, own_share(holders, phase_key, "second")])


def test_a_deputy_is_added_by_splitting_anew(holders, phase_key) -> None:
    private = combined(
        phase_key, [own_share(holders, phase_key, holder) for holder in ("officer", "escrow")]
    )
    deputy = ceremony.make_holder_key("vier grijze", holder="deputy", cost=Cost(log_n=4))
    publics = {holder: key.public for holder, key in holders.items()} | {"deputy": deputy.public}
    renewed = ceremony.share_phase_key(private, 2, publics, phase=PHASE)
    assert renewed.public == phase_key.public
    deputy_private = ceremony.unlock_holder_key(
        deputy.protected_private, "vier grijze", holder="deputy"
    )
    share = ceremony.unlock_share(
        renewed.sealed_shares["deputy"], deputy_private, phase=PHASE, holder="deputy"
    )
    for holder in WORDS:
        assert combined(renewed, [share, own_share(holders, renewed, holder)]) == private
    with pytest.raises(WrongShares):
        combined(phase_key, [share, own_share(holders, phase_key, "officer")])


def test_three_of_five_hand_over_what_they_received() -> None:
    pairs = {f"holder {number}": boxes.generate_keypair() for number in range(5)}
    publics = {holder: pair.public for holder, pair in pairs.items()}
    key = ceremony.make_phase_key(3, publics, phase=PHASE)
    for names in combinations(pairs, 3):
        opened: list[Share] = []
        for name in names:
            handed = [
                ceremony.hand_over(share, publics[name], phase=PHASE, to=name) for share in opened
            ]
            private = pairs[name].private
            opened = [
                ceremony.receive_share(box, private, phase=PHASE, holder=name) for box in handed
            ]
            opened.append(
                ceremony.unlock_share(key.sealed_shares[name], private, phase=PHASE, holder=name)
            )
            if len(opened) < 3:
                with pytest.raises(WrongShares):
                    combined(key, opened)
        assert boxes.public_key_of(combined(key, opened)) == key.public


def test_two_holders_with_one_key_are_refused() -> None:
    public = boxes.generate_keypair().public
    with pytest.raises(ValueError, match="same public key"):
        ceremony.make_phase_key(2, {"one": public, "two": public}, phase=PHASE)


def test_the_commitment_of_another_key_is_refused(holders, phase_key) -> None:
    opened = [own_share(holders, phase_key, holder) for holder in ("officer", "second")]
    with pytest.raises(WrongShares, match="another phase"):
        ceremony.combine_phase_key(
            opened,
            k=2,
            commitment=phase_key.commitment,
            public=boxes.generate_keypair().public,
        )
