"""Check an export of the audit trail, receipts and openings. It needs nothing but Python.

    python verify.py [EXPORT] [--witness FILE]... [--receipt FILE]... [--opening FILE]...
                     [--public-key HEX]

EXPORT has one JSON object on each line, of one of four forms:

    {"seq": 1, "event": {...}, "hash": "64 hex digits"}          a line of the chain, from 1 on
    {"seq": 1, "sealed": "64 hex digits", "hash": "..."}         a line about offers in a vault that
                                                                 is closed: only its event's digest
    {"seq": null, "event": {...}, "hash": null}                  written, not yet chained
    {"checkpoint": {"seq", "hash", "at"}, "signature": "hex"}    the chain's hash at one moment

An event's digest is SHA-256 over "trechter/audit-event/2", a zero byte and the event as canonical
JSON (RFC 8785: keys sorted, no spaces, UTF-8). A line's hash is SHA-256 over "trechter/audit/2", a
zero byte, the hash before it (32 zero bytes before the first line) and the digest of its event.

The chain alone shows edits inside the export. That its end was cut off, or that all of it was
made anew, shows only against a checkpoint from elsewhere: give the ones you were sent with
--witness. Signatures (Ed25519) are checked when --public-key is given and the `cryptography`
package is installed.

A receipt (JSON, from its page) must hash to what it says, and its proof must lead to the root hash
that was published at the closing. An opening (JSON, from its record) must give that root from its
receipts. With an export beside them, both must stand in the chain, and the opening must name every
receipt that the chain names. Exit: 0 whole, 1 broken, 2 could not be checked.

It repeats a few lines of the portal on purpose: a mistake there, or a server that lies, is not to
be checked by its own code.
"""

import argparse
import hashlib
import hmac
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NoReturn, TypeGuard

try:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
except ImportError:
    Ed25519PublicKey = None  # type: ignore[assignment,misc]

_LINE_KEYS = {"seq", "event", "hash"}
_SEALED_KEYS = {"seq", "sealed", "hash"}
_RECEIPT_KEYS = {"manifest", "manifest_sha256", "received_at"}
_PROOF_KEYS = {"root_sha256", "proof"}
_OPENING_KEYS = {"phase", "opened_at", "root_sha256", "tree_secret", "receipts"}
_CHECKPOINT_KEYS = {"checkpoint", "signature"}
_LARGEST = 2**53 - 1
_DEPTH = 32  # of the tree over receipts, however many there are


class Broken(Exception):
    """The first thing that is wrong: where, and what."""

    def __init__(self, where: str, what: str) -> None:
        super().__init__(f"{where}: {what}")


@dataclass
class Report:
    """What was checked: the chain's hashes by position, lines after it, and what stands beside it.

    `received` maps a phase to the receipts that the chain names in it, `roots` to the root hash and
    the time of its opening; a receipt is its manifest's hash and its time.
    """

    hashes: list[str] = field(default_factory=list)
    sealed: int = 0
    unchained: int = 0
    checkpoints: int = 0
    received: dict[str, set[tuple[str, str]]] = field(default_factory=dict)
    roots: dict[str, tuple[Any, Any]] = field(default_factory=dict)


def verify(
    export: Iterable[bytes],
    *,
    witnesses: Iterable[Iterable[bytes]] = (),
    public_key: bytes | None = None,
) -> Report:
    """Check the lines of an export against each other and against the checkpoints.

    Raises Broken at the first thing that is wrong. Checkpoints are compared after the chain.
    """
    report = Report()
    checkpoints = []
    for where, row in _rows(export, "line"):
        if row.keys() == _CHECKPOINT_KEYS:
            checkpoints.append((where, row))
        else:
            _check_line(where, row, report)
    for number, witness in enumerate(witnesses, start=1):
        checkpoints.extend(_rows(witness, f"witness {number}, line"))
    for where, row in checkpoints:
        _check_checkpoint(where, row, report, public_key)
    return report


