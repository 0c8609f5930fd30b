"""The bars of the vault in their short form, and for each guard a control that breaks it."""

import pytest
from django.core.files.storage import default_storage

from applications import transitions
from bench.bar import table
from bench.issues import vault
from bench.trust import mutants
from tests.applications.stages import draft, open_phase
from tests.trust import breaking

IN_ONE_PROCESS = ("histories", "sealed", "openers", "tamper", "annex")


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_nothing_late_is_accepted_nothing_timely_refused_nothing_missing(clock):
    """Racing processes at a deadline; the bar `deadline` of `make trust`."""
    found = vault.bars(is_short=True, parts=("deadline",))
    assert all(bar.passes for bar in found), table(found)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_control_without_the_guard_late_offers_are_accepted(clock):
    found = vault.bars(is_short=True, parts=("deadline",), broken="deadline")
    assert not found[0].passes, table(found)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("part", IN_ONE_PROCESS)
def test_bar_of_the_vault_holds_in_its_short_form(clock, part):
    found = vault.bars(is_short=True, parts=(part,))
    assert all(bar.passes for bar in found), table(found)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("guard", ["histories", "sealed", "openers", "tamper", "annex", "cost"])
def test_control_bar_fails_when_its_guard_is_broken(clock, guard):
    """`make trust BREAK=<guard>`: a bar that cannot fail measures nothing."""
    found = vault.bars(is_short=True, parts=(guard,), broken=guard)
    assert not all(bar.passes for bar in found), table(found)


def test_every_guard_has_a_bar_that_fails_with_it():
    assert {*breaking.CODE, "mutants"} == set(vault.PARTS)


@pytest.mark.django_db
def test_final_submit_does_not_touch_the_bytes_of_a_file(cast):
    """So it takes as long for a large file as for a small one; `make trust` has the figures."""
    proposal = draft(open_phase(cast), cast.applicant)
    for attachment in proposal.attachments.select_related("file"):
        default_storage.delete(attachment.file.storage_name)
    assert transitions.submit(proposal, by=cast.applicant, declared=True).submission.received_at


def test_every_mutant_of_the_verifier_is_told_from_it():
    """At least fifty small faults, each in one check: the battery of papers shows every one."""
    found = mutants.bars()
    assert all(bar.passes for bar in found), table(found)


def test_control_battery_without_odd_papers_misses_mutants(monkeypatch):
    monkeypatch.setattr(mutants, "odd_papers", lambda told: iter(()))
    assert next(mutants.survivors())
