"""Officers talk with each party of a round."""

from awards.negotiation.selectors import parties_of
from awards.negotiation.services import record_talk
from calls.models import Phase
from demo.play.plays import Play
from portal.clock import portal_now
from portal.look.wording import AMSTERDAM

SUBJECTS = (
    "Wij bespraken hoe de prestatie wordt gemeten en welk bewijs daarvoor nodig is. De inschrijver "
    "werkt dit uit in de volgende inschrijving.",
    "Wij bespraken de planning van de drie fasen en de kosten bij aankoop. De inschrijver kijkt of "
    "de proef in de praktijk korter kan.",
    "Wij bespraken het beheer na de invoering en wie daarvoor wordt opgeleid. De inschrijver voegt "
    "een plan voor het beheer toe.",
)
UNTOUCHED = "Over de minimumeisen en de gunningscriteria is niet gesproken."


def talk(play: Play, code: str) -> None:
    """The first officer talks with every party apart, where the phase is negotiated."""
    phase = play.phase(code)
    if not phase.is_negotiated or phase.state != Phase.State.OPENED:
        return
    for proposal in parties_of(phase):
        if proposal.talks.exists():
            continue
        proposal.phase = phase
        subject = play.rng(proposal.dossier.lead.name, code, "talk").choice(SUBJECTS)
        record_talk(
            proposal,
            held_on=portal_now().astimezone(AMSTERDAM).date(),
            present=f"{play.author.name}, {play.approver.name}, {proposal.dossier.lead}",
            discussed=f"{subject} {UNTOUCHED}",
            by=play.author,
        )
