"""Hostile files at the doors of the portal: the short form of `make hostile ONLY=files`."""

import re

import pytest
from django import forms
from django.utils.translation import override

from bench.hostile import asvs, doors
from portal.files import store
from portal.files.fields import SoundFile
from portal.files.uploads import encrypt_bytes
from tests.applications.writing.hostile import PNG, a_pdf, office
from tests.cast import Cast
from tests.hostile_files import REFUSED, every_file, named

# Not fields of files that are kept: the picture is written anew, rows are read as text.
OTHERWISE = {"portal/theming/forms.py", "awards/stories/forms.py", "funnel/history/forms.py",
             "funnel/intake/forms.py", "funnel/external/forms.py",
             "portal/files/fields.py"}  # fmt: skip


def test_two_hundred_files_are_refused_or_kept_as_declared() -> None:
    """ASVS 5.2.2, ASVS 5.2.3, ASVS 5.2.5, ASVS 1.5.1: polyglots, bombs, macros, entities, links.

    Each verdict within a second is a bar of `make hostile`; here other tests run beside it.
    """
    field, wrong = SoundFile(kinds=doors.ALL_KINDS), []
    files = list(every_file())
    assert len(files) >= 200
    with override("en"):
        for name, data, verdict in files:
            reason, _seconds = doors.judged(field, name, data)
            if bool(reason) != (verdict == REFUSED):
                wrong.append((name, verdict, reason))
    assert wrong == []


def test_every_door_judges_by_content() -> None:
    """ASVS 5.2.2: no form of the portal takes a file in any other way."""
    bare = {
        str(path.relative_to(asvs.CLONE))
        for room in ("portal", "calls", "applications", "assessment", "awards", "funnel", "archive")
        for path in (asvs.CLONE / room).rglob("*.py")
        if re.search(r"forms\.(File|Image)Field\(", path.read_text(encoding="utf-8"))
    }
    assert bare <= OTHERWISE
    assert all(isinstance(field, SoundFile) for _door, field in doors.doors())


@pytest.mark.parametrize(
    ("kinds", "name", "data", "takes"),
    [
        (("zip",), "a.zip", office(), True),
        (("zip",), "a.zip", office({"../x": "x"}), False),
        (("zip",), "a.zip", office({"a.exe": "MZ"}), False),
        (("odt",), "a.odt", office({"mimetype": "", "content.xml": "<x/>"}), True),
        (("odt",), "a.odt", office({"mimetype": "", "content.xml": "", "Basic/a.xml": ""}), False),
        (("odt",), "a.odt", office(), False),
        (("txt",), "a.log", b"een regel\n", True),
        (("txt",), "a.csv", b"a;b\n" * 1000 + b"\0", False),
        (("png", "txt"), "a.png", PNG, True),
    ],
)  # fmt: skip
def test_other_kinds_are_judged_by_content_too(
    kinds: tuple[str, ...], name: str, data: bytes, takes: bool
) -> None:
    """ASVS 5.2.2"""
    reason, _seconds = doors.judged(SoundFile(kinds=kinds), name, data)
    assert (reason == "") is takes, reason


@pytest.mark.parametrize(("most", "takes"), [(1, True), (0, False)])
def test_file_of_just_the_limit_is_taken_and_a_byte_more_is_not(most: int, takes: bool) -> None:
    """ASVS 5.1.1, ASVS 5.2.1: the limit that the page names."""
    data = a_pdf()
    field = SoundFile()
    field.most_bytes = len(data) if most else len(data) - 1
    reason, _seconds = doors.judged(field, "a.pdf", data)
    assert (reason == "") is takes


def test_download_is_an_attachment_under_a_harmless_name(cast: Cast) -> None:
    """ASVS 3.2.1, ASVS 5.3.2, ASVS 5.4.1, ASVS 5.4.2: RFC 6266, whatever the file was called."""
    file = store.save_upload(encrypt_bytes(b"x", "x", "application/pdf"), by=cast.applicant)
    assert file.storage_name.endswith(str(file.uuid))  # the name on disk is ours
    for name, _data, _verdict in named():
        reply = store.response(file, name)
        said = reply["Content-Disposition"]
        assert said.startswith("attachment")
        assert said.isascii()
        assert not re.search(r"[\r\n\0]|\.\./|filename=\"?/", said)
        assert reply["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in reply["Content-Security-Policy"]


def test_field_says_what_is_wrong_and_nothing_is_kept(db: None) -> None:
    """A page that got a bad file is the form again, with the reason at the file."""
    with encrypt_bytes(b"MZ", "a.pdf", "application/pdf") as upload:
        form = type("F", (forms.Form,), {"file": SoundFile()})({}, {"file": upload})
        assert not form.is_valid()
        assert form.errors["file"]
    assert not store.StoredFile.objects.exists()
