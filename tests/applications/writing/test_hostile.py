"""Hostile files are refused with a reason, quickly; sound ones of every kind are taken."""

import time

import pytest

from applications.filetypes import FileRefused, require_accepted
from calls.offer_forms import FILE_KINDS, Question
from portal.files.uploads import encrypt_bytes
from tests.applications.writing import hostile

ANY = Question("plan", "file", "Plan", file_types=FILE_KINDS)
HOSTILE = list(hostile.hostile())
SOUND = list(hostile.sound())


@pytest.mark.parametrize(("name", "data"), HOSTILE, ids=[name for name, _ in HOSTILE])
def test_hostile_file_is_refused_with_a_reason(name, data):
    """Renames, polyglots, traps and bombs of security.md."""
    began = time.perf_counter()
    upload = encrypt_bytes(data, name, "application/pdf")
    with upload, pytest.raises(FileRefused) as refusal:
        require_accepted(upload, ANY)

    assert len(refusal.value.message) > 15
    assert time.perf_counter() - began < 3  # the bar of one second is measured by `make bars`


@pytest.mark.parametrize(("name", "data"), SOUND, ids=[name for name, _ in SOUND])
def test_control_sound_file_is_taken(name, data):
    with encrypt_bytes(data, name, "application/pdf") as upload:
        require_accepted(upload, ANY)

    assert upload.content_type not in {"", "application/octet-stream"}
