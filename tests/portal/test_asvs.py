"""The rows of OWASP ASVS: each is listed with its tests (docs/asvs.md), and what no page shows."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from bench.hostile import asvs
from dev.secrets import is_secret
from portal.middleware import SECRETS
from portal.pdf import from_html

ROOMS = ("portal", "calls", "applications", "assessment", "awards", "funnel", "archive")
# Asked of the database itself, with names that are our own.
RUNS_SQL = {"execute", "executemany", "raw", "extra", "RawSQL"}
# Addresses of mails that must work without a login. Each opens one thing of one person, and is
# made of 128 random bits or more; its page is kept by no cache and told to no other site.
HOLD_A_SECRET = {
    "accounts:accept-invitation", "applications:partner-answer", "calendars:tasks", "messages:stop",
}  # fmt: skip


def test_every_row_has_its_tests() -> None:
    """Each row of docs/asvs.md has tests that exist, and they say which row they prove."""
    assert asvs.faults() == []


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("| 1.2.4 | x | `portal/test_asvs.py::test_that_is_not_there` |", "does not exist"),
        ("| 1.2.4 | x | `portal/test_asvs.py::test_every_row_has_its_tests` |", "names ASVS 1.2.4"),
    ],
)
def test_row_without_a_test_is_seen(
    row: str, fault: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control."""
    (tmp_path / "asvs.md").write_text(row)
    monkeypatch.setattr(asvs, "LIST", tmp_path / "asvs.md")
    assert any(fault in each for each in asvs.faults())


def test_range_of_rows_is_all_of_them() -> None:
    assert asvs.ids_of("2.2.1-2.2.3, 5.2.1") == ["2.2.1", "2.2.2", "2.2.3", "5.2.1"]


def sources() -> Iterator[tuple[Path, ast.AST]]:
    """Every module of the rooms."""
    for room in ROOMS:
        for path in (asvs.CLONE / room).rglob("*.py"):
            yield path, ast.parse(path.read_text(encoding="utf-8"))


def calls(names: set[str]) -> Iterator[tuple[Path, ast.Call]]:
    """Every call of something with one of these names."""
    for path, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                called = getattr(node.func, "attr", getattr(node.func, "id", ""))
                if called in names:
                    yield path, node


def test_no_statement_is_put_together_from_what_came_in() -> None:
    """ASVS 1.2.4: SQL is a constant, with parameters; what is formatted in are names of ours."""
    odd = [
        f"{path.name}:{call.lineno}"
        for path, call in calls(RUNS_SQL)
        if call.args and "migrations" not in path.parts and _has_request(call.args[0])
    ]
    assert odd == []


def _has_request(statement: ast.expr) -> bool:
    words = {getattr(node, "id", getattr(node, "attr", "")) for node in ast.walk(statement)}
    return bool(words & {"request", "GET", "POST", "cleaned_data", "data"})


def test_every_secret_is_128_random_bits_or_more() -> None:
    """ASVS 11.5.1: from the system's generator, and no identifier is used as one."""
    short = []
    for path, call in calls({"token_urlsafe", "token_bytes", "token_hex"}):
        size = call.args[0] if call.args else ast.Constant(0)
        if isinstance(size, ast.Constant) and int(str(size.value)) < 16:
            short.append(f"{path.name}:{call.lineno}")
    assert short == []
    used = [path.name for path, call in calls({"uuid1", "getrandbits", "randint"})]
    assert used == []


@pytest.mark.parametrize(
    "address", ["https://elders.example/x.png", "file:///etc/passwd", "//elders.example/x",
                "file:///etc/../etc/hosts"],
)  # fmt: skip
def test_document_fetches_nothing_but_what_comes_with_the_portal(address: str) -> None:
    """ASVS 1.3.3: text that somebody wrote cannot make the server fetch an address (SSRF)."""
    with pytest.raises(BaseException, match=r"Not a bundled file|not supported"):
        from_html(f"<html lang='nl'><title>x</title><link rel=stylesheet href='{address}'>"
                  f"<img alt='x' src='{address}'></html>")  # fmt: skip


@pytest.mark.parametrize("name", sorted(HOLD_A_SECRET))
def test_page_of_a_secret_address_is_kept_and_told_nowhere(db: None, name: str) -> None:
    """ASVS 14.2.1, ASVS 14.3.2: no cache keeps it, no search engine lists it."""
    reply = Client().get(reverse(name, args=["nagemaakt-geheim"]))
    assert "no-store" in reply["Cache-Control"]
    assert reply["X-Robots-Tag"] == "noindex, nofollow"
    assert reply["Referrer-Policy"] == "same-origin"
    assert {"secret", "key", "token", "uidb36"} <= SECRETS


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("-----BEGIN PRIVATE" + " KEY-----", True),
        ("AWS = 'AKIA" + "ABCDEFGHIJKLMNOP'", True),
        ("password = 'hT7sk2" + "Qz9LwP4mXv8RbN1c'", True),
        ("DATABASE_URL=postgres://portal:Xk29" + "dkfls0dfk3@host/x", True),
        ("password = get_password_of(user)", False),
        ("DATABASE_URL: postgresql://app:${DATABASE_APP_PASSWORD:?}@db:5432/x", False),
        ("token = 'een-gewone-zin-met-woorden'", False),
    ],
)
def test_secret_in_the_tree_is_found(line: str, found: bool) -> None:
    """ASVS 13.3.1: `make check` looks through the tree and its whole history in this way."""
    assert is_secret(line) is found
