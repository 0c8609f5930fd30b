"""Invented calls by the thousand, written in bulk: enough text to search, dates in every stage."""

import random
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection, connections

from calls.catalogue import sql
from calls.catalogue.models import CallProfile, Mission
from calls.catalogue.regions import REGIONS
from calls.models import Call, CallVersion, Criterion, Phase, Pot
from portal.accounts.models import Organisation, User
from portal.clock import portal_now

BATCH = 1000
AUTHORITIES = 40
WHAT = ("viaduct", "dijk", "sluis", "sportveld", "gevelpaneel", "riool", "windpark", "ziekenhuis",
        "school", "kas", "haven", "fietspad", "warmtenet", "drinkwater", "beschermende kleding",
        "melkveestal", "noordzee", "spoorbrug", "stroomnet", "archief")  # fmt: skip
HOW = ("circulair", "emissieloos", "digitaal", "betaalbaar", "stil", "veilig", "zelfherstellend",
       "klimaatneutraal", "licht", "biobased")  # fmt: skip
ENGLISH = ("bridges", "dikes", "locks", "hospitals", "harbours", "greenhouses")
FILLER = (
    "De overheid zoekt een oplossing die er nog niet is. De inschrijver onderzoekt of zijn idee "
    "technisch en economisch haalbaar is, en schrijft daarover een rapport. "
)
# Part of the time the first phase is still open, and so on to the last stage.
KEEPING = ("calls_call", "calls_phase", "calls_pot", "catalogue_callprofile")
STAGES = ("planned", "open", "closed", "assessing", "informed", "completed")


def seed(number: int, *, seed_of: int = 7) -> None:
    """Add `number` published calls; the same number gives the same calls."""
    chance = random.Random(seed_of)
    authorities = _authorities()
    author = User.objects.system("bench")
    now = portal_now()
    first = Call.objects.count()
    with _rows_listed_at_the_end():
        for start in range(first, first + number, BATCH):
            numbers = range(start, min(start + BATCH, first + number))
            calls = Call.objects.bulk_create(
                [_call(one, chance, authorities, now) for one in numbers], batch_size=BATCH
            )
            _parts(calls, chance, author, now)


@contextmanager
def _rows_listed_at_the_end() -> Iterator[None]:
    """Let the triggers rest, and do for all calls at once what they do for each; as the owner.

    Not within a transaction, as in a test: the owner would wait for it.
    """
    if connection.in_atomic_block:
        yield
        return
    _as_owner(f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in KEEPING)
    yield
    _as_owner(f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in KEEPING)
    _as_owner([sql.FILL, "ANALYZE"])


def _as_owner(statements: Iterable[str]) -> None:
    with connections["owner"].cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _authorities() -> list[Organisation]:
    have = list(Organisation.objects.filter(name__startswith="Gemeente Bench"))
    missing = [
        Organisation(name=f"Gemeente Bench {number}", kind=Organisation.Kind.AUTHORITY)
        for number in range(len(have), AUTHORITIES)
    ]
    return have + Organisation.objects.bulk_create(missing)


def _call(number: int, chance: random.Random, authorities: Any, now: datetime) -> Call:
    what, how = WHAT[number % len(WHAT)], chance.choice(HOW)
    return Call(
        reference=f"BENCH-{number:05}",
        instrument="sbir",
        title=f"Hoe maken wij een {what} {how}? Vraag {number}",
        title_en=f"How do we make {chance.choice(ENGLISH)} better? Question {number}",
        summary=f"Wij zoeken een {how} {what} en dagen ondernemers uit. {FILLER}",
        sections=[
            {"code": f"part-{part}", "title": f"Deel {part}",
             "text": FILLER * 4 + f"Het gaat ook om {chance.choice(WHAT)}."}
            for part in range(3)
        ],
        contracting_authority=chance.choice(authorities),
        state=chance.choices(
            [Call.State.PUBLISHED, Call.State.COMPLETED, Call.State.CANCELLED], [80, 15, 5]
        )[0],
        published_at=now - timedelta(minutes=chance.randint(1, 2_000_000)),
    )  # fmt: skip


def _parts(calls: list[Call], chance: random.Random, author: User, now: datetime) -> None:
    phases = [phase for call in calls for phase in _phases(call, chance, now)]
    Phase.objects.bulk_create(phases, batch_size=BATCH)
    Pot.objects.bulk_create(
        [Pot(phase=phase, budget_incl_vat=Decimal(chance.randint(5, 300) * 10_000))
         for phase in phases], batch_size=BATCH,
    )  # fmt: skip
    Criterion.objects.bulk_create(
        [Criterion(phase=phase, code=code, name=code.capitalize(), weight=weight, order=weight)
         for phase in phases for code, weight in (("impact", 40), ("economy", 30))],
        batch_size=BATCH,
    )  # fmt: skip
    CallVersion.objects.bulk_create(
        [CallVersion(call=call, number=1, terms={}, sha256="0" * 64, published_by=author,
                     published_at=call.published_at or now) for call in calls], batch_size=BATCH,
    )  # fmt: skip
    regions = [code for code, _name in REGIONS]
    CallProfile.objects.bulk_create(
        [CallProfile(call=call, region=chance.choice(["", *regions])) for call in calls],
        batch_size=BATCH,
    )
    missions = list(Mission.objects.values_list("pk", flat=True))
    links = Mission.calls.through
    links.objects.bulk_create(
        [links(call_id=call.pk, mission_id=chance.choice(missions)) for call in calls],
        batch_size=BATCH,
    )


def _phases(call: Call, chance: random.Random, now: datetime) -> Iterator[Phase]:
    stage = chance.choice(STAGES)
    opens_in = timedelta(days=chance.randint(2, 90))
    opens_at = now + opens_in if stage == "planned" else now - opens_in - timedelta(days=60)
    closes_at = now + timedelta(days=chance.randint(1, 60))
    if stage == "planned" or stage != "open":
        closes_at = opens_at + timedelta(days=40)
    state = stage if stage in {"assessing", "informed", "completed"} else "planned"
    yield Phase(
        call=call, code="feasibility", kind="feasibility", order=1, entry=Phase.Entry.OPEN,
        state=state, opens_at=opens_at, closes_at=closes_at, cap_incl_vat=Decimal(50_000),
        planned_awards=10,
    )  # fmt: skip
    yield Phase(
        call=call, code="prototype", kind="prototype", order=2, entry=Phase.Entry.INVITED,
        opens_at=closes_at + timedelta(days=120), closes_at=closes_at + timedelta(days=160),
    )  # fmt: skip
