"""Every page against the declared table, and the table against the list of all addresses."""

import os
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver, include, path
from django.utils import timezone

from bench.hostile import attack
from bench.hostile.cases import Case
from bench.hostile.ground import ground_of
from bench.hostile.judge import Tally, try_out
from bench.people.places import Shown, places
from bench.people.run import chromium, chromium_path, look, show, validate
from portal.accounts.models import StepUp, User
from tests.access.rows import ELSEWHERE, ROLES, SIGNED_IN, Row
from tests.access.table import COMPANY, DEMO, OUTSIDE, TABLE
from tests.access.world import World, make_world
from tests.applications.stages import CANARY
from tests.cast import client_of

STEP_UP = (
    "applications:start-opening", "applications:confirm-opening", "awards:approve",
    "awards:release", "calls:renew-shares", "federation:enter", "federation:change",
)  # fmt: skip


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """The world, in a transaction that ends with the module and leaves nothing."""
    with (
        # A busy machine needs more than five minutes for all rows; how long a code stays fresh is
        # the matter of other tests.
        override_settings(STEP_UP_VALID=timedelta(hours=2)),
        django_db_blocker.unblock(),
        transaction.atomic(),
    ):
        yield make_world()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def clients(world: World) -> dict[str, Client]:
    """A browser for each role."""
    return dict(world.clients())


def names(resolver: URLResolver, space: str = "") -> Iterator[str]:
    """Every named address, with its namespace; one without a name is shown by its pattern."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield f"{space}{entry.name}" if entry.name else f"nameless {entry.pattern}"
        else:
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from names(entry, inner)


def test_every_address_has_a_row() -> None:
    """A page that nobody thought about may be seen by anybody."""
    found = {name for name in names(get_resolver()) if not name.startswith(OUTSIDE + DEMO)}
    declared = {row.name for row in TABLE}
    assert found - declared == set()
    assert declared - found == set()


def test_every_row_names_known_roles() -> None:
    for row in TABLE:
        named = f"{row.sees} {row.refused} {row.elsewhere}".split()
        assert set(named) <= set(ROLES), row
        assert len(named) == len(set(named)), row


@pytest.mark.parametrize("row", TABLE, ids=str)
def test_page_answers_as_declared(row: Row, world: World, clients: dict[str, Client]) -> None:
    """And no page, whatever it answers, tells a word of an offer that was not opened yet.

    ASVS 3.4.3, ASVS 3.4.6, ASVS 14.2.2: nor does one leave without the headers (REQ-22).

    ASVS 8.2.1, ASVS 8.2.2, ASVS 8.2.3.
    """
    expected = row.expected()
    wrong = {}
    # Proofs age in real time, and a slow machine takes longer over the table than they last.
    StepUp.objects.update(made_at=timezone.now())
    for role, client in clients.items():
        with transaction.atomic():
            answer = row.answer(client, world)
            transaction.set_rollback(True)
        if answer.word != expected[role]:
            wrong[role] = f"{answer.word}, not {expected[role]}"
        elif CANARY.encode() in answer.body and role not in COMPANY.split():
            wrong[role] = "reads an offer that is not theirs"
        elif answer.faults:
            wrong[role] = f"lacks headers: {answer.faults}"
    assert wrong == {}


@pytest.mark.parametrize("part", range(10))
def test_bad_input_is_borne(part: int, world: World, clients: dict[str, Client]) -> None:
    """ASVS 2.2.1, ASVS 2.2.2, ASVS 2.2.3, ASVS 3.5.1, ASVS 3.5.3, ASVS 15.3.3, ASVS 16.5.1: the
    short form of `make hostile`. No 500, nothing written by reading or by a refusal, no field that
    was not offered, no word of another company. A failure prints the seed of its request.
    """
    StepUp.objects.update(made_at=timezone.now())
    seeds = [f"short:{part}:{number}" for number in range(attack.SHORT_REQUESTS // 10)]
    tally = attack.send(ground_of(world, clients), seeds, Tally())
    assert tally.faults == []


def test_what_would_be_a_fault_is_seen(world: World, clients: dict[str, Client]) -> None:
    """The control: one that breaks inside, and one that writes though it only reads."""
    ground = ground_of(world, clients)
    with override_settings(ROOT_URLCONF=__name__):
        cases = [Case("control", "control", "anonymous", "GET", path) for path in ("/a/", "/b/")]
        found = [{what for what, _more in try_out(case, ground)[2]} for case in cases]
    assert "answers of 500" in found[0]
    assert found[1] == {"reading that writes"}


def breaks(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


def writes(request: HttpRequest) -> HttpResponse:
    User.objects.update(name="x")
    return HttpResponse("x")


urlpatterns = [path("a/", breaks), path("b/", writes), path("", include("portal.urls"))]


def test_company_reads_its_own_words(world: World, clients: dict[str, Client]) -> None:
    """The control: what must not leak is there to leak."""
    row = next(row for row in TABLE if row.name == "applications:preview")
    assert CANARY.encode() in row.answer(clients["applicant"], world).body


@pytest.mark.parametrize("name", STEP_UP)
def test_weighty_moves_ask_for_a_fresh_code(name: str, world: World) -> None:
    """ASVS 7.5.3: who may do it is sent to confirm first, before the page and before the move."""
    row = next(row for row in TABLE if row.name == name)
    role = row.sees.split()[0]
    assert role in SIGNED_IN
    client = client_of(world.people[role])
    assert row.answer(client, world).word == ELSEWHERE


# One of each kind of page: what everybody reads, lists, long forms, tables, papers, a refusal.
SHORT = {
    "home", "accessibility", "calls:list", "calls:detail open", "calls:edit-phases draft",
    "applications:section draft", "applications:submit draft", "assessment:score scoring",
    "awards:workspace open", "funnel:portfolio", "accounts:tasks", "theming:change", "404",
}  # fmt: skip


@pytest.mark.browser
def test_pages_hold_for_people_in_their_short_form(world: World) -> None:
    """REQ-20: axe, the width of the page and the HTML; `make people` looks at every page."""
    require_chromium()
    chosen = [place for place in places() if str(place) in SHORT]
    shown = show(chosen, world, languages=("nl",))
    with chromium() as browser:
        seen = look([(each, ("1280", "320")) for each in shown], browser)
    validate(seen)
    assert len({shown.place for shown in seen.pages} & SHORT) == len(SHORT)
    assert [str(fault) for fault in seen.faults] == []


@pytest.mark.browser
def test_page_that_shuts_people_out_is_seen() -> None:
    """The control: no alternative text, grey on grey, a wide block, and HTML that is none."""
    require_chromium()
    body = b"""<!DOCTYPE html><html lang="nl"><head><title>Fout</title></head><body><main>
        <h1>Fout</h1><img src="/static/img/mark.svg"><p><font color="#bbbbbb">Grijs</font></p>
        <table width="2000"><tr><td>Breed</td></tr></table><p id="a">Een</p><p id="a">Twee</p>
        </main></body></html>"""
    shown = Shown("bad", "bad", "anonymous", "/", "nl", 200, "text/html", "", body)
    with chromium() as browser:
        seen = look([(shown, ("320",))], browser)
    validate(seen)
    rules = {fault.rule for fault in seen.faults}
    assert {"axe image-alt", "axe color-contrast", "scrolls sideways"} <= rules
    assert seen.html or "html" in rules


def require_chromium() -> None:
    """Without a browser these do not run, and in CI that is a failure."""
    if chromium_path() is None:
        refuse = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        refuse("The pages were not looked at: there is no Chromium here (apt install chromium).")
