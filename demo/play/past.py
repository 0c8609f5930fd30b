"""What analysts keep: norms for the time per stage, and invented calls run outside the portal."""

from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from demo import cast
from demo.play.script import Move
from funnel.external import reading
from funnel.external import services as outside
from funnel.external.models import ExternalCall, Intake
from funnel.external.told import Told
from funnel.reports import services as reports
from funnel.reports.models import ReportPlan
from funnel.timing import services as timing
from funnel.timing.models import StageNorm
from portal.accounts.models import Organisation
from portal.clock import portal_today

DAYS = timedelta(days=1)
BOARD = "Waterschap Voorbeelddijk"
AGREED = "Afspraak met de uitvoerders (verzonnen)"
SOURCE = "Jaarverslag van de dienst (verzonnen)"
# Stage, instrument and calendar days.
NORMS = (
    ("sealed", "", 2), ("assessing", "", 42), ("deciding", "", 14), ("informing", "", 7),
    ("contracting", "", 45), ("assessing", "sbir", 28),
)  # fmt: skip
HEAD = "key,title,authority,tier,instrument,year,vat,source,phase,offers,awarded,sme_awarded,budget"
WHO = f"{BOARD},water_board,sbir"
FILE = "\n".join(
    [
        HEAD,
        f"VD-2014-2,Muskusratten tellen,{WHO},2014,included,{SOURCE},feasibility,18,5,5,250000",
        f"VD-2014-2,,{WHO},2014,,,prototype,5,2,2,600000",
        f"VD-2015-1,Stil maaien,{WHO},2015,included,{SOURCE},feasibility,elf,4,3,200000",
    ]
)


def moves(now: datetime) -> list[Move]:
    """A norm that was set first and changed later, a call told twice, and an old file."""
    return [
        Move(now - 90 * DAYS, "set_norms", set_norms),
        Move(now - 60 * DAYS, "register_outside", partial(register, 23)),
        Move(now - 30 * DAYS, "restate_outside", partial(register, 24)),
        Move(now - 20 * DAYS, "take_in_file", take_in),
        Move(now - timedelta(hours=2), "report", report),
    ]


def set_norms() -> None:
    """The norms of the agency; that for opening the vault was five days before."""
    if StageNorm.objects.exists():
        return
    for stage, instrument, days in (("sealed", "", 5), *NORMS):
        norm = StageNorm(stage=stage, instrument=instrument, days=days, reason=AGREED)
        timing.set_norm(norm, by=cast.staff("analyst"))


def register(offers: int) -> None:
    """A call of years ago, with one offer more when it was told again."""
    board = Organisation.objects.filter(name=BOARD).first()
    told = ExternalCall.objects.filter(authority=board, key="VD-2013-1").first() if board else None
    if told is not None and told.tellings.filter(phases__offers=offers).exists():
        return
    values = {
        "title": "Dijken die zelf vertellen hoe het gaat", "tier": "water_board",
        "instrument": "sbir", "year": 2013, "vat": "included", "source": SOURCE,
        "is_invented": True,
    }  # fmt: skip
    phases: list[dict[str, Any]] = [
        {"kind": "feasibility", "offers": offers, "sme_offers": 19, "admissible": 20, "awarded": 6,
         "sme_awarded": 5, "delivered": 6, "budget": Decimal(300_000), "granted": Decimal(287_500),
         "paid": Decimal(287_500)},
        {"kind": "prototype", "offers": 6, "sme_offers": 5, "admissible": 6, "awarded": 2,
         "sme_awarded": 2, "delivered": 2, "bought": 1, "budget": Decimal(700_000),
         "granted": Decimal(655_000), "paid": Decimal(655_000),
         "bought_excl_vat": Decimal(410_000)},
    ]  # fmt: skip
    authority, _is_new = Organisation.objects.get_or_create(
        name=BOARD, defaults={"kind": Organisation.Kind.AUTHORITY, "is_invented": True}
    )
    outside.register(Told(authority, "VD-2013-1", values, phases), by=cast.staff("analyst"))


def report() -> None:
    """A report on all calls every quarter, of which the first was published."""
    analyst = cast.staff("analyst")
    if ReportPlan.objects.exists():
        return
    plan = ReportPlan(title="Innovatiegerichte inkoop: alle oproepen", every="quarter")
    reports.plan_report(plan, recipients=[analyst], by=analyst)
    reports.make_due()
    reports.publish(plan.reports.get(), by=analyst)


def take_in() -> None:
    """Two calls in a file, of which one has a row that is left out."""
    if Intake.objects.exists():
        return
    found = reading.read(FILE, today=portal_today())
    invented = [
        Told(told.authority, told.key, {**told.values, "is_invented": True}, told.phases)
        for told in found.calls
    ]
    outside.take_in(
        invented, found.refused, title="Oude oproepen van het waterschap (verzonnen)",
        source=SOURCE, by=cast.staff("analyst"),
    )  # fmt: skip
