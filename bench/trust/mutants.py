"""Mutants of the verifier: one small fault each. A battery of papers must tell each from the real.

A verifier that says "whole" to everything would pass every clean run; this shows that ours is not
that one, and that none of its checks stands there for nothing.
"""

import ast
import copy
import hashlib
import json
import random
import signal
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType

from bench.bar import Bar
from bench.trust import tamper
from bench.trust.tamper import (
    History,
    Papers,
    Row,
    chained,
    checkpoint,
    finding,
    history,
    lines,
)
from portal.audit import verify
from portal.crypto.audit_chain import event_digest
from portal.crypto.canonical import canonical_json
from portal.crypto.merkle import ReceiptTree

SOURCE = Path(verify.__file__)
AT_LEAST = 50
HIDDEN = {"submit", "confirm_opening"}
PATIENCE = 2.0  # seconds: a mutant that loops for ever is told apart by that
# What parses the command line and prints is not what checks.
LEFT_OUT = {"main", "_findings", "_lines", "_public_key", "Broken", "Report"}
TURNED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE,
    ast.GtE: ast.Gt, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip


def bars() -> list[Bar]:
    """Make every mutant, and see which of them the battery does not tell from the real one."""
    made = list(mutants())
    alive = list(survivors())
    return [
        Bar(
            f"mutants of the verifier, {len(made)} made, alive",
            f"0 of at least {AT_LEAST}",
            ", ".join(alive) or "0",
            not alive and len(made) >= AT_LEAST,
        )
    ]


def survivors() -> Iterator[str]:
    """The mutants that answer to every paper of the battery as the real verifier does."""
    papers = list(battery())
    expected = [finding(each) for each in papers]
    for name, tree in mutants():
        module = _module(name, tree)
        if all(
            _answer(module, each) == right for each, right in zip(papers, expected, strict=True)
        ):
            yield name


def battery() -> Iterator[Papers]:
    """Clean papers, papers of every kind of tampering, and lines of a wrong form."""
    chance = random.Random(50)
    for _number in range(6):
        yield history(chance).papers()
    for kind in tamper.KINDS.values():
        for _number in range(4):
            yield kind(history(chance), chance)
    yield from odd_papers(history(chance))


def odd_papers(told: History) -> Iterator[Papers]:
    """Papers of a wrong form, or of a right one that is rare."""
    papers, rows = told.papers(), chained(told.events)
    head = lines(rows[:2])
    for odd in (
        b"[]", b"{}", b"5", b'{"seq": 3, "seq": 3}', b'{"seq": 3, "event": [], "hash": ""}',
        b'{"seq": 3, "event": {}}', b'{"seq": true, "event": {}, "hash": ""}',
        b'{"seq": null, "event": {}, "hash": ""}', b'{"seq": 3, "event": {}, "hash": null}',
        b'{"seq": null, "event": {"data": {}}, "hash": null}', b'{"seq": 3, "sealed": ""}',
        b'{"seq": 1.5, "event": {}, "hash": ""}', b'{"seq": NaN, "event": {}, "hash": ""}',
    ):  # fmt: skip
        yield replace(papers, export=(*head, odd, *lines(rows[2:])))
        yield replace(papers, export=(odd, *papers.export))
        yield replace(papers, export=(*papers.export, odd))
    yield from _sealed_papers(papers, rows)
    yield from _odd_checkpoints(papers, rows)
    yield from _odd_files(told, papers)


def _sealed_papers(papers: Papers, rows: list[Row]) -> Iterator[Papers]:
    """A closed vault: its lines are digests, and a receipt cannot be seen among them."""
    told = [seal(row) if row["event"]["action"] in HIDDEN else row for row in rows]
    for export in (told, [{**row, "sealed": "0" * 64} if "sealed" in row else row for row in told]):
        yield replace(papers, export=lines(export), opening=())
        yield replace(papers, export=lines(export))
    for wrong in ("", "AB" * 32, "zz" * 32, 5, None):
        altered = [{**row, "sealed": wrong} if "sealed" in row else row for row in told]
        yield replace(papers, export=lines(altered), opening=())


def seal(row: Row) -> Row:
    """The line as an export shows it while a vault is closed."""
    digest = event_digest(canonical_json(row["event"])).hex()
    return {"seq": row["seq"], "sealed": digest, "hash": row["hash"]}


def _odd_checkpoints(papers: Papers, rows: list[Row]) -> Iterator[Papers]:
    right = checkpoint(rows, len(rows))
    fields = right["checkpoint"]
    odd: object
    for odd in (
        {**fields, "seq": 0}, {**fields, "seq": True}, {**fields, "seq": -1},
        {**fields, "seq": 2**53}, {**fields, "seq": 2**53 - 1},
        {**fields, "seq": len(rows) + 1}, {**fields, "hash": 5},
        {**fields, "at": None}, {**fields, "more": 1}, None, [],
    ):  # fmt: skip
        yield replace(papers, witness=json.dumps({**right, "checkpoint": odd}).encode())
    for signature in ("", "ab", "AB" * 64, "0" * 128, None, right["signature"] + "00"):
        yield replace(papers, witness=json.dumps({**right, "signature": signature}).encode())
    yield replace(papers, witness=json.dumps({**right, "more": 1}).encode())
    first = checkpoint(rows, 1)
    yield replace(papers, witness=json.dumps(first).encode())


