"""Beside the meeting: a booklet to read from, the minutes with their signatures, a moved line."""

from decimal import Decimal

from assessment.booklets import services as booklets
from assessment.line import selectors as line
from assessment.line.services import move_line as move
from assessment.minutes import services as minutes
from assessment.minutes.selectors import last_presented, lines
from assessment.minutes.tasks import JOB  # with it comes the function that does it
from assessment.models import Committee
from demo.play.judging import chair_of
from demo.play.plays import Play
from demo.play.sweeps import finish
from portal.clock import portal_today

PLACE = "Utrecht, Croeselaan 15, zaal 2.04"
TEXT = """\
De voorzitter opent het overleg en vraagt of iemand nog een belang wil melden. Dat is niet zo.

## Werkwijze

De commissie bespreekt eerst de offertes waarover de leden het meest verschillen en die dicht bij \
de budgetgrens liggen. Daarna volgen de andere offertes.

## Punten voor de aanbestedende dienst

Enkele inschrijvers rekenen met een levensduur die zij niet onderbouwen. De commissie vraagt de \
aanbestedende dienst om daar in het gesprek over de start op terug te komen."""
MORE = "Het innovatieprogramma zegt geld toe: er kan één offerte meer mee."
BACK = "De toezegging is ingetrokken. De lijn ligt weer waar de oproep haar legt."


def ask_for_booklet(play: Play, code: str) -> None:
    """The chair reads on a tablet; the worker makes the booklet."""
    committee = play.phase(code).committee
    seat = committee.seats.get(user=chair_of(committee))
    if not seat.booklets.exists():
        booklets.ask_for_booklet(seat, by=seat.user)


def keep_minutes(play: Play, code: str) -> None:
    """The chair writes the minutes and lays them before the members; all but the last one sign."""
    committee = play.phase(code).committee
    present = list(committee.seats.served().select_related("user"))
    stored = getattr(committee, "minutes", None)
    if stored is None:
        draft = minutes.Draft(portal_today(), PLACE, present, TEXT, version=0)
        stored = minutes.write_minutes(committee, draft, by=chair_of(committee))
    presented = last_presented(stored) or minutes.present_minutes(stored, by=chair_of(committee))
    finish(JOB)
    presented.refresh_from_db()
    for each in lines(committee, presented)[:-1]:
        minutes.sign_minutes(presented, sha256=presented.sha256, by=each.seat.user)


def move_line(play: Play, code: str) -> None:
    """An officer has money for one offer more, and a day later has it no longer."""
    committee = play.phase(code).committee
    if committee.state == Committee.State.RANKED and not committee.line_moves.exists():
        move(committee, _one_more(committee), by=play.author, reason=MORE)


def move_line_back(play: Play, code: str) -> None:
    """The line lies where the call put it again; both moves stay on record."""
    committee = play.phase(code).committee
    moves = list(committee.line_moves.all())
    if committee.state == Committee.State.RANKED and len(moves) == 1:
        rules = committee.ranking.rules["budgets_incl_vat"]
        before = {pot: Decimal(budget) for pot, budget in rules.items()}
        move(committee, before, by=play.author, reason=BACK)


def _one_more(committee: Committee) -> dict[str, Decimal]:
    """Each budget (euro incl. VAT), as large as it takes for the first offer that did not fit."""
    now = line.budgets_now(committee.phase)
    places = line.what_if(committee, now).places
    return {
        pot: next(
            (
                needed
                for _offer, needed in line.needed_for(places, pot, by_place=False)
                if needed > budget
            ),
            budget,
        )
        for pot, budget in now.items()
    }
