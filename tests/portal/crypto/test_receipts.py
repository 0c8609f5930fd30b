"""Receipts: what was received can be proven, and what was written cannot be guessed."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from portal.crypto import receipts
from portal.crypto.receipts import ManifestFile, Sending

ROOT = b"r" * 32
SENDING = Sending(
    call="SBIR-26-1",
    call_version=1,
    call_version_sha256="aa" * 32,
    dossier="D-7Q2K",
    phase_kind="feasibility",
    number=2,
)
PLAN = ManifestFile("plan", stored_sha256="bb" * 32, stored_size=1234, content_hash="cc" * 32)
PRICES = ManifestFile("prices", stored_sha256="dd" * 32, stored_size=99, content_hash="ee" * 32)


def sha256(sending: Sending = SENDING, **changes) -> str:
    contents = {
        "answers": {"price": receipts.salted_hash(ROOT, "price", b"49999.00")},
        "files": [PLAN, PRICES],
        "sealed_sha256": "ff" * 32,
    }
    return receipts.manifest_sha256(receipts.manifest(sending, **(contents | changes)))


def test_the_order_of_files_does_not_matter() -> None:
    assert sha256(files=[PRICES, PLAN]) == sha256()


@pytest.mark.parametrize(
    "change",
    [
        {"call": "SBIR-26-2"},
        {"call_version": 2},
        {"call_version_sha256": "ab" * 32},
        {"dossier": "D-7Q2L"},
        {"phase_kind": "prototype"},
        {"number": 3},
    ],
)
def test_every_fact_of_the_sending_counts(change: dict) -> None:
    assert sha256(replace(SENDING, **change)) != sha256()


@pytest.mark.parametrize(
    "change",
    [
        {"answers": {}},
        {"files": [PLAN]},
        {"files": [PLAN, replace(PRICES, stored_size=100)]},
        {"files": [PLAN, replace(PRICES, content_hash="ea" * 32)]},
        {"sealed_sha256": "fe" * 32},
    ],
)
def test_every_hash_in_the_manifest_counts(change: dict) -> None:
    assert sha256(**change) != sha256()


def test_two_files_with_one_label_are_refused() -> None:
    with pytest.raises(ValueError, match="same label"):
        sha256(files=[PLAN, PLAN])


def test_a_guess_cannot_be_confirmed_without_the_salt() -> None:
    real = receipts.salted_hash(receipts.new_salt_root(), "price", b"49999.00")
    guess = receipts.salted_hash(receipts.new_salt_root(), "price", b"49999.00")
    assert real != guess


def test_one_answer_can_be_shown_without_the_others() -> None:
    salt = receipts.answer_salt(ROOT, "price")
    assert receipts.hash_with_salt(salt, "price", b"49999.00") == receipts.salted_hash(
        ROOT, "price", b"49999.00"
    )
    assert salt != receipts.answer_salt(ROOT, "summary")


def test_a_label_cannot_run_into_its_value() -> None:
    salt = receipts.answer_salt(ROOT, "a")
    assert receipts.hash_with_salt(salt, "a", b"bc") != receipts.hash_with_salt(salt, "ab", b"c")


def test_the_time_of_receipt_is_in_the_leaf_to_the_microsecond_and_in_utc() -> None:
    amsterdam = timezone(timedelta(hours=2))
    noon = datetime(2026, 8, 31, 12, 0, tzinfo=amsterdam)
    leaf = receipts.receipt_leaf("ab" * 32, noon)
    assert b'"received_at":"2026-08-31T10:00:00.000000+00:00"' in leaf
    assert leaf != receipts.receipt_leaf("ab" * 32, noon - timedelta(microseconds=1))
    assert leaf != receipts.receipt_leaf("ac" * 32, noon)


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        receipts.receipt_leaf("ab" * 32, datetime(2026, 8, 31, 12, 0))  # noqa: DTZ001
