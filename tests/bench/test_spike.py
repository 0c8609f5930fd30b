"""Deadline night in its short form, and controls that show what the verdict would say of a loss."""

import json
import time
from collections import Counter
from pathlib import Path

import pytest

from applications.models import Proposal, Submission
from bench.bar import table
from bench.issues import spike
from bench.spike import plans, verdict
from bench.spike.calibration import Reference
from bench.spike.crowd import Told, Took
from bench.spike.running import NIGHT
from bench.trust import queue
from portal.work.jobs import run_open_jobs
from tests.applications.stages import open_phase, sent
from tests.cast import Cast, client_of


@pytest.mark.slow
@pytest.mark.redis
@pytest.mark.django_db(transaction=True)
def test_nothing_is_lost_on_deadline_night_in_its_short_form() -> None:
    """All but times: other tests run beside this one, so `make spike` judges those."""
    if not queue.is_here():
        pytest.skip("no redis-server: apt-get install redis-server")
    found = spike.bars(is_short=True)
    judged = [bar for bar in found if not bar.limit.startswith("p99")]
    assert len(judged) > 6
    assert all(bar.passes for bar in judged), table(found)


@pytest.fixture
def received(cast: Cast) -> Submission:
    done = sent(open_phase(cast), cast.applicant).submission
    run_open_jobs()
    return done


def told_of(submission: Submission, cast: Cast) -> Told:
    """What the company was told, as it should be."""
    page = f"/offertes/{submission.proposal}/{submission.phase.code}/ontvangst/1/json/"
    pk = submission.proposal_id
    return Told(
        sent={pk: (submission.manifest_sha256, submission.received_at.isoformat())},
        proofs={pk: client_of(cast.applicant).get(page).content},
    )


def judged(told: Told, cast: Cast, folder: Path) -> verdict.Verdict:
    return verdict.judge(told, Counter(), cast, folder)


def test_sending_that_is_there_passes(received: Submission, cast: Cast, tmp_path: Path) -> None:
    found = judged(told_of(received, cast), cast, tmp_path)
    assert (found.lost, found.false_receipts, found.history) == ([], [], "")


def test_lost_row_is_found(received: Submission, cast: Cast, tmp_path: Path) -> None:
    told = told_of(received, cast)
    other = Proposal.objects.create(dossier=received.proposal.dossier, phase=open_phase(cast))
    told.sent[other.pk] = ("a" * 64, received.received_at.isoformat())
    told.proofs[other.pk] = told.proofs[received.proposal_id]
    assert judged(told, cast, tmp_path).lost == [f"offer {other.pk} has a receipt and is not there"]


def test_false_receipt_is_found(received: Submission, cast: Cast, tmp_path: Path) -> None:
    told = told_of(received, cast)
    told.sent[received.proposal_id] = ("a" * 64, received.received_at.isoformat())
    assert "names something else" in judged(told, cast, tmp_path).false_receipts[0]
    told = told_of(received, cast)
    content = json.loads(told.proofs[received.proposal_id])
    content["manifest"]["number"] = 2
    told.proofs[received.proposal_id] = json.dumps(content).encode()
    assert judged(told, cast, tmp_path).history


def test_row_that_nobody_was_told_of_is_found(
    received: Submission, cast: Cast, tmp_path: Path
) -> None:
    (found,) = judged(Told(), cast, tmp_path).false_receipts
    assert "nobody was told" in found
    cut = Told(cut={received.proposal_id}, proofs=told_of(received, cast).proofs)
    assert judged(cut, cast, tmp_path).false_receipts == []


def test_answer_of_5xx_to_a_writer_and_a_slow_sending_are_seen() -> None:
    whole = verdict.Verdict([], [], [], 0, [], "")
    well = Told(answers=Counter({("save", 200): 9, ("read", 503): 4}))
    assert all(bar.passes for bar in verdict.outcome_bars("x", well, whole))
    for status in (0, 500, 502, 503):
        ill = Told(answers=Counter({("save", 200): 9, ("save", status): 1}))
        assert not all(bar.passes for bar in verdict.outcome_bars("x", ill, whole))
    gone = Told(answers=Counter({("save", 200): 9, ("save", 0): 1}))
    assert all(bar.passes for bar in verdict.outcome_bars("x", gone, whole, node_dies=True))
    reference = Reference()
    reference.share = 1.0
    fast, slow = Took("send", 200, 900), Took("send", 200, 1100)
    assert verdict.p99_bar("x", [fast] * 200, 1000, reference).passes
    assert not verdict.p99_bar("x", [fast] * 190 + [slow] * 10, 1000, reference).passes
    assert not verdict.p99_bar("x", [], 1000, reference).passes


def test_machine_that_is_half_ours_gets_twice_the_time_and_a_fast_one_no_less() -> None:
    reference = Reference()
    until = time.monotonic() + 0.5
    while time.monotonic() < until:
        pass
    reference.stop()
    assert reference.used > 0.2
    reference.share = 0.5
    assert reference.factor == pytest.approx(2.0)
    reference.share = 1.4
    assert reference.factor == pytest.approx(1.0)


def test_night_is_what_was_promised() -> None:
    steps = plans.night(NIGHT, ["/"])
    kinds = Counter(step.kind for step in steps)
    assert kinds["send"] == 1000
    assert kinds["save"] == 40 * NIGHT.seconds
    assert kinds["upload"] == NIGHT.uploads
    sends = {step.person: step.due for step in steps if step.kind == "send"}
    assert len(sends) == 1000
    assert min(sends.values()) >= NIGHT.before
    assert max(sends.values()) < NIGHT.seconds
    saved_too_late = [
        step for step in steps if step.kind == "save" and step.due > sends.get(step.person, 99)
    ]
    assert not saved_too_late
