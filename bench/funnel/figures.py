"""The figures over many calls: how fresh and how right, how fast, and how they grow."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection
from django.test import Client, override_settings
from django.urls import reverse

from bench.bar import Bar
from bench.funnel import measuring, seed_offers
from funnel.summaries.models import PhaseSummary
from funnel.summaries.recounting import recount
from portal.accounts.models import Membership, Organisation
from tests.cast import staff

CALLS, SHORT_CALLS = (1, 49, 4_950), (1, 3, 16)  # twenty offers each
ROWS, SHORT_ROWS = 100_000, 1_000
CHANGED, SHORT_CHANGED = 500, 10
# Rows as registered calls have them: a list of so many, and an export, without so many calls.
MANY_ROWS = """
    INSERT INTO summaries_phasesummary (key, source, reference, title, title_en, state,
        authority_id, instrument, missions, mission_themes, published_at, year, "order", kind,
        phase_title, phase_title_en, theme_title, takes_offers, is_sealed, was_consulted, offers)
    SELECT 'oud-' || number || '/1', 'registered', 'oud-' || number, 'Oproep ' || number, '',
        'completed', %(authority)s, 'sbir', '{}', '{}', now() - number * interval '1 hour', 2015, 1,
        'feasibility', '', '', '', true, false, false, 12
    FROM generate_series(1, %(rows)s) AS number
"""


def bars(*, is_short: bool) -> list[Bar]:
    """Measure; the short form has fewer offers, and asks no time of a page beside other tests."""
    with as_in_production():
        client, found = reader(), []
        counted: dict[str, dict[int, int]] = {}
        for calls in SHORT_CALLS if is_short else CALLS:
            seed_offers.seed(calls)
            recount()  # writes the rows of calls that came without an audit line
            seed_offers.analyze()
            note(counted, client)
        found += measuring.equality_bars()
        found.append(measuring.freshness_bar(SHORT_CHANGED if is_short else CHANGED))
        found += measuring.page_bars(client)
        found += [] if is_short else measuring.time_bars(client, runs=15)
        add_rows(SHORT_ROWS if is_short else ROWS)
        note(counted, client)
        return [*found, *measuring.list_bars(counted), *exports(client, is_short=is_short)]


def note(counted: dict[str, dict[int, int]], client: Client) -> None:
    """Write down how many queries each list takes now, by how many rows it has."""
    sizes = {"phases": PhaseSummary.objects.count(), "offers": offers()}
    for name, queries in measuring.list_queries(client).items():
        counted.setdefault(name, {})[sizes[name]] = queries


def offers() -> int:
    """How many offers there are, sealed ones too."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM applications_proposal")
        number: int = cursor.fetchone()[0]
        return number


def exports(client: Client, *, is_short: bool) -> list[Bar]:
    """The two exports that can be long."""
    addresses = {
        "phases": (reverse("funnel:portfolio-csv"), SHORT_ROWS if is_short else ROWS),
        "offers": (
            reverse("funnel:selection-offers-csv", args=["offers"]), 100 if is_short else 40_000
        ),
    }  # fmt: skip
    return [measuring.export_bar(client, name, *asked) for name, asked in addresses.items()]


def add_rows(rows: int) -> None:
    """So many rows of calls that were run outside the portal."""
    authority = Organisation.objects.filter(kind=Organisation.Kind.AUTHORITY).first()
    with connection.cursor() as cursor:
        cursor.execute(MANY_ROWS, {"rows": rows, "authority": authority.pk if authority else None})


def reader() -> Client:
    """A browser of an analyst of the executing agency."""
    agency = Organisation.objects.create(name="Bench agentschap", kind=Organisation.Kind.AGENCY)
    client = Client()
    client.force_login(staff(agency, Membership.Role.ANALYST, "Bench leest"))
    return client


@contextmanager
def as_in_production() -> Iterator[None]:
    """Pages without the bar of the demo, and memory as portal/wsgi.py leaves it."""
    gc.freeze()
    own = [name for name in settings.MIDDLEWARE if not name.startswith("demo.")]
    with override_settings(MIDDLEWARE=own, DEBUG=False):
        yield
