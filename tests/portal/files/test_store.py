"""Files: encrypted on disk, read by key, swept when nothing names them."""

import errno
import hashlib
import os
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from portal.crypto.errors import Tampered
from portal.files import store
from portal.files.models import StoredFile
from portal.files.tasks import sweep_orphans
from portal.files.uploads import (
    PIECE_BYTES,
    EncryptedUpload,
    EncryptingUploadHandler,
    spool_folder,
)
from tests.factories import UserFactory

CONTENT = b"Ons vertrouwelijke plan. " * 5000


def upload(content: bytes = CONTENT, name: str = "plan.pdf") -> HttpRequest:
    """A request with one file, as the browser sends it."""
    file = SimpleUploadedFile(name, content, "application/pdf")
    request = RequestFactory().post("/", {"file": file})
    request.upload_handlers = [EncryptingUploadHandler(request)]
    return request


@pytest.fixture
def file(db: None) -> StoredFile:
    return store.save_upload(upload().FILES["file"], by=UserFactory())


def on_disk(file: StoredFile) -> bytes:
    with default_storage.open(file.storage_name) as stored:
        return stored.read()


def test_bytes_on_disk_are_ciphertext(file: StoredFile) -> None:
    assert b"vertrouwelijke" not in on_disk(file)
    assert len(on_disk(file)) == file.size
    assert b"".join(store.read(file)) == CONTENT
    assert file.content_size == len(CONTENT)


def test_upload_is_never_plaintext_in_its_spool(db: None) -> None:
    """Not even the temporary file of a large upload holds a readable byte."""
    taken = upload(CONTENT * 20).FILES["file"]
    assert isinstance(taken, EncryptedUpload)
    assert b"vertrouwelijke" not in taken.read()
    assert taken.head == (CONTENT * 20)[:4096]
    taken.close()


def test_two_uploads_of_the_same_content_do_not_look_alike(db: None) -> None:
    """Equal bytes on disk would tell that two companies sent the same."""
    user = UserFactory()
    first, second = (store.save_upload(upload().FILES["file"], by=user) for _number in range(2))
    assert on_disk(first) != on_disk(second)
    assert first.sha256 != second.sha256


def test_changed_bytes_are_refused(file: StoredFile) -> None:
    path = default_storage.path(file.storage_name)
    with open(path, "r+b") as stored:
        stored.seek(500)
        byte = stored.read(1)
        stored.seek(500)
        stored.write(bytes([byte[0] ^ 1]))
    with pytest.raises(Tampered):
        b"".join(store.read(file))


def test_bytes_of_another_file_are_refused(file: StoredFile) -> None:
    other = store.save_bytes(CONTENT, "application/pdf", by=file.stored_by)
    os.replace(default_storage.path(other.storage_name), default_storage.path(file.storage_name))
    with pytest.raises(Tampered):
        b"".join(store.read(file))


def test_a_sealed_file_is_read_with_its_key_only(file: StoredFile) -> None:
    key = store.file_key_of(file)
    sha256 = store.content_sha256_of(file)
    store.drop_key(file)
    with pytest.raises(store.NoKey):
        list(store.read(file))
    assert b"".join(store.read(file, key)) == CONTENT
    store.give_key(file, key, sha256)
    assert b"".join(store.read(file)) == CONTENT


def test_a_wrapped_key_opens_its_own_file_only(file: StoredFile) -> None:
    other = store.save_bytes(b"x", "text/plain", by=file.stored_by)
    file.wrapped_key = other.wrapped_key
    with pytest.raises(Tampered):
        store.file_key_of(file)


def test_upload_over_the_limit_is_refused(db: None, settings: Any) -> None:
    settings.MAX_UPLOAD_BYTES = 1000
    assert "file" not in upload(b"x" * 1001).FILES
    taken = upload(b"x" * 1000).FILES["file"]
    assert taken.size == 1000
    taken.close()


def test_upload_the_disk_does_not_keep_is_not_stored(db: None, monkeypatch: Any) -> None:
    """A receipt is given for what is on disk: a full disk shows before there is a row."""

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    taken = upload().FILES["file"]
    with pytest.raises(OSError, match="No space"):
        store.save_upload(taken, by=UserFactory())
    assert not StoredFile.objects.exists()
    assert not Path(taken.spool.name).exists()


def test_hashes_beside_the_encryption_are_those_of_the_bytes(db: None) -> None:
    """Of content and of ciphertext, over many pieces and in their order."""
    content = os.urandom(3 * PIECE_BYTES + 1)
    file = store.save_upload(upload(content).FILES["file"], by=UserFactory())
    assert store.content_sha256_of(file) == hashlib.sha256(content).digest()
    assert file.sha256 == hashlib.sha256(on_disk(file)).hexdigest()


def test_download_is_a_file_and_never_a_page(file: StoredFile) -> None:
    reply: HttpResponse = store.response(file, "plan.html")
    assert b"".join(reply.streaming_content) == CONTENT
    assert reply["Content-Disposition"] == 'attachment; filename="plan.html"'
    assert reply["X-Content-Type-Options"] == "nosniff"
    assert reply["Cache-Control"] == "private, no-store"
    assert reply["Content-Length"] == str(len(CONTENT))


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("plan.pdf", "plan.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\jan\\plan.pdf", "plan.pdf"),
        ("plan\r\nSet-Cookie: a=b.pdf", "planSet-Cookie: a=b.pdf"),
        ("fdp.\u202enalp.exe", "fdp.nalp.exe"),
        ("", "file"),
        ("...", "file"),
        ("Überzicht één €.pdf", "Überzicht één €.pdf"),
    ],
)
def test_safe_name(given: str, safe: str) -> None:
    assert store.safe_name(given) == safe


def test_safe_name_keeps_the_end_of_a_long_name() -> None:
    name = store.safe_name("x" * 500 + ".pdf")
    assert len(name) <= 120
    assert name.endswith(".pdf")


def age(name: str, days: float) -> None:
    then = time.time() - timedelta(days=days).total_seconds()
    os.utime(default_storage.path(name), (then, then))


def test_sweep_removes_orphans_after_a_day(file: StoredFile) -> None:
    old = default_storage.save("ab/orphan-old", ContentFile(b"x"))
    young = default_storage.save("ab/orphan-young", ContentFile(b"x"))
    age(old, 1.01)
    age(young, 0.9)
    age(file.storage_name, 400)
    assert sweep_orphans() == 1
    assert not default_storage.exists(old)
    assert default_storage.exists(young)
    assert default_storage.exists(file.storage_name)
    assert sweep_orphans() == 0


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Any) -> None:
    """Each test has a storage of its own, so that a sweep finds nothing of another."""
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path},
        }
    }


def test_sweep_of_an_empty_store(db: None) -> None:
    assert sweep_orphans() == 0


def test_stored_upload_is_moved_from_where_it_came_in(file: StoredFile) -> None:
    """Twenty megabytes are written once; a copy left behind would be bytes that no row names."""
    folder = spool_folder()
    assert folder is not None
    assert not list(folder.glob(f"{file.uuid}*"))
    assert b"".join(store.read(file)) == CONTENT


def test_refused_upload_leaves_nothing_where_it_came_in(db: None) -> None:
    taken = upload().FILES["file"]
    waiting = Path(taken.spool.name)
    assert waiting.exists()
    taken.close()
    assert not waiting.exists()
