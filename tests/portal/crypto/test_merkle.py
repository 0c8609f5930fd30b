"""The tree over receipts: proves membership, hides the count (issue: the vault, opening)."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.crypto.merkle import DEPTH, ReceiptTree, verify_proof

SECRET, OTHER_SECRET = b"s" * 32, b"t" * 32


@settings(deadline=None, max_examples=40)
@given(leaves=st.sets(st.binary(max_size=40), max_size=20))
def test_every_leaf_is_proven_and_the_order_does_not_matter(leaves: set[bytes]) -> None:
    tree = ReceiptTree(list(leaves), secret=SECRET)
    assert tree.root == ReceiptTree(sorted(leaves, reverse=True), secret=SECRET).root
    for leaf in leaves:
        assert verify_proof(tree.root, leaf, tree.proof(leaf))


def test_a_proof_fits_no_other_leaf_and_no_other_root() -> None:
    tree = ReceiptTree([b"one", b"two", b"three"], secret=SECRET)
    proof = tree.proof(b"one")
    assert not verify_proof(tree.root, b"two", proof)
    assert not verify_proof(tree.root, b"four", proof)
    assert not verify_proof(ReceiptTree([b"one"], secret=SECRET).root, b"one", proof)


def test_every_altered_proof_is_refused() -> None:
    tree = ReceiptTree([b"one", b"two", b"three"], secret=SECRET)
    proof = tree.proof(b"one")
    for level in range(DEPTH):
        assert not verify_proof(tree.root, b"one", replace(proof, place=proof.place ^ 1 << level))
        siblings = list(proof.siblings)
        siblings[level] = bytes(32)
        assert not verify_proof(tree.root, b"one", replace(proof, siblings=tuple(siblings)))
    for place, siblings in [
        (proof.place + 2**DEPTH, proof.siblings),
        (-1, proof.siblings),
        (proof.place, proof.siblings[:-1]),
        (proof.place, (*proof.siblings, bytes(32))),
    ]:
        changed = replace(proof, place=place, siblings=tuple(siblings))
        assert not verify_proof(tree.root, b"one", changed)


@pytest.mark.parametrize("count", [1, 2, 100])
def test_a_proof_does_not_tell_how_many_leaves_there_are(count: int) -> None:
    leaves = [f"receipt {number}".encode() for number in range(count)]
    proof = ReceiptTree(leaves, secret=SECRET).proof(leaves[0])
    assert proof.place == ReceiptTree(leaves[:1], secret=SECRET).proof(leaves[0]).place
    assert len(proof.siblings) == DEPTH
    assert len(set(proof.siblings)) == DEPTH


def test_empty_places_differ_from_phase_to_phase() -> None:
    one, other = (
        ReceiptTree([b"one"], secret=secret).proof(b"one") for secret in (SECRET, OTHER_SECRET)
    )
    assert not set(one.siblings) & set(other.siblings)


def test_an_empty_tree_has_a_root_that_looks_like_any_other() -> None:
    assert len(ReceiptTree([], secret=SECRET).root) == 32
    assert ReceiptTree([], secret=SECRET).root != ReceiptTree([], secret=OTHER_SECRET).root


def test_a_leaf_given_twice_or_never_is_refused() -> None:
    with pytest.raises(ValueError, match="once"):
        ReceiptTree([b"one", b"one"], secret=SECRET)
    with pytest.raises(KeyError):
        ReceiptTree([b"one"], secret=SECRET).proof(b"two")


def test_a_node_cannot_pass_for_a_leaf() -> None:
    tree = ReceiptTree([b"one"], secret=SECRET)
    proof = tree.proof(b"one")
    shortened = replace(proof, place=proof.place >> 1, siblings=proof.siblings[1:])
    assert not verify_proof(tree.root, b"one", shortened)
