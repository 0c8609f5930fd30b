"""The stand-alone verifier: silent on clean exports, and on nothing else (annex IV (g))."""

import hashlib
import json
import random
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from portal.audit import verify as verifier
from portal.audit.verify import Broken, verify
from portal.crypto.audit_chain import GENESIS, Checkpoint, chain, event_digest, sign_checkpoint
from portal.crypto.canonical import canonical_json

PRIVATE = b"k" * 32
PUBLIC = Ed25519PrivateKey.from_private_bytes(PRIVATE).public_key().public_bytes_raw()


def event(number: int) -> dict:
    return {"action": "opened", "object": f"D-{number}", "data": {"n": number, "naam": "één"}}


def chained(events: list[dict]) -> list[dict]:
    hashes = chain(GENESIS, map(canonical_json, events))
    return [
        {"seq": seq, "event": each, "hash": digest.hex()}
        for seq, (each, digest) in enumerate(zip(events, hashes, strict=True), start=1)
    ]


def checkpoint(rows: list[dict], seq: int, private: bytes = PRIVATE) -> dict:
    fields = {"seq": seq, "hash": rows[seq - 1]["hash"], "at": "2026-08-31T10:00:00+00:00"}
    return {
        "checkpoint": fields,
        "signature": sign_checkpoint(Checkpoint(**fields), private).hex(),
    }


def lines(rows: list[dict]) -> list[bytes]:
    return [json.dumps(row).encode() + b"\n" for row in rows]


@pytest.fixture
def rows() -> list[dict]:
    return chained([event(number) for number in range(12)])


def test_a_clean_export_is_whole(rows: list[dict]) -> None:
    tail = [{"seq": None, "event": event(99), "hash": None}]
    export = [*rows[:6], checkpoint(rows, 6), *rows[6:], checkpoint(rows, 12), *tail]
    report = verify(lines(export), witnesses=[lines([checkpoint(rows, 3)])], public_key=PUBLIC)
    assert (len(report.hashes), report.unchained, report.checkpoints) == (12, 1, 3)


def test_no_false_alarm_over_a_thousand_clean_exports() -> None:
    chance = random.Random(2026)
    for _ in range(1000):
        events = [event(chance.randrange(10**6)) for _ in range(chance.randrange(1, 8))]
        rows = chained(events)
        seq = chance.randrange(1, len(rows) + 1)
        verify(lines([*rows, checkpoint(rows, seq)]), public_key=None)


def test_deleting_moving_or_repeating_any_line_is_found(rows: list[dict]) -> None:
    for i in range(len(rows) - 1):
        swapped = [*rows[:i], rows[i + 1], rows[i], *rows[i + 2 :]]
        for export in (rows[:i] + rows[i + 1 :], swapped, rows[: i + 1] + rows[i:]):
            with pytest.raises(Broken, match=r"^line "):
                verify(lines(export))


def test_the_first_break_is_the_one_that_is_named(rows: list[dict]) -> None:
    for number in (9, 4):
        rows[number]["event"]["action"] = "withdrawn"
    with pytest.raises(Broken, match=r"^line 5: has a hash"):
        verify(lines(rows))


def test_every_flipped_bit_is_found_or_changes_nothing_that_was_said(bit_flips) -> None:
    rows = chained([event(1), event(2)])
    said = [(row["seq"], row["event"], row["hash"]) for row in rows]
    for altered in bit_flips(b"".join(lines(rows))):
        try:
            verify(altered.splitlines(keepends=True))
        except Broken:
            continue
        heard = [json.loads(line) for line in altered.splitlines()]
        assert [(row["seq"], row["event"], row["hash"]) for row in heard] == said


def test_a_cut_off_end_is_found_by_a_witness_only(rows: list[dict]) -> None:
    cut = lines(rows[:8])
    verify(cut)
    with pytest.raises(Broken, match=r"witness 1, line 1: .*ends at 8"):
        verify(cut, witnesses=[lines([checkpoint(rows, 12)])])


def test_a_chain_made_anew_is_found_by_a_witness_only(rows: list[dict]) -> None:
    forged = chained([*(row["event"] for row in rows[:5]), event(77)])
    verify(lines([*forged, checkpoint(forged, 6)]), public_key=PUBLIC)
    with pytest.raises(Broken, match="differs from the chain at audit line 6"):
        verify(lines(forged), witnesses=[lines([checkpoint(rows, 6)])])


def test_a_checkpoint_signed_by_another_is_found(rows: list[dict]) -> None:
    export = lines([*rows, checkpoint(rows, 12, private=b"x" * 32)])
    verify(export)
    with pytest.raises(Broken, match="signature"):
        verify(export, public_key=PUBLIC)


@pytest.mark.parametrize("signature", ["", "zz", None, 5, "ab" * 64])
def test_a_checkpoint_without_a_signature_is_found(rows: list[dict], signature) -> None:
    export = lines([*rows, checkpoint(rows, 12) | {"signature": signature}])
    with pytest.raises(Broken, match="signature"):
        verify(export, public_key=PUBLIC)


