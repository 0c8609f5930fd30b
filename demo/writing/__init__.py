"""Invented offers, scores and reasons in plausible Dutch; the same seed gives the same words.

Everything here is made up and marked so in demo/content. Nothing here reads a phase's budget,
its planned awards or what a replay is expected to come to.
"""

from demo.writing.bank import (
    Company,
    Concept,
    Person,
    committee_for,
    companies,
    concepts_for,
    institutions,
    people,
    person,
)
from demo.writing.calls import CallSection, CallText, call_text, information_meeting
from demo.writing.consultation import Visitor, contributions, visitors
from demo.writing.offers import (
    OfferPlan,
    feasibility_report,
    form_answers,
    offer_partners,
    offer_text,
    plan_offers,
)
from demo.writing.reasons import advice_intro, band, committee_reason, consensus_motivation
from demo.writing.scores import consensus_scores, draft_scores

__all__ = [
    "CallSection",
    "CallText",
    "Company",
    "Concept",
    "OfferPlan",
    "Person",
    "Visitor",
    "advice_intro",
    "band",
    "call_text",
    "committee_for",
    "committee_reason",
    "companies",
    "concepts_for",
    "consensus_motivation",
    "consensus_scores",
    "contributions",
    "draft_scores",
    "feasibility_report",
    "form_answers",
    "information_meeting",
    "institutions",
    "offer_partners",
    "offer_text",
    "people",
    "person",
    "plan_offers",
    "visitors",
]
