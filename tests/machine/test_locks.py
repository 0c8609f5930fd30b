"""What is installed is exactly what was locked, wherever it is fetched from."""

import re

import pytest

from dev import lock, vendor
from dev.postgres import CLONE

LOCKS = ("requirements.txt", "requirements-dev.txt")


def names(lock_file):
    text = (CLONE / lock_file).read_text()
    return dict(re.findall(r"^([A-Za-z0-9._-]+)==(\S+)", text, re.MULTILINE))


@pytest.mark.parametrize("lock_file", LOCKS)
def test_lock_has_a_hash_for_everything_and_names_no_index(lock_file):
    text = (CLONE / lock_file).read_text()
    assert "://" not in text
    assert "index" not in text
    entries = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)[1:]
    assert len(entries) == len(names(lock_file))
    assert all("--hash=sha256:" in entry for entry in entries)


def test_lock_never_has_both_kinds_of_psycopg2():
    assert {"psycopg2", "psycopg2-binary"} & names("requirements.txt").keys() == {"psycopg2"}
    development = names("requirements-dev.txt").keys()
    assert {"psycopg2", "psycopg2-binary"} & development == {"psycopg2-binary"}


def test_tests_run_on_the_versions_of_production():
    runtime, development = names("requirements.txt"), names("requirements-dev.txt")
    del runtime["psycopg2"]
    assert runtime.items() <= development.items()


def test_development_set_swaps_psycopg2_for_its_wheel():
    assert lock.development_set("Django\npsycopg2\n", "pytest") == "Django\npsycopg2-binary\npytest"


def test_npm_lock_has_integrity_and_no_registry():
    text = (CLONE / "package-lock.json").read_text()
    assert '"resolved"' not in text
    assert text.count('"integrity"') == len(vendor.locked_versions())


def test_vendored_files_are_those_that_the_npm_lock_gave():
    assert vendor.altered() == []
    lines = [line.split("  ") for line in vendor.VERSIONS.read_text().splitlines()]
    versions = {f"{name}@{version}" for name, version in vendor.locked_versions().items()}
    assert {origin for _, _, origin in lines} <= versions
    assert sorted(vendor.wanted().values()) == sorted(target for _, target, _ in lines)
