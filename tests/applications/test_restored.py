"""After a restore: rows, files, keys and history fit together, or the command says which do not."""

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.core.management.base import CommandError

from applications.restored import look_over
from portal.audit.chain import chain_events
from portal.audit.checkpoints import make_checkpoint
from portal.audit.record import record
from portal.files.models import StoredFile
from portal.work.jobs import run_open_jobs
from tests.applications.stages import draft, open_phase, sent
from tests.cast import Cast


@pytest.fixture
def portal(cast: Cast) -> Cast:
    """An offer that was sent, with its receipt, and one that is being written."""
    sent(open_phase(cast), cast.rival)
    draft(open_phase(cast), cast.applicant)
    run_open_jobs()
    chain_events()
    return cast


def test_portal_that_is_whole_has_no_faults(portal: Cast, capsys: pytest.CaptureFixture) -> None:
    call_command("check_restored")
    assert "Whole: 3 files, 1 sendings, 4 parts of drafts" in capsys.readouterr().out


def test_file_that_is_missing_or_changed_is_named(portal: Cast) -> None:
    first, second, *_rest = StoredFile.objects.order_by("pk")
    default_storage.delete(first.storage_name)
    with open(default_storage.path(second.storage_name), "r+b") as stored:
        stored.write(b"x")
    assert look_over().faults == [
        f"file {first.uuid}: not there",
        f"file {second.uuid}: other bytes than its row names",
    ]


def test_other_key_opens_nothing(portal: Cast, settings) -> None:
    settings.APPLICATION_KEYS = [bytes(32)]
    faults = look_over().faults
    assert sum("APPLICATION_KEY does not open it" in fault for fault in faults) == 6
    with pytest.raises(CommandError, match="6 faults"):
        call_command("check_restored")


def test_history_under_another_key_is_a_fault(portal: Cast, settings) -> None:
    """The checkpoints were signed with the key that belongs to this portal."""
    record("refused", None, by=portal.applicant)
    make_checkpoint()
    settings.CHECKPOINT_KEY = bytes([1] * 32)
    assert "signature" in look_over().faults[0]
