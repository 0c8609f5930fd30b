"""A dossier in its second phase: the first was awarded, delivered and accepted."""

from datetime import timedelta

from applications.models import OpenedProposal, Proposal
from awards import transitions
from awards.models import Contract
from calls.models import Phase
from portal.clock import portal_now
from tests.awards.test_contracts import deliver_all
from tests.cast import Cast
from tests.factories import PhaseFactory

TITLE, SUMMARY = "Demontabele liggers", "Liggers die weer uit elkaar kunnen."
NEXT_FORM = [
    {
        "code": "offer",
        "title": {"nl": "Uw offerte", "en": "Your offer"},
        "questions": [
            {"code": "title", "kind": "short_text", "label": {"nl": "Titel", "en": "Title"},
             "required": True},
            {"code": "public_summary", "kind": "long_text",
             "label": {"nl": "Openbare samenvatting", "en": "Public summary"}},
            {"code": "plan", "kind": "file", "label": {"nl": "Plan", "en": "Plan"},
             "file_types": ["pdf"]},
            {"code": "truth", "kind": "declaration", "label": {"nl": "Waar", "en": "True"}},
        ],
    }
]  # fmt: skip
FIRST_FORM = [{**NEXT_FORM[0], "code": "idea"}]
ANSWERS = {"idea": {"title": TITLE, "public_summary": SUMMARY, "truth": True}}


def following(phase: Phase, **fields) -> Phase:
    """The invited phase after this one, with a form that asks the same in another section."""
    now = portal_now()
    window = {"opens_at": now - timedelta(days=9), "closes_at": now + timedelta(days=30)}
    return PhaseFactory(
        call=phase.call, code="prototype", order=2, entry=Phase.Entry.INVITED,
        form=NEXT_FORM, **(window | fields),
    )  # fmt: skip


def invited(contract: Contract, cast: Cast, **fields) -> Proposal:
    """The draft of the second phase, after everything of the first was accepted."""
    earlier = contract.decision.proposal
    Phase.objects.filter(pk=earlier.phase_id).update(form=FIRST_FORM)
    OpenedProposal.objects.filter(proposal=earlier).update(answers=ANSWERS, title=TITLE)
    after = following(earlier.phase, **fields)
    part = contract.deliverables.first()
    transitions.deliver(part, upload=b"%PDF-1.7 half", file_name="half.pdf", by=cast.colleague)
    transitions.return_(part, by=cast.officer, remarks="De kosten per jaar ontbreken.")
    deliver_all(contract, cast)
    return Proposal.objects.get(dossier=earlier.dossier, phase=after)
