"""Check an export of the audit trail. This one file needs nothing but Python.

    python verify.py EXPORT [--witness FILE]... [--public-key HEX]

EXPORT has one JSON object on each line, of one of three forms:

    {"seq": 1, "event": {...}, "hash": "64 hex digits"}          a line of the chain, from 1 on
    {"seq": null, "event": {...}, "hash": null}                  written, not yet chained
    {"checkpoint": {"seq", "hash", "at"}, "signature": "hex"}    the chain's hash at one moment

A line's hash is SHA-256 over "trechter/audit/1", a zero byte, the hash before it (32 zero bytes
before the first line) and the event as canonical JSON (RFC 8785: keys sorted, no spaces, UTF-8).

The chain alone shows edits inside the export. That its end was cut off, or that all of it was
made anew, shows only against a checkpoint from elsewhere: give the ones you were sent with
--witness. Signatures (Ed25519) are checked when --public-key is given and the `cryptography`
package is installed. Exit: 0 whole, 1 broken, 2 could not be checked.

It repeats the few lines of portal/crypto/audit_chain.py on purpose: a mistake there, or a server
that lies, is not to be checked by its own code.
"""

import argparse
import hashlib
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
_CHECKPOINT_KEYS = {"checkpoint", "signature"}
_LARGEST = 2**53 - 1


class Broken(Exception):
    """The first thing that is wrong: where, and what."""

    def __init__(self, where: str, what: str) -> None:
        super().__init__(f"{where}: {what}")


@dataclass
class Report:
    """What was checked: hashes of the chain by position, lines after it, and checkpoints seen."""

    hashes: list[str] = field(default_factory=list)
    unchained: int = 0
    checkpoints: int = 0


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
    if row.keys() != _LINE_KEYS or not isinstance(row["event"], dict):
        raise Broken(where, "has not the fields of an audit line or a checkpoint")
    if row["seq"] is None and row["hash"] is None:
        report.unchained += 1
        return
    if report.unchained:
        raise Broken(where, "is chained, but a line before it is not")
    expected = len(report.hashes) + 1
    if not _is_whole(row["seq"]) or row["seq"] != expected:
        raise Broken(where, f"has number {row['seq']!r} where {expected} should follow")
    previous = bytes.fromhex(report.hashes[-1]) if report.hashes else bytes(32)
    try:
        event = _canonical(row["event"])
    except (ValueError, RecursionError) as error:
        raise Broken(where, f"has an event without canonical form ({error})") from error
    digest = hashlib.sha256(b"trechter/audit/1\x00" + previous + event).hexdigest()
    if row["hash"] != digest:
        raise Broken(where, "has a hash that does not fit its event and the line before it")
    report.hashes.append(digest)


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
        Ed25519PublicKey.from_public_bytes(public_key).verify(bytes.fromhex(signature), message)
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
    parser.add_argument("export")
    parser.add_argument("--witness", action="append", default=[], help="checkpoints you were sent")
    parser.add_argument("--public-key", type=_public_key, help="Ed25519 key in hex, 64 digits")
    options = parser.parse_args(arguments)
    if options.public_key and Ed25519PublicKey is None:
        sys.stderr.write("Signatures cannot be checked: install the package cryptography.\n")
        return 2
    try:
        witnesses = [_lines(path) for path in options.witness]
        report = verify(_lines(options.export), witnesses=witnesses, public_key=options.public_key)
    except OSError as error:
        sys.stderr.write(f"{error.filename} cannot be read: {error.strerror}.\n")
        return 2
    except Broken as broken:
        sys.stdout.write(f"BROKEN at {broken}.\n")
        return 1
    signed = "signatures checked" if options.public_key else "signatures not checked"
    sys.stdout.write(
        f"Whole: {len(report.hashes)} lines in the chain, {report.unchained} not yet chained, "
        f"{report.checkpoints} checkpoints ({signed}).\n"
    )
    return 0


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