def _rows(lines: Iterable[bytes], name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for number, line in enumerate(lines, start=1):
        where = f"{name} {number}"
        try:
            row = json.loads(
                line.decode(),
                object_pairs_hook=_without_repeats,
                parse_float=_refuse_number,
                parse_constant=_refuse_number,
            )
        except (ValueError, RecursionError) as error:
            raise Broken(where, f"cannot be read ({error})") from error
        if not isinstance(row, dict):
            raise Broken(where, "is no JSON object")
        yield where, row


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    # Two readers may each take another one of two equal keys, so there must not be two.
    row = dict(pairs)
    if len(row) != len(pairs):
        raise ValueError("a key stands there twice")
    return row


def _refuse_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is no whole number")


def _check_line(where: str, row: dict[str, Any], report: Report) -> None:
    is_sealed = row.keys() == _SEALED_KEYS and _is_digest(row["sealed"])
    if not is_sealed and (row.keys() != _LINE_KEYS or not isinstance(row["event"], dict)):
        raise Broken(where, "has not the fields of an audit line or a checkpoint")
    if not is_sealed and row["seq"] is None and row["hash"] is None:
        report.unchained += 1
        _note(row["event"], report)
        return
    if report.unchained:
        raise Broken(where, "is chained, but a line before it is not")
    expected = len(report.hashes) + 1
    if not _is_whole(row["seq"]) or row["seq"] != expected:
        raise Broken(where, f"has number {row['seq']!r} where {expected} should follow")
    previous = bytes.fromhex(report.hashes[-1]) if report.hashes else bytes(32)
    event = bytes.fromhex(row["sealed"]) if is_sealed else _digest_of(row["event"], where)
    digest = hashlib.sha256(b"trechter/audit/2\x00" + previous + event).hexdigest()
    if row["hash"] != digest:
        raise Broken(where, "has a hash that does not fit its event and the line before it")
    report.hashes.append(digest)
    if is_sealed:
        report.sealed += 1
    else:
        _note(row["event"], report)


def _digest_of(event: dict[str, Any], where: str) -> bytes:
    try:
        written = _canonical(event)
    except (ValueError, RecursionError) as error:
        raise Broken(where, f"has an event without canonical form ({error})") from error
    return hashlib.sha256(b"trechter/audit-event/2\x00" + written).digest()


def _note(event: dict[str, Any], report: Report) -> None:
    """Remember what the chain says of receipts and openings, to hold them against their files."""
    data = event.get("data")
    if not isinstance(data, dict):
        return
    if event.get("action") == "submit" and "manifest_sha256" in data:
        receipts = report.received.setdefault(str(data.get("phase")), set())
        receipts.add((str(data["manifest_sha256"]), str(data.get("received_at"))))
    if event.get("action") == "confirm_opening" and "root" in data:
        report.roots[str(event.get("object_ref"))] = (data["root"], data.get("opened_at"))


def check_receipt(
    content: bytes, name: str, report: Report | None = None, public_key: bytes | None = None
) -> bool:
    """Check a receipt against itself, its published root and the chain in `report`.

    Return whether the chain was seen to name it (a sealed line may hide that). Raises Broken.
    """
    row = _document(content, name, _RECEIPT_KEYS, _PROOF_KEYS | _CHECKPOINT_KEYS)
    if report is not None and "checkpoint" in row:
        mailed = {key: row.get(key) for key in _CHECKPOINT_KEYS}
        _check_checkpoint(name, mailed, report, public_key)
    if row["manifest_sha256"] != hashlib.sha256(_canonical(row["manifest"])).hexdigest():
        raise Broken(name, "has a hash that does not fit its manifest")
    receipt = (row["manifest_sha256"], str(row["received_at"]))
    if "proof" in row and not _proves(row["proof"], receipt, str(row.get("root_sha256"))):
        raise Broken(name, "has a proof that does not lead to its root hash")
    if report is None or receipt in set().union(*report.received.values()):
        return report is not None
    if not report.sealed:
        raise Broken(name, "does not stand in the export")
    return False


def check_opening(content: bytes, name: str, report: Report | None = None) -> int:
    """Check that the root of an opening follows from its receipts, and that the chain names both.

    Return the number of receipts. Raises Broken.
    """
    row = _document(content, name, _OPENING_KEYS, set())
    try:
        secret = _bytes_of(row["tree_secret"], 32)
        receipts = [
            (str(each["manifest_sha256"]), str(each["received_at"])) for each in row["receipts"]
        ]
    except (TypeError, KeyError, ValueError) as error:
        raise Broken(name, f"cannot be read ({error})") from error
    if len(set(receipts)) != len(receipts):
        raise Broken(name, "names a receipt twice")
    if _root(receipts, secret) != row["root_sha256"]:
        raise Broken(name, "has a root hash that does not follow from its receipts")
    if report is not None:
        if report.roots.get(row["phase"]) != (row["root_sha256"], row["opened_at"]):
            raise Broken(name, "is not the opening that the export names")
        if report.received.get(row["phase"], set()) != set(receipts):
            raise Broken(name, "does not name the same receipts as the export")
    return len(receipts)


def _document(content: bytes, name: str, needed: set[str], more: set[str]) -> dict[str, Any]:
    (_where, row), *rest = list(_rows([content.replace(b"\n", b" ")], name))
    if rest or not needed <= row.keys() or not row.keys() <= needed | more:
        raise Broken(name, "has not the fields that belong in it")
    return row


def _leaf(receipt: tuple[str, str]) -> bytes:
    written = _canonical({"manifest_sha256": receipt[0], "received_at": receipt[1]})
    return hashlib.sha256(b"\x00" + written).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def _proves(proof: Any, receipt: tuple[str, str], root: str) -> bool:
    try:
        place, siblings = proof["place"], [_bytes_of(each, 32) for each in proof["siblings"]]
    except (TypeError, KeyError, ValueError):
        return False
    if not _is_whole(place) or not 0 <= place < 2**_DEPTH or len(siblings) != _DEPTH:
        return False
    node = _leaf(receipt)
    for level, sibling in enumerate(siblings):
        node = _node(sibling, node) if place >> level & 1 else _node(node, sibling)
    return node.hex() == root


def _root(receipts: list[tuple[str, str]], secret: bytes) -> str:
    """The root over receipts in places that the secret chooses; it gives the padding as well."""
    nodes: dict[int, bytes] = {}
    written = {_canonical({"manifest_sha256": a, "received_at": b}): (a, b) for a, b in receipts}
    for leaf in sorted(written):
        attempt = 0
        while (place := _place(secret, leaf, attempt)) in nodes:
            attempt += 1
        nodes[place] = _leaf(written[leaf])
    for level in range(_DEPTH):

        def at(place: int, level: int = level, nodes: dict[int, bytes] = nodes) -> bytes:
            return nodes.get(place) or _padding(secret, level, place)

        nodes = {
            parent: _node(at(parent * 2), at(parent * 2 + 1))
            for parent in {place >> 1 for place in nodes}
        }
    return (nodes.get(0) or _padding(secret, _DEPTH, 0)).hex()


def _place(secret: bytes, leaf: bytes, attempt: int) -> int:
    label = b"trechter/merkle/1/place\x00" + attempt.to_bytes(4, "big")
    return int.from_bytes(hmac.digest(secret, label + leaf, "sha256")[:4], "big")


def _padding(secret: bytes, level: int, place: int) -> bytes:
    label = b"trechter/merkle/1/padding\x00" + bytes([level]) + place.to_bytes(4, "big")
    return hmac.digest(secret, label, "sha256")


def _bytes_of(value: Any, length: int) -> bytes:
    """Hex in the one form in which we write it: two spellings of one value would hide a change."""
    decoded = bytes.fromhex(value)
    if decoded.hex() != value or len(decoded) != length:
        raise ValueError(f"{value!r} is no hex of {length} bytes")
    return decoded


def _is_digest(value: Any) -> bool:
    return isinstance(value, str) and len(value) == 64 and set(value) <= set("0123456789abcdef")


def _check_checkpoint(
    where: str, row: dict[str, Any], report: Report, public_key: bytes | None
) -> None:
    checkpoint = row.get("checkpoint")
    if row.keys() != _CHECKPOINT_KEYS or not _is_checkpoint(checkpoint):
        raise Broken(where, "has not the fields of a checkpoint")
    if public_key is not None and not _is_signed(checkpoint, row["signature"], public_key):
        raise Broken(where, "has a signature that does not fit the checkpoint and the key")
    if checkpoint["seq"] > len(report.hashes):
        last = len(report.hashes)
        raise Broken(where, f"is of audit line {checkpoint['seq']}, but the export ends at {last}")
    if report.hashes[checkpoint["seq"] - 1] != checkpoint["hash"]:
        raise Broken(where, f"differs from the chain at audit line {checkpoint['seq']}")
    report.checkpoints += 1


def _is_checkpoint(checkpoint: Any) -> TypeGuard[dict[str, Any]]:
    return (
        isinstance(checkpoint, dict)
        and checkpoint.keys() == {"seq", "hash", "at"}
        and _is_whole(checkpoint["seq"])
        and checkpoint["seq"] >= 1
        and isinstance(checkpoint["hash"], str)
        and isinstance(checkpoint["at"], str)
    )


def _is_signed(checkpoint: dict[str, Any], signature: Any, public_key: bytes) -> bool:
    try:
        message = b"trechter/checkpoint/1\x00" + _canonical(checkpoint)
        Ed25519PublicKey.from_public_bytes(public_key).verify(_bytes_of(signature, 64), message)
    except (InvalidSignature, TypeError, ValueError):
        return False
    return True


def _is_whole(value: Any) -> bool:
    return type(value) is int and abs(value) <= _LARGEST  # True is an int, but no number


def _canonical(value: Any) -> bytes:
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


def main(arguments: list[str] | None = None) -> int:
    """Check the files named on the command line, say what was found, return the exit code."""
    parser = argparse.ArgumentParser(description="Check an export of the audit trail.")
    parser.add_argument("export", nargs="?")
    parser.add_argument("--witness", action="append", default=[], help="checkpoints you were sent")
    parser.add_argument("--receipt", action="append", default=[], help="a receipt's JSON file")
    parser.add_argument("--opening", action="append", default=[], help="an opening's JSON file")
    parser.add_argument("--public-key", type=_public_key, help="Ed25519 key in hex, 64 digits")
    options = parser.parse_args(arguments)
    if not (options.export or options.receipt or options.opening):
        parser.error("name an export, a receipt or an opening")
    if options.public_key and Ed25519PublicKey is None:
        sys.stderr.write("Signatures cannot be checked: install the package cryptography.\n")
        return 2
    try:
        sys.stdout.writelines(_findings(options))
    except OSError as error:
        sys.stderr.write(f"{error.filename} cannot be read: {error.strerror}.\n")
        return 2
    except Broken as broken:
        sys.stdout.write(f"BROKEN at {broken}.\n")
        return 1
    return 0


def _findings(options: argparse.Namespace) -> Iterator[str]:
    report = None
    if options.export:
        witnesses = [_lines(path) for path in options.witness]
        report = verify(_lines(options.export), witnesses=witnesses, public_key=options.public_key)
        signed = "signatures checked" if options.public_key else "signatures not checked"
        yield (
            f"Whole: {len(report.hashes)} lines in the chain ({report.sealed} still sealed), "
            f"{report.unchained} not yet chained, {report.checkpoints} checkpoints ({signed}).\n"
        )
    for path in options.receipt:
        is_named = check_receipt(b"".join(_lines(path)), path, report, options.public_key)
        yield f"Receipt {path}: true{', and in the chain' if is_named else ''}.\n"
    for path in options.opening:
        count = check_opening(b"".join(_lines(path)), path, report)
        yield f"Opening {path}: true, {count} receipts.\n"


def _lines(path: str) -> Iterator[bytes]:
    with open(path, "rb") as file:
        yield from file


def _public_key(text: str) -> bytes:
    key = bytes.fromhex(text)
    if len(key) != 32:
        raise ValueError("an Ed25519 public key has 32 bytes")
    return key


if __name__ == "__main__":
    sys.exit(main())
