"""What authorities set out to do, sessions for them, and stories of before: all invented."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial

from calls.models import Call
from demo import cast
from demo.cases import shipped_case
from demo.documents import study_report
from demo.play import picture
from demo.play.script import Move
from funnel.outreach import services as outreach
from funnel.outreach import transitions as sessions
from funnel.outreach.models import Session
from funnel.results import services as results
from funnel.results import transitions as stories
from funnel.results.models import EarlierStory
from funnel.targets import services
from funnel.targets.models import AgendaItem, Agreement, YearTarget
from portal.accounts.models import Organisation, User
from portal.look.wording import AMSTERDAM

DAYS, HOUR = timedelta(days=1), timedelta(hours=1)
SOURCE = "Verzonnen voor de demonstratie"
CASES = ("circulaire-viaducten", "sportvelden-open")
# Per authority in the order of OFFICERS: tier, purchasing, R&D budget, shares for innovation, SMEs.
PLANS = (
    ("state", 3_400_000_000, 120_000_000, "2.50", "50"),
    ("state", 410_000_000, 24_000_000, "2.50", "60"),
    ("province", 260_000_000, None, "2.00", "40"),
)
PEOPLE = (
    ("Sanne Visser", "Gemeente Zonnedal", "municipality"),
    ("Karim El Idrissi", "Gemeente Zonnedal", "municipality"),
    ("Petra Holwerda", "Waterschap De Lage Dijk", "water_board"),
    ("Jos Termeer", "Provincie Gelderland", "province"),
    ("Ilse van Loon", "Rijkswaterstaat", "state"),
    ("Bram Kuiper", "Adviesbureau Spoor", ""),
)
PROGRAMME = (
    "- Wat een SBIR is, en wanneer hij past\n- Wat het van uw organisatie vraagt\n"
    "- Cofinanciering: hoe u die aanvraagt\n- Vragen\n\nDeze sessie is verzonnen."
)


@dataclass(frozen=True)
class Told:
    """A story of before the portal."""

    year: int
    title: str
    title_en: str
    authority: str
    company: str
    summary: str
    summary_en: str
    text: str


STORIES = (
    Told(
        2012, "Lantaarns die meekijken met de fietser", "Lamps that follow the cyclist",
        "Gemeente Zonnedal", "Lichtlijn B.V.",
        "Straatverlichting die alleen brandt waar iemand fietst, en daarmee de helft bespaart.",
        "Street lights that burn only where somebody cycles, and save half of the energy.",
        "Na de proef op één fietspad hangen de lantaarns nu in **drie wijken**. (Verzonnen)",
    ),
    Told(
        2015, "Een dijk die vertelt hoe het gaat", "A dike that tells how it is doing",
        "Waterschap De Lage Dijk", "Dijkgevoel B.V.",
        "Sensoren in de dijk meten dag en nacht hoe nat hij is en of hij beweegt.",
        "Sensors in the dike measure day and night how wet it is and whether it moves.",
        "Het waterschap kocht het systeem voor **twaalf kilometer dijk**. (Verzonnen)",
    ),
    Told(
        2018, "Wond genezen op afstand", "Healing a wound from a distance",
        "Ministerie van Volksgezondheid, Welzijn en Sport", "Verbandkamer B.V.",
        "Een verband dat de wijkverpleging laat zien wanneer het verschoond moet worden.",
        "A dressing that shows the district nurse when it has to be changed.",
        "Vier zorginstellingen gebruiken het; het bezoek aan huis halveerde. (Verzonnen)",
    ),
)  # fmt: skip


def moves(now: datetime) -> list[Move]:
    """Targets and a session that was held, up to a session that people can register for now."""
    held = _at_ten(now - 45 * DAYS)
    coming = _at_ten(now + 12 * DAYS)
    return [
        Move(held - 30 * DAYS, "plan_session", partial(plan, "Aan de slag met SBIR", held)),
        Move(held - 20 * DAYS, "register_for_session", come),
        Move(held + 3 * HOUR, "write_attendance", write_attendance),
        Move(held + DAYS, "tell_of_before", tell_of_before),
        Move(now - 7 * DAYS, "set_targets", partial(set_targets, now.year - 1)),
        Move(now - 6 * DAYS, "set_targets", partial(set_targets, now.year)),
        Move(now - 5 * DAYS, "change_targets", partial(change_targets, now.year)),
        Move(now - 4 * DAYS, "plan_session", partial(plan, "SBIR voor gemeenten", coming)),
    ]


def _at_ten(at: datetime) -> datetime:
    return at.astimezone(AMSTERDAM).replace(hour=10, minute=0, second=0, microsecond=0)


def _officers() -> list[tuple[Organisation, User]]:
    """The authorities that set targets, each with an officer of its own."""
    found = [
        (cast.authority_of(case), cast.officers_of(case)[0]) for case in map(shipped_case, CASES)
    ]
    return [*found, (cast.organisation_of("Provincie Gelderland"), cast.staff("province_officer"))]


def set_targets(year: int) -> None:
    """Three authorities set targets; the first reserves budget and makes an agreement."""
    analyst = cast.staff("analyst")
    for (authority, officer), plan_ in zip(_officers(), PLANS, strict=True):
        if YearTarget.objects.filter(authority=authority, year=year).exists():
            continue
        tier, purchasing, budget, innovation, sme = plan_
        services.choose_tier(authority, tier=tier, by=analyst)
        services.write_targets(
            authority, year, version=0, by=officer, source=SOURCE, calls_wanted=2,
            innovation_percent=Decimal(innovation), sme_percent=Decimal(sme),
            set_aside_percent=Decimal("3.20") if budget else None,
            purchasing_excl_vat=Decimal(purchasing),
            rd_budget_incl_vat=Decimal(budget) if budget else None,
        )  # fmt: skip
    _reserve(year)


def _reserve(year: int) -> None:
    authority, officer = _officers()[0]
    if authority.agenda_items.filter(year=year).exists():
        return
    services.save_item(
        AgendaItem(
            authority=authority, year=year, kind="reserved", title="Circulair bouwen",
            text="Viaducten die uit elkaar kunnen en elders weer op. (Verzonnen)",
            budget_incl_vat=Decimal(6_000_000), source=SOURCE,
        ),
        calls=list(Call.objects.published().filter(contracting_authority=authority)),
        by=officer,
    )  # fmt: skip
    services.save_item(
        AgendaItem(
            authority=authority, year=year, kind="agenda", title="Sluizen zonder storing",
            text="Een oproep volgt na de marktconsultatie. (Verzonnen)",
        ),
        calls=[],
        by=officer,
    )  # fmt: skip
    services.save_agreement(
        Agreement(
            authority=authority, first_year=year, last_year=year + 2, measure="calls",
            value=Decimal(2), action="Elk jaar twee oproepen, met een vast budget. (Verzonnen)",
        ),
        by=officer,
    )  # fmt: skip


def change_targets(year: int) -> None:
    """A day later the first authority corrects its budget: both versions stay."""
    authority, officer = _officers()[0]
    last = YearTarget.objects.filter(authority=authority, year=year).last()
    if last is None or last.number > 1:
        return
    figures = {name: getattr(last, name) for name in services.FIGURES}
    figures |= {"rd_budget_incl_vat": Decimal(125_000_000), "calls_wanted": 3}
    services.write_targets(
        authority, year, version=1, by=officer, source=f"{SOURCE}; na de najaarsnota", **figures
    )


def plan(title: str, starts: datetime) -> None:
    """RVO plans and announces a session with IPO and VNG, with its slides."""
    adviser = cast.staff("adviser")
    if Session.objects.filter(title=title).exists():
        return
    session = outreach.plan_session(
        terms={
            "organiser": adviser.memberships.get().organisation, "together_with": "IPO en VNG",
            "title": title, "description": PROGRAMME, "starts_at": starts,
            "ends_at": starts + 2 * HOUR, "place": "online", "capacity": 5,
            "online_url": "https://vergadering.example/sbir", "register_before": starts - DAYS,
        },
        by=adviser, is_invented=True,
    )  # fmt: skip
    sessions.announce_session(session, by=adviser)
    slides = study_report("Zo werkt een SBIR", "RVO", [("In het kort", PROGRAMME)])
    outreach.add_material(
        session, title="Presentatie", upload=slides, file_name="sbir.pdf", by=adviser
    )


def come() -> None:
    """Six people register for five places; one gives the place back to who waits."""
    session = Session.objects.filter(title="Aan de slag met SBIR").first()
    if session is None or session.registrations.exists():
        return
    rows = []
    for number, (name, organisation, tier) in enumerate(PEOPLE):
        row = sessions.register(
            session, name=name, email=f"voorlichting{number}@overheid.example",
            organisation=organisation, tier=tier, language="nl",
        )  # fmt: skip
        rows.append(sessions.confirm(row))
    sessions.leave(rows[1], by=sessions.visitor())


def write_attendance() -> None:
    """All who had a place came, but one."""
    session = Session.objects.filter(title="Aan de slag met SBIR").first()
    if session is None or session.registrations.filter(has_come=True).exists():
        return
    placed = list(session.registrations.filter(state="placed"))
    sessions.write_attendance(session, came=placed[1:], by=cast.staff("adviser"))


def tell_of_before() -> None:
    """The analyst writes three stories of before the portal, one of them with a drawing."""
    analyst = cast.staff("analyst")
    for told in STORIES:
        if EarlierStory.objects.filter(title=told.title).exists():
            continue
        has_picture = told.year == 2015
        story = results.write(
            EarlierStory(is_invented=True),
            by=analyst,
            picture=picture.dike() if has_picture else None,
            picture_alt=picture.DIKE if has_picture else "",
            source=SOURCE,
            **vars(told),
        )
        stories.publish(story, by=analyst)
