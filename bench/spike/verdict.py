"""What a run promised beside what it did: the ledger's verdict, and the times."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median, quantiles

from applications.models import Submission
from bench.bar import Bar
from bench.faults import judging
from bench.faults.judging import Verdict
from bench.faults.load import Ledger
from bench.spike.calibration import Reference
from bench.spike.crowd import WRITES, Told, Took
from tests.cast import Cast

SEND_MS = 1000
SHED_MS = 100
RECEIPTS_SECONDS = 300  # the alert `ReceiptWaits` rings when a PDF takes longer


def ledger_of(told: Told) -> Ledger:
    """The same as people of bench/faults write down."""
    answers = Counter[int]()
    for (_kind, status), count in told.answers.items():
        answers[status] += count
    return Ledger(
        saved=told.saved, tried=told.tried, uploaded=told.uploaded, sent=told.sent,
        strange=told.strange, answers=answers,
    )  # fmt: skip


def judge(told: Told, accepted: Counter[str], cast: Cast, folder: Path) -> Verdict:
    """Hold what everybody was told against what is there; whoever asks has let it drain."""
    receipts = [told.proofs[proposal] for proposal in sorted(told.proofs)]
    verdict = judging.judge(ledger_of(told), accepted, cast, folder, receipts, within=0)
    verdict.lost += [f"offer {proposal} was refused in time" for proposal in told.refused]
    verdict.false_receipts += _unproven(told)
    return verdict


def _unproven(told: Told) -> Iterator[str]:
    """Each sending that somebody was told of has a receipt to take along; no other is there."""
    known = told.sent.keys() | told.cut
    for proposal in known - told.proofs.keys():
        yield f"offer {proposal}: its receipt could not be had"
    rows = set(Submission.objects.values_list("proposal_id", flat=True))
    for proposal in rows - known:
        yield f"offer {proposal} was received, and nobody was told"


def outcome_bars(name: str, told: Told, verdict: Verdict, *, node_dies: bool = False) -> list[Bar]:
    """Nothing lost, nobody told what is not so, no answer of 5xx to who writes.

    With a node the answers die that it was at: who wrote tries again, and none of it is lost.
    """

    def zero(what: str, found: Sequence[str], of: str = "") -> Bar:
        figure = "; ".join([f"{len(found)}{of}", *found[:4]])
        return Bar(f"{name}, {what}", "0", figure, not found)

    failed = [
        f"{kind} {status}: {count}"
        for (kind, status), count in sorted(told.answers.items())
        if kind in WRITES and (status >= 500 or (status == 0 and not node_dies))
    ]
    saves = sum(took.kind == "save" and took.status == 200 for took in told.took)
    sent = f"{len(told.sent)} sent, {len(told.cut)} cut"
    return [
        zero("lost", verdict.lost, f" of {saves} saves, {len(told.uploaded)} files, {sent}"),
        zero("false receipts, or rows nobody was told of", verdict.false_receipts),
        zero("answers of 5xx to who writes, or none", failed),
        zero("double effects", verdict.doubles),
        zero("left of receipts and mails", verdict.undrained),
        zero("breaks in history and receipts", [verdict.history] if verdict.history else [],
             f", {len(told.proofs)} receipts verified"),
    ]  # fmt: skip


def p99_bar(name: str, took: Sequence[Took], limit_ms: float, reference: Reference) -> Bar:
    """The 99th percentile from the moment it was due, against a limit scaled to this machine."""
    limit = limit_ms * reference.factor
    p99 = percentile(took)
    return Bar(
        name,
        f"p99 {limit_ms:.0f} ms x {reference.factor:.2f} = {limit:.0f} ms",
        times(took),
        bool(took) and p99 <= limit,
    )


def percentile(took: Sequence[Took]) -> float:
    """The 99th; of a few, the slowest."""
    ms = [each.ms for each in took] or [0.0]
    return quantiles(ms, n=100)[98] if len(ms) >= 100 else max(ms)


def times(took: Sequence[Took]) -> str:
    """How many, the median, the 99th percentile and the slowest."""
    ms = [each.ms for each in took] or [0.0]
    return (
        f"p99 {percentile(took):.0f} ms, median {median(ms):.0f}, slowest {max(ms):.0f},"
        f" of {len(took)}"
    )


def of_kind(told: Told, kind: str, *statuses: int) -> list[Took]:
    """The steps of this kind that ended so."""
    return [took for took in told.took if took.kind == kind and took.status in statuses]