def _odd_files(told: History, papers: Papers) -> Iterator[Papers]:
    receipt, opening = json.loads(papers.receipt[0]), json.loads(papers.opening[0])
    proof = receipt["proof"]
    bare = {key: receipt[key] for key in ("manifest", "manifest_sha256", "received_at")}
    for odd in (
        bare, {**bare, "more": 1}, {**receipt, "proof": None}, {**receipt, "proof": {}},
        {**receipt, "proof": {**proof, "place": -1}},
        {**receipt, "proof": {**proof, "place": True}},
        {**receipt, "proof": {**proof, "place": 2**32 + proof["place"]}},
        {**receipt, "proof": {**proof, "siblings": proof["siblings"][:-1]}},
        {**receipt, "proof": {**proof, "siblings": ["00" * 31] * 32}},
        {**bare, "checkpoint": receipt["checkpoint"]},
        {**bare, "received_at": "2026-09-01T00:00:00.000000+00:00"},
    ):  # fmt: skip
        yield replace(papers, receipt=(json.dumps(odd).encode(),), opening=())
    receipts = opening["receipts"]
    for odd in (
        {**opening, "receipts": receipts + receipts[:1]}, {**opening, "receipts": [{}]},
        {**opening, "receipts": None}, {**opening, "tree_secret": "zz"}, {**opening, "more": 1},
        {**opening, "tree_secret": opening["tree_secret"][:-2]}, {**opening, "phase": "X"},
        {**opening, "opened_at": None}, {**opening, "receipts": receipts[::-1]},
    ):  # fmt: skip
        yield replace(papers, receipt=(), opening=(json.dumps(odd).encode(),))
    yield replace(papers, receipt=(papers.receipt[0] + b"{}",), opening=())
    yield replace(papers, opening=(papers.opening[0] + b"{}",), receipt=())
    yield from _other_words(told, papers)
    yield replace(papers, receipt=(json.dumps(_at_place_0(receipt)).encode(),), opening=())
    nothing = replace(told, receipts=())
    root = ReceiptTree([], secret=tamper.SECRET).root.hex()
    empty = {**opening, "receipts": [], "root_sha256": root}
    yield replace(
        papers, export=lines(chained(nothing.events)), receipt=(),
        opening=(json.dumps(empty).encode(),),
    )  # fmt: skip


def _answer(module: ModuleType, papers: Papers) -> str:
    signal.signal(signal.SIGALRM, _too_long)
    signal.setitimer(signal.ITIMER_REAL, PATIENCE)
    try:
        return finding(papers, module)
    except Exception as error:  # a mutant may fail in any way: that tells it apart
        return type(error).__name__
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _too_long(_signal: int, _frame: object) -> None:
    raise TimeoutError


def _module(name: str, tree: ast.Module) -> ModuleType:
    module = ModuleType(name)
    module.__dict__["__name__"] = name
    exec(compile(tree, str(SOURCE), "exec"), module.__dict__)  # noqa: S102  our own source
    return module


def mutants() -> Iterator[tuple[str, ast.Module]]:
    """Each with one change: a guard left out, a comparison turned, and/or exchanged."""
    original = ast.parse(SOURCE.read_text(encoding="utf-8"))
    for place, (node, change) in enumerate(_places(original)):
        name = f"line {node.lineno} {change.__name__.strip('_')}"  # type: ignore[attr-defined]
        tree = copy.deepcopy(original)
        change(list(_places(tree))[place][0])
        yield name, ast.fix_missing_locations(tree)


def _places(tree: ast.Module) -> Iterator[tuple[ast.AST, Callable[[ast.AST], None]]]:
    for part in tree.body:
        if not isinstance(part, ast.FunctionDef) or part.name in LEFT_OUT:
            continue
        for node in ast.walk(part):
            if isinstance(node, ast.If) and any(isinstance(each, ast.Raise) for each in node.body):
                yield node, _never
            if isinstance(node, ast.Compare) and type(node.ops[0]) in TURNED:
                yield node, _turned
            if isinstance(node, ast.BoolOp):
                yield node, _exchanged


def _never(node: ast.AST) -> None:
    node.test = ast.Constant(value=False)  # type: ignore[attr-defined]


def _turned(node: ast.AST) -> None:
    node.ops[0] = TURNED[type(node.ops[0])]()  # type: ignore[attr-defined]


def _exchanged(node: ast.AST) -> None:
    node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()  # type: ignore[attr-defined]


def _other_words(told: History, papers: Papers) -> Iterator[Papers]:
    """A chain that names a receipt or a root under another word, or leaves one sending out."""
    for word in ("submit", "confirm_opening"):
        events = [
            {**event, "action": "draft"} if event["action"] == word else event
            for event in told.events
        ]
        yield replace(papers, export=lines(chained(tuple(events))), witness=papers.witness)
        yield _with_chain(papers, events)
    without = [*told.events]
    del without[[event["action"] for event in without].index("submit", 3)]
    yield _with_chain(papers, without)
    for word in ("submit", "confirm_opening"):
        bare = [*told.events, {"action": word, "object_ref": tamper.PHASE, "data": {}}]
        yield _with_chain(papers, bare)


def _with_chain(papers: Papers, events: list[Row]) -> Papers:
    """These papers beside a chain of these events, with a checkpoint of its own."""
    rows = chained(tuple(events))
    own = json.dumps(checkpoint(rows, len(rows))).encode()
    receipt = json.loads(papers.receipt[0])
    del receipt["checkpoint"], receipt["signature"]
    return replace(papers, export=lines(rows), witness=own, receipt=(json.dumps(receipt).encode(),))


def _at_place_0(receipt: Row) -> Row:
    """A receipt whose place in the tree is the very first."""
    leaf = {key: receipt[key] for key in ("manifest_sha256", "received_at")}
    node = hashlib.sha256(b"\x00" + canonical_json(leaf)).digest()
    for _level in range(32):
        node = hashlib.sha256(b"\x01" + node + bytes(32)).digest()
    proof = {"place": 0, "siblings": [bytes(32).hex()] * 32}
    return {**receipt, "root_sha256": node.hex(), "proof": proof}
