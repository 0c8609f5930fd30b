"""An officer: from the standard call to a published page; a colleague approves."""

from datetime import timedelta

from tests.browser.cast import ADVISER, APPROVER, OFFICER
from tests.browser.people import Visitor, Visitors

REFERENCE = "SBIR26-DIJK"
TITLE = "Dijken die zichzelf meten"
DESK = f"/oproepen/beheer/{REFERENCE}/"
MOST_MINUTES = 10
ANSWER = "wat de waterschappen er zelf over schrijven"


def publishes_a_call(visitors: Visitors) -> None:
    """From the first page to a public call, by two officers and three holders of keys: no mouse.

    Issue 11: the one who writes the standard call is busy for ten minutes at most, by the
    keystroke-level model and the reading of somebody new (tally.py says how); so are those who
    confirm and approve. Waiting for each other is not counted.
    """
    author = visitors.arrive().by_keyboard().log_in(OFFICER)
    with author.counted("officer, from the start page to asking a colleague") as writing:
        begin(author)
        give_dates_and_money(author)
        choose_rights(author)
        fill_marked_places(author)
        author.follow("Documenten").picture("documents").press("Standaardovereenkomst overnemen")
        choose_holders(author)
        confirm_share(author)
        approver = visitors.become(APPROVER).by_keyboard()
        for holder in (approver, visitors.become(ADVISER)):
            confirm_share(holder)
        author.open(DESK).picture("complete").press("Vraag een collega om te controleren")
    with approver.counted("colleague, from the task to a public call") as approving:
        approve(approver)
    assert writing.minutes <= MOST_MINUTES
    assert approving.minutes <= MOST_MINUTES
    public = visitors.arrive().open("/oproepen/").fill(q="meten").press("Zoeken")
    assert "Dijken die zichzelf meten" in public.text
    public.picture("found").follow(TITLE).picture("public-page")
    assert "Rijkswaterstaat" in public.text
    assert "[" not in public.text  # no marked place was left open


def begin(author: Visitor) -> None:
    """A call from the template of SBIR."""
    author.open("/gunning/").follow("Een nieuwe oproep beginnen")
    author.check(author.main.locator("[name=instrument][value=sbir]"))
    author.fill(
        reference=REFERENCE, title=TITLE,
        summary="Wij zoeken dijken die zelf vertellen hoe sterk zij zijn.",
    )  # fmt: skip
    author.picture("new").press("Begin deze oproep").picture("steps")
    author.for_manual("officer-steps")


def give_dates_and_money(author: Visitor) -> None:
    """Both phases: when they are open, and what they may cost."""
    author.follow("Fasen, geld en datums")
    for number, opens_in in ((0, 1), (1, 200)):
        opens = author.now + timedelta(days=opens_in)
        closes = opens + timedelta(days=30)
        author.fill(
            **{
                f"phases-{number}-opens_at_on": f"{opens:%Y-%m-%d}",
                f"phases-{number}-opens_at_at": "09:00",
                f"phases-{number}-closes_at_on": f"{closes:%Y-%m-%d}",
                f"phases-{number}-closes_at_at": "12:00",
                f"phases-{number}-budget_incl_vat": "500.000,00",
                f"phases-{number}-cap_incl_vat": "50.000",
                f"phases-{number}-planned_awards": "10",
            }
        )
    author.picture("dates").press("Opslaan en verder")


def choose_rights(author: Visitor) -> None:
    """Without this choice no call is published."""
    author.open(f"{DESK}rechten/")
    author.check(author.main.get_by_label("De onderneming houdt de rechten"))
    author.picture("rights").press("Opslaan en verder")


def fill_marked_places(author: Visitor) -> None:
    """Only what differs from call to call is asked; the portal proposes what it knows."""
    author.open(f"{DESK}teksten/")
    for place in author.main.locator("input[name^=place_], textarea[name^=place_]").all():
        if not place.input_value():
            author.write(place, ANSWER)
    author.picture("texts").press("Opslaan en verder")


def choose_holders(author: Visitor) -> None:
    """Two openers and a reserve."""
    author.open(f"{DESK}sleutels/")
    for field, name in (
        ("first", "Willemijn van Haaften"),
        ("second", "Ruud Jongsma"),
        ("escrow", "Geertje Veldkamp"),
    ):
        author.choose(author.field(field), name)
    author.press("Kies deze mensen").picture("holders")


def confirm_share(holder: Visitor) -> None:
    """A holder shows that the passphrase still works."""
    holder.open(f"{DESK}sleutels/").fill(passphrase=holder.passphrase).press("Bevestigen")


def approve(approver: Visitor) -> None:
    """A colleague finds the task, reads and publishes."""
    approver.open("/mijn/taken/").picture("task")
    approver.follow("Controleer de oproep en keur haar goed").picture("review")
    approver.follow("Publiceren").picture("publish").for_manual("officer-publish")
    approver.press("Publiceren").picture("published")
