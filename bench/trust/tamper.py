"""What the stand-alone verifier finds: tampered exports, receipts and openings, and clean ones.

Everybody who checks has a witness: one checkpoint from after the change, and the public key.
"""

import copy
import json
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from types import ModuleType
from typing import Any

from bench.bar import Bar
from portal.audit import verify
from portal.crypto.audit_chain import GENESIS, Checkpoint, chain, public_key_of, sign_checkpoint
from portal.crypto.canonical import canonical_json
from portal.crypto.merkle import ReceiptTree
from portal.crypto.receipts import as_instant, manifest_sha256, receipt_leaf

TRUE, FALSE = b"k" * 32, b"x" * 32  # private keys: the portal's, and somebody else's
PHASE, SECRET = "SBIR26-001/feasibility", b"s" * 32
RECEIVED = datetime(2026, 9, 1, 9, 59, 58, 123456, tzinfo=UTC)
Row = dict[str, Any]


@dataclass(frozen=True)
class Papers:
    """All that a checker is handed, and the checkpoint that they kept themselves."""

    export: tuple[bytes, ...]
    receipt: tuple[bytes, ...]
    opening: tuple[bytes, ...]
    witness: bytes


def is_broken(papers: Papers) -> bool:
    """Whether the verifier finds something wrong with these papers."""
    return finding(papers).startswith("BROKEN")


def finding(papers: Papers, verifier: ModuleType = verify) -> str:
    """What the verifier says of these papers: what is wrong first, or what it has seen."""
    key = public_key_of(TRUE)
    try:
        report = verifier.verify(papers.export, witnesses=[[papers.witness]], public_key=key)
        seen = [len(report.hashes), report.sealed, report.unchained, report.checkpoints]
        for paper in papers.receipt:
            seen.append(verifier.check_receipt(paper, "receipt", report, key))
            seen.append(verifier.check_receipt(paper, "receipt"))
        for paper in papers.opening:
            seen.append(verifier.check_opening(paper, "opening", report))
            seen.append(verifier.check_opening(paper, "opening"))
    except verifier.Broken as broken:
        return f"BROKEN at {broken}"
    return f"whole {seen}"


def bars(tries: int, clean: int) -> list[Bar]:
    """Tamper so often, and check so many clean exports."""
    chance = random.Random(2026)
    missed: dict[str, int] = dict.fromkeys(KINDS, 0)
    for number in range(tries):
        kind = list(KINDS)[number % len(KINDS)]
        missed[kind] += not is_broken(KINDS[kind](history(chance), chance))
    alarms = sum(is_broken(history(chance).papers()) for _number in range(clean))
    escaped = ", ".join(f"{kind} {count}" for kind, count in missed.items() if count)
    return [
        Bar(
            f"tamper: {tries:,} changes of {len(KINDS)} kinds, not found",
            "0",
            escaped or "0",
            not escaped,
        ),
        Bar(f"tamper: {clean:,} clean exports, false alarms", "0", str(alarms), alarms == 0),
    ]


@dataclass(frozen=True)
class History:
    """A short history of one vault: what happened in it, in order, and who signed it when."""

    events: tuple[Row, ...]
    receipts: tuple[tuple[Row, datetime], ...]  # manifest and time of receipt
    signed: tuple[int, ...]  # the lines at whose end a checkpoint was made

    def papers(self, *, key: bytes = TRUE, witness: bytes = b"") -> Papers:
        """Everything as the portal gives it out."""
        rows = chained(self.events)
        signed = [checkpoint(rows, seq, key) for seq in self.signed]
        tree = ReceiptTree([_leaf(each) for each in self.receipts], secret=SECRET)
        manifest, at = self.receipts[0]
        proof = tree.proof(_leaf(self.receipts[0]))
        receipt = {
            "manifest": manifest,
            "manifest_sha256": manifest_sha256(manifest),
            "received_at": as_instant(at),
            "root_sha256": tree.root.hex(),
            "proof": {"place": proof.place, "siblings": [each.hex() for each in proof.siblings]},
            **signed[0],
        }
        opening = {
            "phase": PHASE,
            "opened_at": self.events[-1]["data"]["opened_at"],
            "root_sha256": tree.root.hex(),
            "tree_secret": SECRET.hex(),
            "receipts": [
                {"manifest_sha256": manifest_sha256(each), "received_at": as_instant(at)}
                for each, at in self.receipts
            ],
        }
        last = json.dumps(checkpoint(rows, len(rows), TRUE)).encode()
        return Papers(
            lines([*rows, *signed]), (_file(receipt),), (_file(opening),), witness or last
        )


def history(chance: random.Random) -> History:
    """Some companies send, the vault closes and opens."""
    receipts = tuple(
        ({"dossier": f"D-{chance.randrange(10**6)}", "sending": number}, RECEIVED + timedelta(
            seconds=number, microseconds=chance.randrange(10**6)))
        for number in range(1, chance.randrange(3, 7))
    )  # fmt: skip
    tree = ReceiptTree([_leaf(each) for each in receipts], secret=SECRET)
    events = [_event("draft", "SBIR26-001", {}), _event("publish", "SBIR26-001", {"naam": "één"})]
    for manifest, at in receipts:
        data = {
            "phase": PHASE,
            "manifest_sha256": manifest_sha256(manifest),
            "received_at": as_instant(at),
        }
        events.append(_event("submit", str(manifest["dossier"]), data))
    events.append(_event("close_vault", PHASE, {"root": tree.root.hex()}))
    events.append(
        _event(
            "confirm_opening",
            PHASE,
            {"root": tree.root.hex(), "opened_at": "2026-09-01T10:05:00.000000+00:00"},
        )
    )
    signed = sorted(chance.sample(range(1, len(events) + 1), 3))
    return History(tuple(events), receipts, tuple(signed))


