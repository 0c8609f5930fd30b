"""A hold placed while its dossier is being destroyed: never both, in real threads."""

from dataclasses import replace
from threading import Event, Thread

import pytest
from django.db import connection

from applications.models import Dossier, OpenedFile
from archive.retention import destroying, services, transitions
from archive.retention.disposal.every import KINDS
from archive.retention.models import Hold
from portal.work import jobs
from portal.workflow import TransitionRefused
from tests.archive.stages import old_phase
from tests.cast import make_cast, proof_of

pytestmark = pytest.mark.django_db(transaction=True)


def hold_while_destroying(monkeypatch: pytest.MonkeyPatch) -> tuple[str, bool, bool]:
    """What the hold was told, whether it stands, and whether the file is still there."""
    monkeypatch.setattr(jobs, "_poke", lambda: None)  # the job is for the thread, not the commit
    cast = make_cast()
    phase = old_phase(cast, offers=1)
    dossier = Dossier.objects.get()
    looked, placed = Event(), Event()
    offers = KINDS["offer"]

    def destroy(object_id: int) -> list[str]:
        looked.set()  # it has looked at the holds, and goes on when the hold stands, or cannot
        placed.wait(timeout=2)
        return offers.destroy(object_id)

    monkeypatch.setitem(KINDS, "offer", replace(offers, destroy=destroy))
    listed = services.draw_up(phase.call.contracting_authority, "offer", by=cast.author)
    transitions.approve(listed, by=cast.officer, proof=proof_of(cast.officer))
    told: list[str] = []

    def work() -> None:
        try:
            jobs.run_open_jobs(transitions.DESTRUCTION)
        finally:
            connection.close()

    def place() -> None:
        try:
            connection.ensure_connection()
            looked.wait(timeout=5)
            services.place_hold(cast.rws, on=dossier, reason="Kort geding", by=cast.author)
            told.append("placed")
        except TransitionRefused:
            told.append("refused")
        finally:
            placed.set()
            connection.close()

    threads = [Thread(target=work), Thread(target=place)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told[0], Hold.objects.exists(), OpenedFile.objects.exists()


def test_a_hold_and_a_destruction_cannot_pass_each_other(monkeypatch) -> None:
    """ASVS 15.4.2: the hold waits, and is told that the offers are gone."""
    assert hold_while_destroying(monkeypatch) == ("refused", False, False)


def test_control_without_the_lock_what_is_held_is_destroyed(monkeypatch) -> None:
    monkeypatch.setattr(services, "lock_retention", lambda: None)
    monkeypatch.setattr(destroying, "lock_retention", lambda: None)
    assert hold_while_destroying(monkeypatch) == ("placed", True, False)
