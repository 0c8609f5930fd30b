"""The text of the contracts of a case: the instrument's own, its open places filled in."""

from datetime import timedelta

from awards.contracting.merging import standard_text
from awards.contracting.models import Payment
from awards.contracting.papers import CONTRACTS
from awards.contracting.selectors import terms_of
from awards.contracting.services import write_terms
from awards.contracting.transitions import payments as transitions
from awards.models import Deliverable
from calls.models import Phase
from demo.play.sweeps import finish
from portal.accounts.models import User
from portal.clock import portal_now
from portal.look.wording import AMSTERDAM

FILLED = {
    ", vertegenwoordigd door [naam en functie]": "",
    "[De regeling uit het hoofdstuk over de rechten in de oproep, bijvoorbeeld: de rechten op de "
    "resultaten zijn van de opdrachtnemer; de opdrachtgever krijgt een kosteloos, niet-exclusief "
    "gebruiksrecht voor eigen doelen, zonder einddatum.]": "De rechten op de resultaten zijn van "
    "de opdrachtnemer. De opdrachtgever krijgt een kosteloos, niet-exclusief gebruiksrecht voor "
    "eigen doelen, zonder einddatum.",
    "[de prijs van deze overeenkomst]": "de prijs van deze overeenkomst",
    "[plaats]": "Den Haag",
    " [Bij een innovatiepartnerschap: de overheid kan de oplossing zonder nieuwe aanbesteding "
    "kopen als de afgesproken prestaties zijn gehaald, voor ten hoogste de prijs die daarvoor in "
    "het voorstel staat.] [Bij een nationale procedure: voor een aankoop is een eigen "
    "inkoopprocedure nodig.]": " De oproep zegt of voor een aankoop een eigen inkoopprocedure "
    "nodig is.",
    "[": "",
    "]": "",
}
PLACE = "Proeflocatie Werkterrein Zuid, Voorbeeldkade 1, Utrecht (verzonnen)"
TESTED = ("prototype", "final")  # where something is built that needs a place


def prepare(phase: Phase, *, by: User) -> None:
    """Write the text once, with a place where a prototype is built."""
    if not phase.gives_contracts or terms_of(phase) is not None:
        return
    text = standard_text(phase)
    for open_place, filled in FILLED.items():
        text = text.replace(open_place, filled)
    if phase.code not in TESTED:
        write_terms(phase, text=text, by=by)
        return
    first = (phase.closes_at or portal_now()).date() + timedelta(days=120)
    last = first + timedelta(days=240)
    write_terms(phase, text=text, place=PLACE, place_from=first, place_until=last, by=by)


def make() -> None:
    """What the worker does: the PDF of each contract."""
    finish(CONTRACTS)


def pay(part: Deliverable, *, company: User, by: User) -> None:
    """The company sends its invoice, and an officer pays it on the same day."""
    payment = Payment.objects.get(deliverable=part)
    number = f"F-{payment.audit_ref.replace('/', '-')}"
    payment = transitions.request_payment(payment, invoice_number=number, by=company)
    today = portal_now().astimezone(AMSTERDAM).date()
    transitions.record_payment(payment, paid_on=today, by=by)
