"""The verdict after a run: what was answered with success is there, once, and the history is whole.

Everything is read from the database, the stored files and the mail server, and held against the
ledger of the people who wrote.
"""

import hashlib
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db.models import Count
from django.urls import reverse

from applications.models import Attachment, Proposal, Receipt, Submission, WorkingSection
from applications.working_copy import open_section
from awards.models import DecisionSet, Letter
from bench.bar import Bar
from bench.faults.ground import insistently
from bench.faults.load import QUESTION, SECTION, Ledger
from dev import postgres
from portal.audit import verify
from portal.audit.chain import chain_events
from portal.audit.models import AuditEvent
from portal.files import store
from portal.files.models import StoredFile
from portal.mail.models import OutgoingMail
from portal.work.models import Job
from tests.cast import Cast, client_of

DRAINED_SECONDS = 30
State = OutgoingMail.State
DONE = (State.SENT, State.DIGEST, State.DIGESTED, State.DROPPED, State.DECLINED)


@dataclass
class Verdict:
    """What is wrong, in words; an empty list is what is promised."""

    lost: list[str]
    false_receipts: list[str]
    doubles: list[str]
    repeats: int  # mails that left twice under one Message-ID: cut off between send and mark
    undrained: list[str]
    history: str


def drained(within: float = DRAINED_SECONDS) -> tuple[float, list[str]]:
    """Wait until nothing is left to send or to do; how long that took, and what is left."""
    start = time.monotonic()
    while True:
        left: list[str] = insistently(lambda: list(_left()))
        took = time.monotonic() - start
        if not left or took > within:
            return took, left
        time.sleep(0.5)


def _left() -> Iterator[str]:
    waiting = OutgoingMail.objects.exclude(state__in=DONE)
    # A letter that was cut off is held for a person: that is where it should be.
    for mail in waiting.exclude(state=State.HELD, hold_when_uncertain=True):
        yield f"{mail.dedupe_key}: {mail.state} ({mail.error})"
    for job in Job.objects.exclude(state=Job.State.DONE).prefetch_related("units"):
        units = [(unit.attempts, unit.error) for unit in job.units.all() if unit.done_at is None]
        yield f"{job}: {job.state} {units}"


def judge(
    ledger: Ledger, accepted: Counter[str], cast: Cast, folder: Path,
    receipts: Iterable[bytes] = (), *, within: float = DRAINED_SECONDS,
) -> Verdict:  # fmt: skip
    """Hold the ledger, and receipts as companies got them, against what is there."""
    _seconds, undrained = drained(within)
    return Verdict(
        lost=[*_lost(ledger), *_mails_lost(ledger, accepted), *_letters_lost(ledger)],
        false_receipts=[*_false_receipts(ledger), *ledger.strange],
        doubles=list(_doubles(accepted)),
        repeats=sum(count - 1 for count in accepted.values()),
        undrained=undrained,
        history=_history(cast, folder, receipts),
    )


def _lost(ledger: Ledger) -> Iterator[str]:
    sent = set(Submission.objects.values_list("proposal_id", flat=True))
    for pk in ledger.sent.keys() - sent:
        yield f"offer {pk} has a receipt and is not there"
    proposals = Proposal.objects.select_related("phase__call", "dossier").in_bulk(ledger.saved)
    for pk in ledger.saved.keys() - sent:
        version, text = ledger.saved[pk]
        row = WorkingSection.objects.filter(proposal=pk, code=SECTION).first()
        if row is None or row.version < version:
            yield f"offer {pk}: version {version} of a draft is not there"
        elif open_section(proposals[pk], row)["public_summary"] not in {text, ledger.tried[pk]}:
            yield f"offer {pk}: another text than was saved"
    for pk in ledger.uploaded.keys() - sent:
        found = Attachment.objects.filter(proposal=pk, question=QUESTION).select_related("file")
        if not any(_digest(each.file) == ledger.uploaded[pk] for each in found):
            yield f"offer {pk}: its file is not there"
    for file in StoredFile.objects.all():
        if not _is_whole(file):
            yield f"file {file.uuid}: its bytes are not those that were stored"


def _digest(file: StoredFile) -> str:
    return hashlib.sha256(b"".join(store.read(file))).hexdigest()


def _is_whole(file: StoredFile) -> bool:
    try:
        with store.default_storage.open(file.storage_name) as stored:
            return hashlib.sha256(stored.read()).hexdigest() == file.sha256
    except FileNotFoundError:
        return False


def _mails_lost(ledger: Ledger, accepted: Counter[str]) -> Iterator[str]:
    mails = {mail.dedupe_key: mail for mail in OutgoingMail.objects.all()}
    for key in ledger.mails - mails.keys():
        yield f"mail {key} is not there"
    for mail in mails.values():
        if mail.state == State.SENT and mail.message_id not in accepted:
            yield f"mail {mail.dedupe_key} is marked as sent and never was"


