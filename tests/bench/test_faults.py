"""The faults in their short form, and controls that show what the verdict would say of a loss."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from applications.models import Proposal
from bench.bar import table
from bench.faults import judging
from bench.faults.load import Ledger
from bench.issues import faults
from bench.trust import queue
from dev.postgres import CLONE
from dev.processes import wait_until
from portal.mail.models import OutgoingMail
from portal.mail.outbox import queue_text
from portal.work.jobs import run_open_jobs
from portal.work.models import Job
from tests.applications.stages import draft, open_phase, sent
from tests.cast import Cast


@pytest.mark.slow
@pytest.mark.redis
@pytest.mark.django_db(transaction=True)
def test_nothing_is_lost_or_done_twice_in_the_short_form():
    if not queue.is_here():
        pytest.skip("no redis-server: apt-get install redis-server")
    found = faults.bars(is_short=True)
    assert all(bar.passes for bar in found), table(found)


STARTS_ONE = """
import os, sys, time
from pathlib import Path
from bench.faults.machine import Machine

machine = Machine(Path(sys.argv[1]), dict(os.environ))
machine.armed.mkdir()
machine.start("redis")
print(machine.running["redis"].pid, flush=True)
time.sleep(60)
"""


@pytest.mark.redis
def test_nothing_stays_behind_when_the_bench_is_killed(tmp_path: Path) -> None:
    """A run that is cut off would go on eating the machine that the next one measures."""
    if not queue.is_here():
        pytest.skip("no redis-server: apt-get install redis-server")
    command = [sys.executable, "-c", STARTS_ONE, str(tmp_path)]
    with subprocess.Popen(command, cwd=CLONE, stdout=subprocess.PIPE, text=True) as bench:
        assert bench.stdout is not None
        started = Path(f"/proc/{int(bench.stdout.readline())}")
        assert started.exists()
        bench.kill()
    assert wait_until(lambda: not started.exists(), seconds=10)


@pytest.fixture
def proposal(cast: Cast) -> Proposal:
    return draft(open_phase(cast), cast.applicant)


def test_save_that_is_gone_is_counted(proposal: Proposal) -> None:
    told = Ledger(saved={proposal.pk: (1, "Een korte samenvatting.")})
    told.tried[proposal.pk] = "Een korte samenvatting."
    assert list(judging._lost(told)) == []
    told.saved[proposal.pk] = (2, "Een korte samenvatting.")
    assert "version 2" in next(judging._lost(told))
    told.saved[proposal.pk] = (1, "Iets anders.")
    told.tried[proposal.pk] = "Iets anders."
    assert "another text" in next(judging._lost(told))


def test_receipt_of_what_is_not_there_is_counted(cast: Cast, proposal: Proposal) -> None:
    told = Ledger(sent={proposal.pk: ("a" * 64, "2026-11-28T12:00:00+00:00")})
    assert "has a receipt and is not there" in next(judging._lost(told))


def test_receipt_that_names_something_else_is_counted(cast: Cast) -> None:
    done = sent(open_phase(cast), cast.applicant).submission
    moment = done.received_at.isoformat()
    assert "there is no receipt" in next(judging._false_receipts(Ledger()))
    run_open_jobs()
    told = Ledger(sent={done.proposal_id: (done.manifest_sha256, moment)})
    assert list(judging._false_receipts(told)) == []
    told.sent[done.proposal_id] = ("a" * 64, moment)
    assert "names something else" in next(judging._false_receipts(told))


@pytest.mark.django_db
def test_letter_that_leaves_twice_and_mail_of_nobody_are_counted() -> None:
    mail = queue_text(
        "bar", to=None, to_email="x@voorbeeld.example", key="1", subject="x", body="x\n",
        hold_when_uncertain=True,
    )  # fmt: skip
    assert list(judging._doubles(Counter([mail.message_id]))) == []
    found = list(judging._doubles(Counter([mail.message_id, mail.message_id, "<vreemd>"])))
    assert len(found) == 2


@pytest.mark.django_db
def test_what_waits_is_counted_and_a_held_letter_is_not() -> None:
    for number, hold in enumerate((False, True)):
        queue_text(
            "bar", to=None, to_email="x@voorbeeld.example", key=str(number), subject="x",
            body="x\n", hold_when_uncertain=hold,
        )  # fmt: skip
    OutgoingMail.objects.update(state=OutgoingMail.State.HELD)
    assert not Job.objects.exists()
    assert len(list(judging._left())) == 1
