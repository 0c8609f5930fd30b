"""The fields that a notice needs, by their eForms business terms, as JSON and CSV.

Each field says its code, so that who types it into TenderNed finds its place, and is written so
that reading the file back gives the same value: a code that lost its end on the way has cost an
authority an award (security.md, "Mercell -> TenderNed").
"""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.conf import settings
from django.urls import reverse

from calls import procedures
from calls.catalogue.models import CallProfile
from calls.models import Call, Phase
from portal.spreadsheets import csv_line

# Budgets are kept including VAT; a notice states its estimate without (Aanbestedingswet 2.13).
VAT_RATE = Decimal("21.00")
CENT = Decimal("0.01")
INNOVATION = "rd-act"  # codelist innovative-acquisition: research and development
COLUMNS = ("code", "name", "part", "value")


@dataclass(frozen=True)
class Field:
    """One field: its business term, what it is, of which part of the notice, and its value."""

    code: str
    name: str
    part: str
    value: str


def notice_fields(call: Call) -> list[Field]:
    """Every field, in the order of a notice: procedure, authority, then each lot."""
    call_phases = [phase for phase in call.phases.all() if phase.takes_offers]
    return [
        *_procedure(call),
        *_authority(call),
        *(field for lot in _lots(call) for field in _lot(call, lot, call_phases)),
    ]


def as_json(call: Call) -> str:
    """The fields as a list of objects."""
    rows = [asdict(field) for field in notice_fields(call)]
    return json.dumps({"call": call.reference, "fields": rows}, ensure_ascii=False, indent=2) + "\n"


def as_csv(call: Call) -> str:
    """The same fields as rows with a head; a cell that a spreadsheet would run is text."""
    rows = [[getattr(field, name) for name in COLUMNS] for field in notice_fields(call)]
    return "".join(map(csv_line, [COLUMNS, *rows]))


def read_csv(text: str) -> list[Field]:
    """The fields back from the CSV, as the round-trip test asks."""
    rows = csv.DictReader(io.StringIO(text, newline=""))
    return [Field(**{name: row[name].removeprefix("'") for name in COLUMNS}) for row in rows]


def read_json(text: str) -> list[Field]:
    """The fields back from the JSON."""
    return [Field(**row) for row in json.loads(text)["fields"]]


def estimate_excl_vat(call: Call, theme: str | None = None) -> Decimal:
    """What the call is worth at most: research and development in all phases, and purchases.

    The purchases are of the whole call: a lot states its own budgets only.
    """
    incl_vat = sum(
        (
            pot.budget_incl_vat
            for phase in call.phases.all()
            for pot in phase.pots.select_related("theme")
            if theme is None or (pot.theme and pot.theme.code == theme)
        ),
        Decimal(0),
    )
    excl_vat = (incl_vat / (1 + VAT_RATE / 100)).quantize(CENT, ROUND_HALF_UP)
    purchases = call.purchases_excl_vat if theme is None else None
    return excl_vat + (purchases or Decimal(0))


def _procedure(call: Call) -> Iterator[Field]:
    part = "procedure"
    yield Field("BT-22", "internal identifier", part, call.reference)
    yield Field("BT-21", "title", part, call.title)
    yield Field("BT-24", "description", part, call.summary)
    yield Field("BT-105", "procedure type", part, procedures.notice_code(call))
    yield Field("BT-27", "estimated value, EUR without VAT", part, f"{_estimate(call):.2f}")
    yield Field("BT-701", "notice number on TenderNed", part, call.notice_number)
    sent = call.notice_sent_on.isoformat() if call.notice_sent_on else ""
    yield Field("BT-05", "day on which the notice is sent", part, sent)


def _estimate(call: Call) -> Decimal:
    """Of the whole call; of a round only what its notice is about."""
    if not procedures.chosen_in(call):
        return estimate_excl_vat(call)
    lots = sum((estimate_excl_vat(call, theme) for theme in _lots(call)), Decimal(0))
    return lots + (call.purchases_excl_vat or Decimal(0))


def _authority(call: Call) -> Iterator[Field]:
    authority = call.contracting_authority
    for code, name, value in (
        ("BT-500", "name", authority.name),
        ("BT-501", "identifier", f"NL-KVK-{authority.kvk}" if authority.kvk else ""),
        ("BT-510", "postal address", authority.address),
        ("BT-513", "town", authority.city),
        ("BT-514", "country", authority.country),
    ):
        yield Field(code, name, "authority", value)


def _lots(call: Call) -> list[str]:
    """The lots that the notice is about: of a round the challenges under Part 2 only."""
    themes = list(call.themes.all())
    if procedures.chosen_in(call):
        themes = [each for each in themes if procedures.follows_part_2(each)]
    return [theme.code for theme in themes] or [""]


def _lot(call: Call, theme: str, call_phases: list[Phase]) -> Iterator[Field]:
    """A theme is a lot; a call without themes is one lot."""
    part = f"LOT-{theme}" if theme else "LOT-0001"
    titles = {each.code: each.title for each in call.themes.all()}
    yield Field("BT-137", "lot", part, part)
    yield Field("BT-21-Lot", "title", part, titles.get(theme, call.title))
    yield Field("BT-24-Lot", "description", part, call.summary)
    value = estimate_excl_vat(call, theme or None)
    yield Field("BT-27-Lot", "estimated value, EUR without VAT", part, f"{value:.2f}")
    yield Field("BT-776", "innovative procurement", part, INNOVATION)
    yield Field("BT-5071", "place of performance, NUTS", part, _nuts(call))
    months = str(call.duration_months) if call.duration_months else ""
    yield Field("BT-36", "duration in months", part, months)
    address = reverse("calls:detail", args=[call.reference])
    yield Field("BT-15", "documents", part, f"{settings.SITE_URL}{address}")
    for phase in call_phases:
        yield from _deadline(phase, part)
        yield from _criteria(phase, part)


def _nuts(call: Call) -> str:
    """The province where the work is done, or NL for the whole country."""
    profile = CallProfile.objects.filter(call=call).first()
    return (profile.region if profile else "") or "NL"


def _deadline(phase: Phase, part: str) -> Iterator[Field]:
    """Who may come in openly first asks to take part; later phases take tenders."""
    code = "BT-1311" if phase.entry == Phase.Entry.OPEN else "BT-131"
    closes = phase.closes_at.isoformat() if phase.closes_at else ""
    yield Field(code, f"deadline: {phase.name}", part, closes)


def _criteria(phase: Phase, part: str) -> Iterator[Field]:
    name = phase.name
    for number, criterion in enumerate(phase.criteria.all(), start=1):
        place = f"{name}, criterion {number}"
        yield Field("BT-734", f"{place}: name", part, criterion.name)
        yield Field("BT-540", f"{place}: description", part, criterion.guidance)
        yield Field("BT-541", f"{place}: weight", part, str(criterion.weight))