def _letters_lost(ledger: Ledger) -> Iterator[str]:
    for decision_set in DecisionSet.objects.all():
        if decision_set.pk in ledger.told and decision_set.state != DecisionSet.State.RELEASED:
            yield f"decisions {decision_set.pk} were told and are not"
        decisions = decision_set.decisions.count()
        letters = Letter.objects.filter(decision__decision_set=decision_set)
        if letters.count() != decisions:
            yield f"decisions {decision_set.pk}: {decisions} and {letters.count()} letters"
        for letter in letters:
            if _digest(letter.file) != letter.sha256:
                yield f"letter {letter.number} is another than was checked"


def _false_receipts(ledger: Ledger) -> Iterator[str]:
    """Every page that said "received" names what is there, and every sending has its receipt."""
    for submission in Submission.objects.exclude(manifest={}):
        shown = ledger.sent.get(submission.proposal_id)
        if shown is None:
            continue
        digest, moment = shown
        at = datetime.fromisoformat(moment).replace(microsecond=0)  # machines read whole seconds
        received = submission.received_at.replace(microsecond=0)
        if digest != submission.manifest_sha256 or at != received:
            yield f"{submission}: the receipt names something else"
    without = Submission.objects.exclude(manifest={}).filter(receipt=None)
    yield from (f"{each}: there is no receipt" for each in without)
    for receipt in Receipt.objects.select_related("file", "submission"):
        if not b"".join(store.read(receipt.file)).startswith(b"%PDF-"):
            yield f"{receipt}: cannot be read"


def _doubles(accepted: Counter[str]) -> Iterator[str]:
    for proposal, count in _more_than_once(Submission.objects.values_list("proposal")):
        yield f"offer {proposal} was sent {count} times"
    lines = AuditEvent.objects.filter(action__in=["submit", "release", "approve"])
    for (action, ref), count in _more_than_once(lines.values_list("action", "object_ref")):
        yield f"{action} of {ref} stands in the history {count} times"
    known = {mail.message_id: mail for mail in OutgoingMail.objects.all()}
    for strange in accepted.keys() - known.keys():
        yield f"a mail {strange} that nobody queued"
    for message_id, mail in known.items():
        if mail.hold_when_uncertain and accepted[message_id] > 1:
            yield f"letter {mail.dedupe_key} was sent {accepted[message_id]} times"
    for job in Job.objects.annotate(units_done=Count("units__done_at")):
        if job.kind == "applications.receipt" and job.units_done > 1:
            yield f"{job} was done {job.units_done} times"


def _more_than_once(rows: Iterable[tuple]) -> Iterator[tuple]:
    counts = Counter(row if len(row) > 1 else row[0] for row in rows)
    yield from ((key, count) for key, count in counts.items() if count > 1)


def _history(cast: Cast, folder: Path, receipts: Iterable[bytes]) -> str:
    """What the program that needs no portal says of an export and receipts; empty for whole."""
    while chain_events(wait=True):
        pass
    export = folder / "audit.jsonl"
    answer = client_of(cast.auditor).get(reverse("audit:export"))
    export.write_bytes(b"".join(answer.streaming_content))  # type: ignore[attr-defined]
    command = [sys.executable, verify.__file__, str(export)]
    for number, receipt in enumerate(receipts):
        path = folder / f"receipt-{number}.json"
        path.write_bytes(receipt)
        command += ["--receipt", str(path)]
    said = subprocess.run(command, cwd=postgres.CLONE, capture_output=True, text=True, check=False)
    return "" if said.returncode == 0 else said.stdout + said.stderr


def bars_of(name: str, verdicts: list[Verdict], *, senders: int) -> list[Bar]:
    """The verdicts of all runs as bars: five zeros and a whole history."""

    def zero(what: str, found: list[str]) -> Bar:
        return Bar(f"{name}, {what}", "0", "; ".join([str(len(found)), *found[:4]]), not found)

    repeats = sum(each.repeats for each in verdicts)
    return [
        zero("commits lost", [one for each in verdicts for one in each.lost]),
        zero("false receipts", [one for each in verdicts for one in each.false_receipts]),
        zero("double effects", [one for each in verdicts for one in each.doubles]),
        Bar(
            f"{name}, mails sent again under their own Message-ID",
            f"{senders}, one for each time that a sender was cut off",
            str(repeats),
            repeats <= senders,
        ),
        zero(
            f"left in the outbox and in jobs {DRAINED_SECONDS} s after recovery",
            [one for each in verdicts for one in each.undrained],
        ),
        zero("breaks in the history", [each.history for each in verdicts if each.history]),
    ]