@pytest.mark.parametrize("field", ["seq", "hash", "at"])
def test_a_checkpoint_with_an_altered_field_is_found(rows: list[dict], field: str) -> None:
    altered = checkpoint(rows, 12)
    altered["checkpoint"][field] = {"seq": 11, "hash": "00" * 32, "at": "2026-09-01"}[field]
    with pytest.raises(Broken):
        verify(lines([*rows, altered]), public_key=PUBLIC)


@pytest.mark.parametrize(
    "fields",
    [None, {}, {"seq": 0, "hash": "", "at": ""}, {"seq": True, "hash": "", "at": ""}, [1]],
)
def test_a_checkpoint_of_another_form_is_found(rows: list[dict], fields) -> None:
    with pytest.raises(Broken, match="fields of a checkpoint"):
        verify(lines([*rows, {"checkpoint": fields, "signature": ""}]))


def test_a_chained_line_after_an_unchained_one_is_found(rows: list[dict]) -> None:
    between = {"seq": None, "event": event(5), "hash": None}
    with pytest.raises(Broken, match="is chained, but"):
        verify(lines([*rows[:3], between, *rows[3:]]))


@pytest.mark.parametrize(
    "line",
    [
        b"\n",
        b"[]\n",
        b"{}\n",
        b"\xff\n",
        b'{"seq": 1, "seq": 2}\n',
        b'{"seq": 1.0, "event": {}, "hash": ""}\n',
        b'{"seq": NaN, "event": {}, "hash": ""}\n',
        b'{"seq": true, "event": {}, "hash": ""}\n',
        b'{"seq": 1, "event": [], "hash": ""}\n',
        b'{"seq": 1, "event": {}, "hash": "", "more": 1}\n',
        b'{"seq": 1, "event": {"a": "\\ud800"}, "hash": ""}\n',
        b"[" * 100_000 + b"\n",
    ],
)
def test_a_line_of_another_form_is_found(line: bytes) -> None:
    with pytest.raises(Broken, match=r"^line 1"):
        verify([line])


def test_hash_must_fit_its_written_form_exactly(rows: list[dict]) -> None:
    rows[3]["hash"] = rows[3]["hash"].upper()
    with pytest.raises(Broken, match="line 4"):
        verify(lines(rows))


def test_it_runs_by_itself_without_the_portal(tmp_path: Path, rows: list[dict]) -> None:
    alone = tmp_path / "verify.py"
    alone.write_bytes(Path(verifier.__file__).read_bytes())
    export = tmp_path / "export.jsonl"
    export.write_bytes(b"".join(lines([*rows, checkpoint(rows, 12)])))
    witness = tmp_path / "mine.jsonl"
    witness.write_bytes(lines([checkpoint(rows, 5)])[0])

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-I", str(alone), *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    whole = run(str(export), "--witness", str(witness), "--public-key", PUBLIC.hex())
    assert (whole.returncode, whole.stderr) == (0, "")
    assert whole.stdout.startswith(
        "Whole: 12 lines in the chain (0 still sealed), 0 not yet chained, 2 "
    )
    rows[2]["event"]["object"] = "D-X"
    export.write_bytes(b"".join(lines(rows)))
    broken = run(str(export))
    assert (broken.returncode, broken.stdout[:18]) == (1, "BROKEN at line 3: ")
    absent = run(str(tmp_path / "absent.jsonl"))
    assert (absent.returncode, absent.stdout) == (2, "")
    assert run(str(export), "--public-key", "ab").returncode == 2


def test_it_imports_nothing_of_the_portal() -> None:
    source = Path(verifier.__file__).read_text()
    assert "import portal" not in source
    assert "from portal" not in source
    assert "django" not in source.lower()


def test_its_hash_is_the_one_that_its_manual_describes() -> None:
    previous = bytes(32)
    event = hashlib.sha256(b"trechter/audit-event/2" + b"\x00" + '{"a":"één"}'.encode())
    line = hashlib.sha256(b"trechter/audit/2" + b"\x00" + previous + event.digest()).hexdigest()
    verify([json.dumps({"seq": 1, "event": {"a": "één"}, "hash": line}).encode()])
    verify([json.dumps({"seq": 1, "sealed": event.hexdigest(), "hash": line}).encode()])


def seal(row: dict) -> dict:
    """The line as an export shows it while a vault is closed."""
    digest = event_digest(canonical_json(row["event"])).hex()
    return {"seq": row["seq"], "sealed": digest, "hash": row["hash"]}


def test_a_sealed_line_keeps_its_place_in_the_chain(rows: list[dict]) -> None:
    report = verify(lines([*rows[:4], seal(rows[4]), *rows[5:]]))
    assert (len(report.hashes), report.sealed) == (12, 1)


@pytest.mark.parametrize("sealed", ["00" * 32, "", "zz" * 32, "AB" * 32, 5, None])
def test_a_sealed_line_with_another_digest_is_found(rows: list[dict], sealed) -> None:
    with pytest.raises(Broken, match="line 5"):
        verify(lines([*rows[:4], {**seal(rows[4]), "sealed": sealed}, *rows[5:]]))
