"""A decision with a reserve and a condition, and what companies ask once they have read it."""

from datetime import timedelta

from awards import services
from awards.models import Decision, DecisionSet
from awards.remedies import services as remedies
from awards.remedies.models import Complaint
from awards.remedies.permissions import who_answer
from awards.revisions.services import meet_condition
from demo.play import contracting
from demo.play.awarding import signatory_at
from demo.play.plays import Play
from portal.clock import portal_today

Outcome = Decision.Outcome
CONDITION = "De eigenaar van de proefplaats stemt schriftelijk in met de proef."
SEEN = "De brief van de eigenaar is op tijd ontvangen en zit in het dossier."
RESERVE = (
    "Uw offerte haalt alle drempels, maar past niet binnen het budget. Zij staat op de "
    "reservelijst."
)
WHY_RESERVE = "De offerte is goed genoeg om op terug te vallen als een winnaar niet tekent."
QUESTION = "Kunt u toelichten waarom onze planning minder punten kreeg dan onze techniek?"
ANSWER = (
    "De commissie vond de planning haalbaar, maar miste een reserve voor de vergunning van de "
    "proefplaats. Voor de techniek gaf zij een hoge score, omdat de proeven goed zijn onderbouwd."
)
SUBJECT = "De termijn voor vragen"
COMPLAINT = "Het antwoord op onze vraag kwam één dag voor de sluiting. Daardoor was er weinig tijd."
REASONS = (
    "Het antwoord stond op de aangekondigde dag in de nota van inlichtingen, tien dagen voor de "
    "sluiting. Wij begrijpen dat dit krap voelt en kondigen vragenrondes voortaan eerder aan."
)


def decide_with_care(play: Play, code: str) -> None:
    """One award has a condition, and the best of the others is on the reserve list."""
    phase = play.phase(code)
    if DecisionSet.objects.filter(phase=phase).exists():
        return
    contracting.prepare(phase, by=play.author)
    decision_set = services.propose(phase, by=play.author)
    ranked = decision_set.decisions.order_by("proposal__ranking_row__rank")
    award = ranked.filter(outcome=Outcome.AWARD)[0]
    services.set_decision(
        award,
        by=play.author,
        outcome=Outcome.AWARD,
        amount=award.amount_incl_vat,
        condition=CONDITION,
        condition_due_on=portal_today() + timedelta(days=45),
    )
    for reserve in ranked.filter(outcome=Outcome.REJECT, proposal__ranking_row__rank__gt=0)[:1]:
        services.set_decision(
            reserve,
            by=play.author,
            outcome=Outcome.RESERVE,
            reserve_place=1,
            reasons=RESERVE,
            deviation_reasons=WHY_RESERVE,
        )
    services.ask_approval(decision_set, by=play.author)


def see_condition(play: Play, code: str) -> None:
    """An officer saw that the condition is met, so that the contract can be signed."""
    for decision in play.phase(code).decision_set.decisions.exclude(condition=""):
        if not hasattr(decision, "condition_met"):
            meet_condition(decision, remarks=SEEN, by=play.approver)


def ask_and_complain(play: Play, code: str) -> None:
    """One company asks to explain the decision, another has a complaint."""
    asking, complaining = _rejected(play, code)
    if not asking.debriefs.exists():
        by = signatory_at(asking.proposal.dossier.lead)
        remedies.ask_debrief(asking.letter, question=QUESTION, by=by)
    if not complaining.complaints.exists():
        by = signatory_at(complaining.proposal.dossier.lead)
        remedies.complain(complaining, subject=SUBJECT, text=COMPLAINT, by=by)


def answer_both(play: Play, code: str) -> None:
    """An officer explains, and one who had no part in the decision answers the complaint."""
    asking, complaining = _rejected(play, code)
    for debrief in asking.debriefs.filter(answered_at=None):
        remedies.answer_debrief(debrief, answer=ANSWER, by=play.approver)
    for complaint in complaining.complaints.filter(answered_at=None):
        remedies.answer_complaint(
            complaint,
            outcome=Complaint.Outcome.UNFOUNDED,
            reasons=REASONS,
            by=who_answer(complaint)[0],
        )


def _rejected(play: Play, code: str) -> list[Decision]:
    rejected = play.phase(code).decision_set.decisions.filter(outcome=Outcome.REJECT)
    return list(rejected.select_related("proposal__dossier__lead").order_by("pk")[:2])
