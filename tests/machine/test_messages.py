"""The Dutch catalogue: merged without losing anybody's texts, and complete before it ships."""

import json
import subprocess
import sys

import polib
import pytest

from dev import messages


@pytest.fixture
def catalogue(tmp_path, monkeypatch):
    monkeypatch.setattr(messages, "CLONE", tmp_path)
    monkeypatch.setattr(messages, "FOLDER", tmp_path / "nl")
    monkeypatch.setattr(messages, "CATALOGUE", tmp_path / "nl" / "django.po")
    return tmp_path / "nl" / "django.po"


def merge(folder, texts):
    path = folder / "texts.json"
    path.write_text(json.dumps(texts))
    return messages.merge(path)


def test_merge_sorts_and_counts_what_changed(catalogue, tmp_path):
    assert merge(tmp_path, {"offer": "offerte", "call": "oproep"}) == 2
    assert merge(tmp_path, {"offer": "inschrijving", "call": "oproep"}) == 1
    assert [(e.msgid, e.msgstr) for e in polib.pofile(str(catalogue))] == [
        ("call", "oproep"), ("offer", "inschrijving"),
    ]  # fmt: skip


def test_merge_takes_a_plural(catalogue, tmp_path):
    merge(tmp_path, {"%(n)s offer": ["%(n)s offerte", "%(n)s offertes"]})
    (entry,) = polib.pofile(str(catalogue))
    assert entry.msgstr_plural == {0: "%(n)s offerte", 1: "%(n)s offertes"}


def test_merge_by_several_people_at_once_keeps_everybodys_texts(catalogue, tmp_path):
    script = (
        "import sys; from pathlib import Path; from dev import messages;"
        "messages.CLONE = Path(sys.argv[1]); messages.FOLDER = Path(sys.argv[1]) / 'nl';"
        "messages.CATALOGUE = messages.FOLDER / 'django.po';"
        "[messages.merge(Path(sys.argv[2])) for turn in range(3)]"
    )
    people = []
    for person in range(4):
        path = tmp_path / f"{person}.json"
        path.write_text(json.dumps({f"text {person} {n}": f"tekst {n}" for n in range(25)}))
        people.append(subprocess.Popen([sys.executable, "-c", script, str(tmp_path), str(path)]))
    assert [person.wait() for person in people] == [0] * 4
    assert len(polib.pofile(str(catalogue))) == 100


def test_compile_follows_the_catalogue(catalogue, tmp_path):
    assert messages.compile_catalogue() is None
    merge(tmp_path, {"call": "oproep"})
    compiled = messages.compile_catalogue()
    assert polib.mofile(str(compiled)).find("call").msgstr == "oproep"


def test_faults_names_what_is_missing_unused_untranslated_or_fuzzy():
    known = polib.POFile()
    known.append(polib.POEntry(msgid="good", msgstr="goed"))
    known.append(polib.POEntry(msgid="old", msgstr="oud"))
    known.append(polib.POEntry(msgid="empty", msgstr=""))
    known.append(polib.POEntry(msgid="guess", msgstr="gok", flags=["fuzzy"]))
    used = {"good", "empty", "guess", "new"}
    assert messages.faults(known, used) == [
        "missing: new", "unused: old", "untranslated: empty", "fuzzy: guess",
    ]  # fmt: skip
