"""Bytes that were written once and must stay readable: a format cannot change unnoticed.

When one of these fails, offers that lie in somebody's vault would no longer open. Add a new
version beside the old one instead of changing the answer.
"""

from datetime import UTC, datetime

from portal.crypto import (
    application_key,
    audit_chain,
    boxes,
    canonical,
    change_code,
    chunks,
    locks,
    merkle,
    passphrase,
    receipts,
    shares,
)
from portal.crypto.contexts import bind

KEY = bytes(range(32))
CONTEXT = bind("known answer", 1)
CODE = "000G-40R4-0M30-E209-185G-R38E-1W81-24GK-4DQH"

CHUNKS = bytes.fromhex(
    "54524301b4192ae70c1a1ffa7dd808cd82ee93180b215b23c4fa718a9cb028f21ef459d60dd03ab5ee855d1e"
)
BOX = bytes.fromhex(
    "01b6ef97b31b5130afb78d8b05a5585273f7a826a19566e34bf8a2ab701adec9132b6986c762a801"
    "9042287c9436e28b5ef1f3a0d064193cd6"
)
SHARES = [
    "012c4210fb37625c6601d59d8ac2d9f147e6f2079e4c28b9493ea545764414ebb82434fb04f15d9cb216",
    "012c4210fb37625c6602ab381380bfed85c4fc142285456580ea7ab9dabd15e84a7141dd27cf9f1e468a",
    "012c4210fb37625c66037ea49b416219c425061ab6c261d1c7dbcfedbeea1516e4426d3f3925de9fea83",
]
COMMITMENT = bytes.fromhex("d6c02b12977d535c6c490036fba8af1d7b99428892d4055922b45c16ae269765")
PROTECTED = bytes.fromhex(
    "01040801e777daeda17825ff0f261d43d89b7469015faa21dbeae527b7c607924c1bbb5b42bb4339"
    "7006f430a52bccfd8cd9b7f8911c02b936c88e9ca4e73fff155fd89c876516bc5d839e60d4390e76"
    "ae7e8759d3"
)
WRAPPED = bytes.fromhex(
    "01ce208e945aa96a63c8cd6f9b8303c28619391864a18c3dafde9b206e146e4d510e0eb6ac1bcadf"
    "509557fef54b19ffa5422060396da785a5102a089a7b5aba7a"
)
LOCKED = bytes.fromhex(
    "01c42e87c967f0cc12e9c6d893f24e7e862e8139ca53fe0ae23973300193cbfb65001057cbed8ccb1e"
)
AT_REST = bytes.fromhex(
    "016b2fec9d1c4eb5fc01e5ff2a7845f8de20d0fd30c701650c387f38d9387bd69f6c9a1311d40090"
    "55fb020a20f86615ea30"
)
PRICE_HASH = "4161549dfb009219dcadc49cba590103921892546d685aebc70612262ab880ce"
MANIFEST_SHA256 = "e11ff0f5a71f468f97e4763da0d916b55f2835bdf968d73d7f1f89301e453951"
ROOT = bytes.fromhex("0da54d8e9c71b7a01e1247a193af4fa49ee49934a7579280bc41c9eaef02acfb")
EVENT_HASH = bytes.fromhex("9cac239a495420d50aa403f05da6393dd9e5c6cbff47d983b9aa3b5e577c50b6")
SIGNATURE = bytes.fromhex(
    "6e2b061fb2362d884f8394bc93d66175c061232235b6e45f066a10af251349faaa2ad39bb7a0ace3"
    "910b37fd0a8dcc3e9b9f8c02b11eeef669d673aef1296208"
)


def test_context() -> None:
    assert CONTEXT == b"\x00\x00\x00\x0cknown answer\x00\x00\x00\x011"


def test_chunks() -> None:
    """ASVS 11.2.1, ASVS 11.3.2, ASVS 11.3.3, ASVS 11.3.4"""
    assert chunks.decrypt(CHUNKS, KEY, CONTEXT) == b"Trechter"
    written = chunks.encrypt(b"Trechter", KEY, CONTEXT)
    assert (len(written), written[:4]) == (len(CHUNKS), CHUNKS[:4])


def test_boxes() -> None:
    assert boxes.unseal(KEY, BOX, CONTEXT) == b"Trechter"
    written = boxes.seal(boxes.public_key_of(KEY), b"Trechter", CONTEXT)
    assert (len(written), written[:1]) == (len(BOX), BOX[:1])


def test_shares() -> None:
    parts = [shares.Share.from_bytes(bytes.fromhex(part)) for part in SHARES]
    assert shares.commit(KEY) == COMMITMENT
    for pair in (parts[:2], parts[1:], parts[::2]):
        assert shares.combine(pair, 2, commitment=COMMITMENT) == KEY
    assert [part.to_bytes().hex() for part in parts] == SHARES


def test_passphrase() -> None:
    assert passphrase.unprotect(PROTECTED, "drie blauwe fietsen", CONTEXT) == KEY


def test_change_code() -> None:
    assert change_code.unwrap(WRAPPED, CODE, CONTEXT) == KEY


def test_lock() -> None:
    assert locks.unlock(KEY, LOCKED, purpose=b"test", context=CONTEXT) == b"Trechter"


def test_at_rest(settings) -> None:
    settings.APPLICATION_KEYS = [KEY]
    assert application_key.decrypt_at_rest(AT_REST, call="SBIR-26-1", context=CONTEXT) == (
        b"Trechter"
    )


def test_receipt_and_tree() -> None:
    assert receipts.salted_hash(KEY, "price", b"49999.00") == PRICE_HASH
    contents = receipts.manifest(
        receipts.Sending("SBIR-26-1", 1, "aa" * 32, "D-7Q2K", "feasibility", 2),
        answers={"price": PRICE_HASH},
        files=[receipts.ManifestFile("plan", "bb" * 32, 1234, "cc" * 32)],
        sealed_sha256="dd" * 32,
    )
    assert receipts.manifest_sha256(contents) == MANIFEST_SHA256
    received_at = datetime(2026, 8, 31, 9, 59, 59, 999999, tzinfo=UTC)
    leaf = receipts.receipt_leaf(MANIFEST_SHA256, received_at)
    tree = merkle.ReceiptTree([leaf, b"other"], secret=KEY)
    assert (tree.root, tree.proof(leaf).place) == (ROOT, 2308943204)


def test_audit_chain() -> None:
    event = canonical.canonical_json({"action": "opened", "n": 1})
    assert audit_chain.event_hash(audit_chain.GENESIS, event) == EVENT_HASH
    checkpoint = audit_chain.Checkpoint(1, EVENT_HASH.hex(), "2026-08-31T10:00:00+00:00")
    assert audit_chain.sign_checkpoint(checkpoint, KEY) == SIGNATURE