def chained(events: tuple[Row, ...]) -> list[Row]:
    """The events as lines of the chain."""
    hashes = chain(GENESIS, map(canonical_json, events))
    return [
        {"seq": seq, "event": event, "hash": digest.hex()}
        for seq, (event, digest) in enumerate(zip(events, hashes, strict=True), start=1)
    ]


def checkpoint(rows: list[Row], seq: int, key: bytes = TRUE) -> Row:
    """A signed checkpoint at the end of line `seq`."""
    fields = Checkpoint(seq, rows[seq - 1]["hash"], "2026-09-01T10:10:00.000000+00:00")
    return {"checkpoint": vars(fields), "signature": sign_checkpoint(fields, key).hex()}


def lines(rows: list[Row]) -> tuple[bytes, ...]:
    """Rows as the lines of an export."""
    return tuple(json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in rows)


def _event(action: str, ref: str, data: Row) -> Row:
    return {"action": action, "object_ref": ref, "data": data}


def _leaf(receipt: tuple[Row, datetime]) -> bytes:
    return receipt_leaf(manifest_sha256(receipt[0]), receipt[1])


def _file(row: Row) -> bytes:
    return (json.dumps(row, indent=2, ensure_ascii=False) + "\n").encode()


# How papers are tampered with. Each returns what the checker then holds.


def _flip_bit(data: bytes, chance: random.Random) -> bytes:
    altered = bytearray(data)
    place = chance.randrange(len(altered))
    while altered[place] in b" \n":  # white space between the parts of a file says nothing
        place = chance.randrange(len(altered))
    altered[place] ^= 1 << chance.randrange(8)
    return bytes(altered)


def flip_in_export(told: History, chance: random.Random) -> Papers:
    papers = told.papers()
    place = chance.randrange(len(papers.export))
    export = list(papers.export)
    export[place] = _flip_bit(export[place], chance)
    return replace(papers, export=tuple(export))


def flip_in_receipt(told: History, chance: random.Random) -> Papers:
    papers = told.papers()
    return replace(papers, receipt=(_flip_bit(papers.receipt[0], chance),))


def flip_in_opening(told: History, chance: random.Random) -> Papers:
    papers = told.papers()
    return replace(papers, opening=(_flip_bit(papers.opening[0], chance),))


def _line(told: History, chance: random.Random, short_by: int = 0) -> tuple[Papers, int]:
    return told.papers(), chance.randrange(len(told.events) - short_by)


def swap(told: History, chance: random.Random) -> Papers:
    papers, place = _line(told, chance, short_by=1)
    export = list(papers.export)
    other = chance.randrange(place + 1, len(told.events))
    export[place], export[other] = export[other], export[place]
    return replace(papers, export=tuple(export))


def delete(told: History, chance: random.Random) -> Papers:
    papers, place = _line(told, chance)
    return replace(papers, export=papers.export[:place] + papers.export[place + 1 :])


def repeat(told: History, chance: random.Random) -> Papers:
    papers, place = _line(told, chance)
    return replace(papers, export=papers.export[: place + 1] + papers.export[place:])


def reorder(told: History, chance: random.Random) -> Papers:
    papers, place = _line(told, chance, short_by=1)
    head, tail = papers.export[:place], papers.export[place : len(told.events)]
    turned = tail[1:] + tail[:1]
    return replace(papers, export=head + turned + papers.export[len(told.events) :])


def truncate(told: History, chance: random.Random) -> Papers:
    """The end is cut off, and the checkpoints over it with it."""
    return _shortened(told, chance.randrange(len(told.events)))


def roll_back(told: History, chance: random.Random) -> Papers:
    """The export of an earlier moment, whole in itself, with the checkpoints of then."""
    return _shortened(told, chance.choice(told.signed) - 1)


def _shortened(told: History, length: int) -> Papers:
    papers = told.papers()
    rows = chained(told.events)[:length]
    signed = [checkpoint(rows, seq) for seq in told.signed if seq <= length]
    return replace(papers, export=lines([*rows, *signed]))


def sign_again(told: History, chance: random.Random) -> Papers:
    """One event is another one, all after it chained anew and signed with a key of their own."""
    return _rewritten(told, chance, FALSE)


def sign_again_with_the_key(told: History, chance: random.Random) -> Papers:
    """The same by who holds the portal's own key: only the witness shows it."""
    return _rewritten(told, chance, TRUE)


def _rewritten(told: History, chance: random.Random, key: bytes) -> Papers:
    events = list(copy.deepcopy(told.events))
    events[chance.randrange(len(events))]["object_ref"] = f"X-{chance.random()}"
    return replace(told, events=tuple(events)).papers(key=key, witness=told.papers().witness)


def add_receipt(told: History, chance: random.Random) -> Papers:
    """The opening names an offer that was never received, with a root that fits."""
    late = ({"dossier": "D-LATE", "sending": 1}, RECEIVED + timedelta(hours=1))
    with_late = replace(told, receipts=(*told.receipts, late)).papers()
    return replace(told.papers(), opening=with_late.opening)


def drop_receipt(told: History, chance: random.Random) -> Papers:
    """The opening leaves out the last offer, with a root that fits."""
    fewer = replace(told, receipts=told.receipts[:-1])
    papers = told.papers()
    return replace(papers, opening=fewer.papers().opening)


KINDS: dict[str, Callable[[History, random.Random], Papers]] = {
    kind.__name__: kind
    for kind in (
        flip_in_export, flip_in_receipt, flip_in_opening, swap, delete, repeat, reorder, truncate,
        roll_back, sign_again, sign_again_with_the_key, add_receipt, drop_receipt,
    )
}  # fmt: skip
